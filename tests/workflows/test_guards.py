"""What a judgement lacks, in the words HR reads, and which approvals wait."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows import guards
from workflows.columns import OUTCOMES, REASON, RECHECK
from workflows.linkage.tables import Outcome

MATCH, UNSURE = OUTCOMES[Outcome.VERIFIED], OUTCOMES[Outcome.REVIEW]


@pytest.mark.parametrize(
    ("judgement", "outcome", "comment", "recheck", "lacks"),
    [
        ("", UNSURE, "", "", ""),
        ("承認", MATCH, "", "", ""),
        ("承認", UNSURE, "", "", "確かめたこと"),
        ("承認", UNSURE, "電話で確認", "", ""),
        ("保留", MATCH, "", "2026-05-01", "理由"),
        ("保留", MATCH, "折り返し待ち", "", "再確認日"),
        ("保留", MATCH, "折り返し待ち", "2026-05-01", ""),
        ("見送り", MATCH, "なんとなく", "", "記録なし／確認できず／対象外／重複"),
        ("見送り", MATCH, "退職者名簿に記録なし", "", ""),
        ("本人に確認", MATCH, "", "", ""),
        ("承認する", MATCH, "", "", "選んでください"),
    ],
)
def test_what_a_judgement_lacks(judgement: str, outcome: str, comment: str, recheck: str, lacks: str) -> None:
    found = guards.missing(judgement, outcome, {REASON: comment, RECHECK: recheck})
    assert bool(found) == bool(lacks)
    assert lacks in "".join(found)


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("確認できず。対象外かも", "確認できず"),
        ("対象外", "対象外"),
        ("ﾀｲｼｮｳｶﾞｲ", ""),
        ("", ""),
        ("重複（K7QX2M4P）", "重複"),
    ],
)
def test_the_reason_of_a_refusal_is_the_first_that_stands_there(comment: str, reason: str) -> None:
    assert guards.reason_of(comment) == reason


@pytest.mark.parametrize(
    ("clerk", "confirmer", "second"),
    [("山田", "佐藤", True), ("山田", "山田", False), ("山田", " 山　田 ", False), ("ＹＡＭＡＤＡ", "yamada", False),
     ("山田", "", False), ("", "佐藤", True), ("山田", "　", False)],
)  # fmt: skip
def test_one_person_under_two_spellings_is_no_second_person(clerk: str, confirmer: str, second: bool) -> None:
    assert bool(guards.second_person(clerk, confirmer)) is second


@given(fresh=st.sets(st.integers(0, 60)), alarming=st.sets(st.integers(0, 60)), before=st.integers(0, 30))
def test_more_than_twenty_wait_together_and_alarms_always(fresh: set[int], alarming: set[int], before: int) -> None:
    keys, alarms = {f"K{n}" for n in fresh}, {f"K{n}" for n in alarming}
    held = guards.to_hold(keys, alarms, before)
    assert held <= keys
    assert keys & alarms <= held
    assert (held == keys) if len(keys) + before > 20 else (held == keys & alarms)
