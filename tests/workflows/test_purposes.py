"""Purposes of use that change: HR learns who has to be asked again, whether the answers are still there or erased."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factory_members import LATER, Desk
from tests.factory_registrations import FORM
from workflows.columns import ATTENTION, JUDGEMENT, PROCEDURE, REASON, Judgement, Procedure
from workflows.ledger import ReplyState, State, standings
from workflows.procedures import Order
from workflows.replies import Kind, names_version
from workflows.review import confirmation


def a_member(desk: Desk) -> str:
    desk.answer(1)
    desk.answer(2)  # the form is not left without answers
    desk.run()
    key = desk.keys[1]
    desk.cells[key][JUDGEMENT] = Judgement.APPROVED
    desk.run(days=1)
    assert desk.state(key) is State.MEMBER
    return key


def test_a_member_whose_answers_are_erased_is_asked_again_too() -> None:
    desk = Desk()
    key = a_member(desk)
    assert desk.book.ledger[-1].consented == FORM.present.version
    desk.answers.pop(0)
    desk.run(days=90)
    assert "以前の利用目的" not in desk.shown(key)[ATTENTION]
    desk.purposes = (*FORM.purposes, LATER)
    desk.run(days=1)
    assert f"以前の利用目的（{FORM.present.version}版）への同意です" in desk.shown(key)[ATTENTION]


def test_who_withdrew_is_left_in_peace() -> None:
    desk = Desk()
    key = a_member(desk)
    desk.answers.pop(0)
    desk.cells[key][JUDGEMENT] = ""
    desk.purposes = (*FORM.purposes, LATER)
    desk.run(days=1)
    assert desk.state(key) is not State.MEMBER
    assert "以前の利用目的" not in desk.shown(key)[ATTENTION]


def letters(desk: Desk, key: str) -> list[str]:
    return [f"{line.kind} {line.state}" for line in desk.letters(key)][1:]


def a_told_member(desk: Desk) -> str:
    key = a_member(desk)
    desk.send(key, Kind.APPROVED)
    desk.run(days=1)
    assert letters(desk, key) == []
    desk.purposes = (*FORM.purposes, LATER)
    return key


READY, SENT, RECALLED = (
    f"{Kind.CONSENT} {state}" for state in (ReplyState.READY, ReplyState.SENT, ReplyState.RECALLED)
)


def test_new_purposes_ask_each_member_once_by_letter() -> None:
    desk = Desk()
    key = a_told_member(desk)
    desk.run(days=1)
    assert letters(desk, key) == [READY]
    (letter,) = [line for line in desk.letters(key) if line.kind == Kind.CONSENT]
    assert letter.to == "leaver1@example.com"
    assert "2037-01版" in letter.body
    assert "https://alumni.example/privacy/" in letter.body
    assert letters(desk, desk.keys[2]) == []  # not a member
    # A command that reads no answers neither begins such a letter nor takes one back.
    desk.order(key, Order(Procedure.DISCLOSE, "山田", letter=False))
    assert letters(desk, key) == [READY]
    desk.send(key, Kind.CONSENT)
    for _ in range(2):
        desk.run(days=1)
        assert letters(desk, key) == [SENT]
    assert desk.state(key) is State.MEMBER  # who does not answer stays one
    # A later version is asked about anew.
    desk.purposes = (
        *desk.purposes,
        LATER.model_copy(update={"version": "2038-01", "since": date(2038, 1, 1), "consent": "さらに"}),
    )
    desk.run(days=1)
    assert letters(desk, key) == [SENT, READY]


def test_an_invitation_that_waits_comes_before_the_question() -> None:
    desk = Desk()
    key = a_member(desk)
    desk.purposes = (*FORM.purposes, LATER)
    desk.run(days=1)
    assert [line.kind for line in desk.letters(key)] == [Kind.APPROVED]


def test_the_question_is_taken_back_once_she_agrees_by_an_edit() -> None:
    desk = Desk()
    key = a_told_member(desk)
    desk.run(days=1)
    desk.answer(1, consent=LATER.consent)
    desk.run(days=1)
    assert letters(desk, key) == [RECALLED]
    desk.cells[key][PROCEDURE] = confirmation(2)
    desk.run(days=1)
    assert standings(desk.book.ledger)[key].consented == LATER.version
    assert letters(desk, key) == [RECALLED, f"{Kind.CHANGED} {ReplyState.READY}"]


@pytest.mark.parametrize("first_answers", ["there", "erased"])
def test_who_agrees_by_a_new_response_is_known_again(first_answers: str) -> None:
    desk = Desk()
    key = a_told_member(desk)
    if first_answers == "erased":
        desk.answers.pop(0)
    desk.run(days=1)
    assert letters(desk, key) == [READY]
    desk.answer(7, employee_id="00001001", timestamp="2037/02/01 09:00:00", consent=LATER.consent)
    desk.run(days=1)
    assert standings(desk.book.ledger)[key].consented == LATER.version
    assert letters(desk, key) == [RECALLED, f"{Kind.CHANGED} {ReplyState.READY}"]
    assert "もとの登録に反映しました" in desk.shown(desk.keys[7])[ATTENTION]
    again = desk.run()
    assert (again.entries, again.standings, again.replies, again.audit) == ((), (), (), ())
    desk.cells[desk.keys[7]].update({JUDGEMENT: Judgement.DECLINED, REASON: "重複"})
    desk.run(days=1)
    assert standings(desk.book.ledger)[key].consented == LATER.version


@pytest.mark.parametrize(
    ("version", "found"), [("2037-01", True), ("2037-0", False), ("037-01", False), ("2037-01b", False)]
)
def test_a_letter_is_about_the_version_it_names_in_full(version: str, found: bool) -> None:
    assert names_version("利用目的が新しくなりました（2037-01版）。", version) is found
