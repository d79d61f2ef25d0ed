"""The whole of linkage on small rosters of invented people: who is let in, who is not, and what cannot break it."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from workflows.linkage import link
from workflows.linkage.tables import RESPONSE_COLUMNS, ROSTER_COLUMNS, Linked, Outcome

TODAY = date(2026, 4, 1)

SAITO = {
    "roster_id": "00012345",
    "name": "齋藤　恵子",
    "kana": "サイトウ ケイコ",
    "birth_date": "1975-05-06",
    "joined": "1998",
    "left": "2010",
    "department": "第一営業部",
    "phone": "09000001111",
    "email": "keiko@example.jp",
}
MORI = {
    "roster_id": "00012399",
    "name": "森　大地",
    "kana": "モリ ダイチ",
    "birth_date": "1981-11-23",
    "joined": "2004",
    "left": "",
    "department": "開発部",
    "phone": "",
    "email": "",
}
ANSWER = {
    "name": "斎藤 恵子",
    "kana": "さいとう けいこ",
    "birth_date": "昭和50年5月6日",
    "tenure": "1998年〜2010年",
    "department": "営業部",
    "phone": "090-0000-1111",
}


def crowd(size: int, **same: str) -> list[dict[str, str]]:
    """Invented colleagues, all different but for `same`."""
    surnames, givens = "青赤白黒緑橙紫金銀銅", "一二三四五六七八九十"
    return [
        {
            "roster_id": f"{50_000 + n:08}",
            "name": f"{surnames[n % 10]}{surnames[n // 10 % 10]}田　{givens[n // 100 % 10]}{givens[n * 7 % 10]}郎",
            "birth_date": f"{1950 + n % 45}-{1 + n % 12:02}-{1 + n % 28:02}",
            "joined": str(1975 + n % 40),
            "left": str(1980 + n % 40),
            "department": f"第{givens[n % 10]}製造部",
            **same,
        }
        for n in range(size)
    ]


def run(responses: list[dict[str, str]], stints: list[dict[str, str]]) -> list[Linked]:
    roster = pa.table({name: pa.array([one.get(name, "") for one in stints], pa.string()) for name in ROSTER_COLUMNS})
    answers = {name: pa.array([one.get(name, "") for one in responses], pa.string()) for name in RESPONSE_COLUMNS[1:]}
    numbers = pa.array(range(1, len(responses) + 1), pa.int64())
    return link(pa.table({"response": numbers, **answers}), roster, as_of=TODAY)


def test_a_leaver_with_a_known_phone_is_verified() -> None:
    (linked,) = run([ANSWER], [SAITO, MORI, *crowd(200)])
    assert (linked.outcome, linked.roster_id) == (Outcome.VERIFIED, "00012345")
    assert [one.field for one in linked.candidates[0].evidence][:2] == ["name", "department"]  # ○ before ◎


def test_public_facts_alone_never_verify() -> None:
    (linked,) = run([ANSWER | {"phone": "080-9999-9999"}], [SAITO, MORI, *crowd(200)])
    assert (linked.outcome, linked.roster_id) == (Outcome.NEEDS_PROOF, "00012345")


@pytest.mark.parametrize(
    "impostor",
    [
        {"birth_date": "1977-01-30", "phone": ""},
        {"birth_date": "1977-01-30"},
        {"birth_date": "1977-01-30", "employee_id": "00012345"},
        {"name": "全 別人", "kana": "ゼン ベツジン", "birth_date": "1990-12-01"},
        {"name": "全 別人", "kana": "ゼン ベツジン", "birth_date": "1990-12-01", "employee_id": "12345", "phone": ""},
    ],
    ids=["public facts", "knows the phone", "knows phone and id", "another's phone", "another's id"],
)
def test_no_impostor_is_let_in(impostor: dict[str, str]) -> None:
    (linked,) = run([ANSWER | impostor], [SAITO, MORI, *crowd(200)])
    assert linked.outcome in (Outcome.REVIEW, Outcome.NO_MATCH)
    assert linked.roster_id is None
    assert linked.alarm == (impostor.get("name") is not None)


def test_employed_now_is_reviewed_whatever_agrees() -> None:
    (linked,) = run([{**MORI, "employee_id": "00012399"}], [SAITO, MORI, *crowd(200)])
    assert (linked.outcome, linked.reasons[0]) == (Outcome.REVIEW, "employed_now")
    assert linked.candidates[0].employed_now


def test_stints_of_one_person_are_one_candidate_by_the_latest() -> None:
    again = SAITO | {"roster_id": "00020000", "name": "斎藤 恵子", "joined": "2014", "left": "2019", "phone": ""}
    (linked,) = run([ANSWER], [again, SAITO, *crowd(200)])
    assert (linked.outcome, linked.roster_id) == (Outcome.VERIFIED, "00020000")
    assert [one.roster_id for one in linked.candidates].count("00012345") == 0


def test_who_came_back_is_employed_now() -> None:
    again = SAITO | {"roster_id": "00020000", "joined": "2014", "left": ""}
    (linked,) = run([ANSWER], [SAITO, again, *crowd(200)])
    assert (linked.outcome, linked.reasons[0]) == (Outcome.REVIEW, "employed_now")


def test_twins_are_two() -> None:
    twin = SAITO | {"roster_id": "00020000", "name": "齋藤　恵美", "kana": "サイトウ エミ", "phone": "", "email": ""}
    (linked,) = run([ANSWER], [SAITO, twin, *crowd(200)])
    assert linked.roster_id == "00012345"


def test_an_empty_roster_finds_nobody() -> None:
    (linked,) = run([ANSWER], [])
    assert linked == Linked(1, Outcome.NO_MATCH, reasons=("nobody_near",))


def test_no_responses_are_no_answers() -> None:
    assert run([], [SAITO]) == []


def test_a_blank_response_finds_nobody() -> None:
    (linked,) = run([{}], [SAITO, MORI])
    assert linked.outcome is Outcome.NO_MATCH


def test_a_roster_of_one() -> None:
    (linked,) = run([ANSWER], [SAITO])
    assert (linked.outcome, linked.roster_id) == (Outcome.VERIFIED, "00012345")


def test_an_id_that_two_people_have_verifies_only_whom_the_rest_fits() -> None:
    doubled = MORI | {"roster_id": "00012345", "left": "2020"}
    (linked,) = run([ANSWER | {"employee_id": "12345", "phone": ""}], [SAITO, doubled, *crowd(200)])
    assert linked.outcome is Outcome.VERIFIED
    assert linked.candidates[0].evidence[0].field == "name"


def test_stints_without_birth_dates_are_not_merged() -> None:
    """A third of a roster without birth dates must not make one person of all its namesakes."""
    namesakes = crowd(30, name="佐藤　誠", kana="サトウ マコト", birth_date="")
    (linked,) = run(
        [{"name": "佐藤 誠", "kana": "サトウ マコト", "birth_date": "1970-01-01"}], [*namesakes, *crowd(200)]
    )
    assert linked.outcome in (Outcome.REVIEW, Outcome.NO_MATCH)
    assert len(linked.candidates) == 5


def test_one_character_names() -> None:
    stint = SAITO | {"name": "林　歩", "kana": "ハヤシ アユム"}
    found = run(
        [ANSWER | {"name": "林 歩", "kana": "ハヤシ アユム"}, {"name": "歩"}, {"name": "林"}], [stint, *crowd(200)]
    )
    assert [one.outcome for one in found] == [Outcome.VERIFIED, Outcome.NO_MATCH, Outcome.NO_MATCH]


def test_ten_thousand_namesakes() -> None:
    namesakes = crowd(10_000, name="佐藤　誠", kana="サトウ マコト")
    one = namesakes[777] | {"phone": "09012345678"}
    found = run(
        [{**one, "employee_id": "", "tenure": "", "phone": "090-1234-5678"}] * 20,
        [*namesakes[:777], one, *namesakes[778:]],
    )
    assert {linked.candidates[0].evidence[-1].field for linked in found} == {"tenure"}
    assert {linked.outcome for linked in found} <= {Outcome.VERIFIED, Outcome.REVIEW}


@pytest.mark.parametrize(
    "text",
    ["'; DROP TABLE roster; --", '"', "%", "\\", "\x00", "NULL", "=1+1", "🙂" * 200, "斎" * 3000, "\ud800"[:0] + "　"],
)
def test_no_text_breaks_it(text: str) -> None:
    """What people type is data: it agrees with itself and with nothing else."""
    answer = dict.fromkeys(RESPONSE_COLUMNS[1:], text)
    found = run([answer, ANSWER, {"department": text, **ANSWER}], [SAITO, MORI, *crowd(50)])
    assert [one.outcome for one in found[:2]] == [Outcome.NO_MATCH, Outcome.VERIFIED]


def test_the_order_of_roster_and_responses_does_not_matter() -> None:
    stints = [SAITO, MORI, *crowd(300)]
    answers = [ANSWER, {**MORI}, {**stints[40], "tenure": "", "employee_id": ""}, {"name": "誰 某"}]
    forwards = run(answers, stints)
    backwards = run(answers[::-1], stints[::-1])
    assert [(one.outcome, one.roster_id, one.match_weight) for one in forwards] == [
        (one.outcome, one.roster_id, one.match_weight) for one in backwards[::-1]
    ]
