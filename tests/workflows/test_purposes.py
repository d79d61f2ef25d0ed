"""Purposes of use that change: HR learns who has to be asked again, whether the answers are still there or erased."""

from __future__ import annotations

from dataclasses import replace

from promises.form import Purposes
from tests.factory_members import Desk
from tests.factory_registrations import FORM
from workflows import registration
from workflows.columns import ATTENTION, JUDGEMENT, Judgement
from workflows.form import Form
from workflows.ledger import State

LATER = FORM.present.model_copy(
    update={"version": "2037-01", "since": FORM.present.since.replace(2037), "consent": "新しい同意", "aliases": ()}
)


class Later(Desk):
    """A desk whose form may get new purposes."""

    purposes: tuple[Purposes, ...] = FORM.purposes

    @property
    def terms(self) -> registration.Terms:
        form: Form = FORM.model_copy(update={"purposes": self.purposes})
        return replace(super().terms, form=form)


def a_member(desk: Later) -> str:
    desk.answer(1)
    desk.answer(2)  # the form is not left without answers
    desk.run()
    key = desk.keys[1]
    desk.cells[key][JUDGEMENT] = Judgement.APPROVED
    desk.run(days=1)
    assert desk.state(key) is State.MEMBER
    return key


def test_a_member_whose_answers_are_erased_is_asked_again_too() -> None:
    desk = Later()
    key = a_member(desk)
    assert desk.book.ledger[-1].consented == FORM.present.version
    desk.answers.pop(0)
    desk.run(days=90)
    assert "以前の利用目的" not in desk.shown(key)[ATTENTION]
    desk.purposes = (*FORM.purposes, LATER)
    desk.run(days=1)
    assert f"以前の利用目的（{FORM.present.version}版）への同意です" in desk.shown(key)[ATTENTION]


def test_who_withdrew_is_left_in_peace() -> None:
    desk = Later()
    key = a_member(desk)
    desk.answers.pop(0)
    desk.cells[key][JUDGEMENT] = ""
    desk.purposes = (*FORM.purposes, LATER)
    desk.run(days=1)
    assert desk.state(key) is not State.MEMBER
    assert "以前の利用目的" not in desk.shown(key)[ATTENTION]
