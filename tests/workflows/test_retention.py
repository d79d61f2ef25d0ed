"""Whose data goes when: the promises of the privacy page, held against people's lives."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factory_members import EMPLOYED, RETENTION, Desk
from workflows import registration
from workflows.columns import ATTENTION, JUDGEMENT, PROCEDURE, REASON, RECHECK, Procedure
from workflows.ledger import State
from workflows.replies import Kind


@pytest.fixture
def desk() -> Desk:
    return Desk()


def expire(desk: Desk, *, days: int) -> set[int]:
    """Who was erased `days` later."""
    desk.today += timedelta(days=days)
    changes = registration.carry_out({}, desk._read(), desk.terms, expire=True)
    desk._write(changes, dying=False)
    gone = {one.key for one in changes.erased}
    return {number for number, key in desk.keys.items() if key in gone}


def lived(desk: Desk, number: int, **cells: str) -> str:
    desk.answer(number)
    desk.run()
    desk.cells[desk.keys[number]].update(cells)
    desk.run()
    return desk.keys[number]


def test_who_was_declined_goes_when_the_period_after_the_letter_is_over(desk: Desk) -> None:
    key = lived(desk, 1, **{JUDGEMENT: "見送り", REASON: "対象外"})
    desk.today += timedelta(days=10)
    desk.send(key, Kind.DECLINED)
    desk.run()
    assert expire(desk, days=RETENTION.declined - 1) == set()
    assert expire(desk, days=1) == {1}
    assert desk.state(key) is State.EXPIRED
    # The form may still hold the answers: they are left out for ever.
    changes = desk.run()
    assert changes.new_keys == ()
    assert changes.run.counts["left_out"] == 1
    assert key not in desk.cells


def test_who_left_the_network_is_gone_within_the_promise_even_if_nobody_looks_for_a_week(desk: Desk) -> None:
    key = lived(desk, 1, **{JUDGEMENT: "承認"})
    desk.cells[key][PROCEDURE] = Procedure.WITHDRAW
    desk.run()
    assert expire(desk, days=RETENTION.withdrawn - 8) == set()
    assert expire(desk, days=1) == {1}


def test_who_still_works_for_the_company_is_gone_within_the_promise_and_hr_knows_by_when(desk: Desk) -> None:
    desk.answer(1, department=EMPLOYED)
    desk.run()
    key = desk.keys[1]
    assert "2026-05-15までに" in desk.shown(key)[ATTENTION]
    assert "上司・所属部署に伝えないでください" in desk.shown(key)[ATTENTION]
    assert expire(desk, days=23) == {1}


def test_members_and_people_who_wait_for_hr_stay(desk: Desk) -> None:
    lived(desk, 1, **{JUDGEMENT: "承認"})
    lived(desk, 2)
    lived(desk, 3, **{JUDGEMENT: "保留", REASON: "確認中", RECHECK: "2026-05-01"})
    desk.answer(4, department=EMPLOYED)
    desk.run()
    desk.cells[desk.keys[4]].update({JUDGEMENT: "承認", REASON: "退職を確かめました"})
    desk.run()
    assert expire(desk, days=3_000) == set()


def test_who_never_answered_goes_like_the_declined(desk: Desk) -> None:
    key = lived(desk, 1, **{JUDGEMENT: "本人に確認"})
    desk.run(days=RETENTION.proof + 1)
    assert desk.state(key) is State.CLOSED
    assert expire(desk, days=RETENTION.declined - 1) == set()
    assert expire(desk, days=1) == {1}


def test_nothing_of_the_erased_is_left_but_key_and_day(desk: Desk) -> None:
    key = lived(desk, 1, **{JUDGEMENT: "承認"})
    desk.cells[key][PROCEDURE] = Procedure.WITHDRAW
    desk.run()
    assert expire(desk, days=30) == {1}
    kept = str((desk.book.log, desk.book.ledger, desk.book.replies, desk.book.audit))
    for trace in ("leaver1@example.com", "石倉", "イシクラ", "00001001", "09010000001", "またお会い"):
        assert trace not in kept
    assert key in kept


def test_a_word_of_hr_that_no_run_has_read_keeps_a_person(desk: Desk) -> None:
    desk.answer(1, department=EMPLOYED)
    desk.run()
    desk.cells[desk.keys[1]].update({JUDGEMENT: "承認", REASON: "退職を確かめました"})
    assert expire(desk, days=40) == set()
    desk.run()
    assert desk.state(desk.keys[1]) is State.MEMBER


def test_a_restoration_that_no_run_has_read_keeps_a_person(desk: Desk) -> None:
    key = lived(desk, 1, **{JUDGEMENT: "承認", PROCEDURE: ""})
    desk.cells[key][PROCEDURE] = Procedure.WITHDRAW
    desk.run()
    desk.cells[key][PROCEDURE] = Procedure.RESTORE
    assert expire(desk, days=40) == set()
    desk.run()
    assert desk.state(key) is State.MEMBER
