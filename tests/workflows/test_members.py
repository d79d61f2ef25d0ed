"""What becomes of people, as HR and they live through it: stories day by day, then what must hold whatever happens."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.factory_members import ALARM, LATER, Desk
from tests.factory_registrations import FORM, leaver
from workflows.columns import (
    ATTENTION,
    CLERK,
    CONFIRMED,
    CONFIRMER,
    DUE,
    JUDGEMENT,
    PROCEDURE,
    REASON,
    RECHECK,
    RESULT,
    Procedure,
)
from workflows.ledger import ReplyState, State, standings
from workflows.procedures import Order
from workflows.replies import Kind
from workflows.review import confirmation
from workflows.revisions import recall
from workflows.stopped import Stopped


@pytest.fixture
def desk() -> Desk:
    return Desk()


STORIES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "members.yml").read_text("utf-8"))


@pytest.mark.parametrize("story", STORIES, ids=[story["name"] for story in STORIES])
def test_a_story(story: dict[str, Any]) -> None:
    desk = Desk()
    for number, day in enumerate(story["days"]):
        desk.today += timedelta(days=day.get("after", 1) if number else 0)
        if day.get("purposes"):
            desk.purposes = (*FORM.purposes, LATER)
        for person, changed in day.get("answers", {}).items():
            desk.answer(person, **changed)
        for person, cells in day.get("hr", {}).items():
            desk.cells[desk.keys[person]].update(cells)
        for person, kind in day.get("sent", {}).items():
            desk.send(desk.keys[person], kind)
        for person in day.get("deleted", ()):
            del desk.cells[desk.keys[person]]
        desk.run()
        for person, expected in day.get("then", {}).items():
            assert_stands(desk, desk.keys[person], expected)
        # Whatever the day brought, looking once more on it changes nothing.
        again = desk.run()
        assert (again.entries, again.standings, again.replies, again.audit, again.erased) == ((), (), (), (), ())


def assert_stands(desk: Desk, key: str, expected: dict[str, Any]) -> None:
    if expected.get("gone"):
        assert key not in desk.cells
        assert desk.state(key) is State.ERASED
        assert [line for line in desk.book.log if line.key == key and line.values] == []
        assert not any(line.to or line.body for line in desk.letters(key))
    else:
        shown = desk.shown(key)
        assert expected.get("note", "") in shown.get(ATTENTION, "")
        assert expected.get("result", "") in shown.get(RESULT, "")
        assert expected.get("due", shown.get(DUE, "")) == shown.get(DUE, "")
    assert desk.state(key) == expected.get("state", desk.state(key))
    if "letters" in expected:
        assert [f"{line.kind} {line.state}" for line in desk.letters(key)] == expected["letters"]
    ready = [line for line in desk.letters(key) if line.state is ReplyState.READY]
    if "to" in expected:
        assert [line.to for line in ready] == [expected["to"]]
    if "body" in expected:
        assert expected["body"] in ready[-1].body
    if "ways" in expected:
        assert standings(desk.book.ledger)[key].ways == expected["ways"]
    if "audit" in expected:
        said = [text for line in desk.book.audit if line.key == key for text in (line.what, line.who)]
        assert set(expected["audit"]) <= set(said)


def test_many_approvals_at_once_wait_for_a_second_word(desk: Desk) -> None:
    for number in range(21):
        desk.answer(number)
    desk.run()
    for key in desk.keys.values():
        desk.cells[key][JUDGEMENT] = "承認"
    desk.run(days=1)
    assert {desk.state(key) for key in desk.keys.values()} == {State.HELD}
    late = desk.keys[20]
    desk.cells[late][JUDGEMENT] = ""
    desk.cells[desk.keys[3]][PROCEDURE] = Procedure.CONFIRM_ALL
    changes = desk.run(days=1)
    assert [desk.state(key) for key in desk.keys.values()] == [State.MEMBER] * 20 + [State.RECEIVED]
    assert set(changes.members) == set(desk.keys.values()) - {late}


def test_what_a_run_that_died_held_was_shown_to_nobody(desk: Desk) -> None:
    for number in range(25):
        desk.answer(number)
    desk.run()
    for key in desk.keys.values():
        desk.cells[key][JUDGEMENT] = "承認"
    desk.run(days=1, dying=True)
    desk.cells[desk.keys[0]][PROCEDURE] = Procedure.CONFIRM_ALL
    desk.run()
    assert {desk.state(key) for key in desk.keys.values()} == {State.HELD}


def test_a_line_of_membership_holds_no_birth_date_phone_or_id(desk: Desk) -> None:
    desk.answer(1, skills="回路設計・汐見市", level="ときどき参加したい")
    desk.run()
    desk.cells[desk.keys[1]][JUDGEMENT] = "承認"
    desk.run(days=1)
    row, line = leaver(1), str(desk.book.ledger[-1])
    assert str(row[8]) in line
    for secret in (row[0], row[3], row[7]):
        assert str(secret) not in line
    assert str(row[0]).lstrip("0") not in line


def test_the_audit_says_of_every_change_who_made_it_and_why_and_names_no_applicant(desk: Desk) -> None:
    desk.answer(1)
    desk.run()
    desk.cells[desk.keys[1]].update({JUDGEMENT: "承認", CLERK: "山田"})
    desk.run(days=1)
    (line,) = desk.book.audit
    assert (line.who, line.what, line.why, line.run) == ("山田", "受付 → 登録", "人事の判断：承認", 2)
    assert "leaver1" not in str(line)


def test_commands_do_what_the_cell_does(desk: Desk) -> None:
    for number in (1, 2, 3):
        desk.answer(number)
    desk.run()
    one, two, three = (desk.keys[number] for number in (1, 2, 3))
    desk.cells[one][JUDGEMENT] = desk.cells[two][JUDGEMENT] = "承認"
    desk.run(days=1)
    desk.send(one, Kind.APPROVED)
    desk.order(one, Order(Procedure.WITHDRAW, "山田"))
    assert desk.state(one) is State.WITHDRAWN
    assert desk.shown(one)[RESULT].startswith("登録の解除：2026-04-16")
    assert [line.kind for line in desk.letters(one)] == [Kind.APPROVED, Kind.WITHDRAWN]
    desk.order(one, Order(Procedure.RESTORE, "山田"))
    assert desk.state(one) is State.MEMBER
    assert standings(desk.book.ledger)[one].email == "leaver1@example.com"
    desk.order(two, Order(Procedure.ERASE, "山田", "山田"))
    assert desk.state(two) is State.MEMBER  # one person alone erases nobody
    desk.order(two, Order(Procedure.ERASE, "山田", "佐藤"))
    assert desk.state(two) is State.ERASED
    del desk.cells[three]
    changes = desk.order(three, Order(Procedure.RESTORE, "山田"))
    assert changes.new_keys == (three,)
    # A run afterwards finds nothing to undo.
    assert desk.run().standings == ()
    with pytest.raises(Stopped) as stopped:
        desk.order(two, Order(Procedure.WITHDRAW, "山田"))
    assert two in stopped.value.problems[0].what


class Life(RuleBasedStateMachine):
    """HR, respondents and runs in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.gone: set[str] = set()
        self.confirmed: set[int] = set()
        for number in range(4):
            self.desk.answer(number, **_DRESS[number])
        self.desk.run()

    people = st.sampled_from(range(4))

    def cells(self, person: int) -> dict[str, str]:
        return self.desk.cells.get(self.desk.keys[person], {})

    @rule(person=people, word=st.sampled_from(["承認", "承認", "見送り", "保留", "本人に確認", ""]))
    def judge(self, person: int, word: str) -> None:
        self.cells(person)[JUDGEMENT] = word

    @rule(person=people, text=st.sampled_from(["", "記録なし", "対象外", "重複", "電話で確認"]))
    def comment(self, person: int, text: str) -> None:
        self.cells(person).update({REASON: text, RECHECK: "2026-05-01" if text else ""})

    @rule(person=people, how=st.sampled_from(["名簿の電話", ""]))
    def confirm(self, person: int, how: str) -> None:
        self.cells(person)[CONFIRMED] = how
        self.confirmed |= {person} if how else set()

    @rule(person=people, what=st.sampled_from([*Procedure, ""]), alone=st.booleans())
    def choose(self, person: int, what: str, alone: bool) -> None:
        self.cells(person).update({PROCEDURE: what, CLERK: "山田", CONFIRMER: "山田" if alone else "佐藤"})

    @rule(person=people)
    def confirm_the_edit(self, person: int) -> None:
        its = recall(self.desk.book.log).get(self.desk.keys[person])
        if its and its.to_reconfirm:  # only then it is offered
            self.cells(person)[PROCEDURE] = confirmation(its.revision)

    @rule(person=people, text=st.sampled_from(["一", "二", "三"]))
    def edit(self, person: int, text: str) -> None:
        self.desk.answer(person, **_DRESS[person], message=text)

    @rule(person=people, chance=st.integers(0, 9))
    def send(self, person: int, chance: int) -> None:
        ready = [line for line in self.desk.letters(self.desk.keys[person]) if line.state is ReplyState.READY]
        if ready:
            self.desk.sent[ready[chance % len(ready)].number] = (True, self.desk.today.isoformat())

    @rule(person=people)
    def delete_row(self, person: int) -> None:
        self.desk.cells.pop(self.desk.keys[person], None)

    @rule(days=st.sampled_from([0, 1, 15]), dying=st.booleans())
    def run(self, days: int, dying: bool) -> None:
        before = self.desk.book
        if dying:
            self.desk.run(days=days, dying=True)
        changes = self.desk.run(days=0 if dying else days)
        self.gone |= {key for key in self.desk.keys.values() if self.desk.state(key) is State.ERASED}
        # Every change of a standing is in the audit, and looking again changes nothing.
        moved = [line.key for line in self.desk.book.ledger[len(before.ledger) :]]
        said = [line.key for line in self.desk.book.audit[len(before.audit) :]]
        assert not Counter(moved) - Counter(said)
        again = self.desk.run()
        assert (again.entries, again.standings, again.replies, again.audit, again.erased) == ((), (), (), (), ())
        known = changes.known
        for key in changes.members:
            its = known[key]
            assert its.judged.judgement == "承認"
            assert its.judged.revision == its.revision

    @invariant()
    def one_letter_at_most_waits(self) -> None:
        for key in self.desk.keys.values():
            ready = [
                line.kind
                for line in self.desk.letters(key)
                if line.state is ReplyState.READY and not self.desk.sent.get(line.number, (False, ""))[1]
            ]
            assert len([kind for kind in ready if kind != Kind.DISCLOSED]) <= 1

    @invariant()
    def invitations_go_to_addresses_that_are_known(self) -> None:
        # Person 3 gave another address than the roster's: it is never invited there unless HR confirmed it once.
        for line in self.desk.book.replies:
            if line.kind in (Kind.APPROVED, Kind.NOTICE) and line.to == "else@example.net":
                assert 3 in self.confirmed

    @invariant()
    def the_erased_stay_erased(self) -> None:
        for key in self.gone:
            assert self.desk.state(key) is State.ERASED
            assert key not in self.desk.cells


_DRESS: list[dict[str, Any]] = [{}, {"department": ALARM}, {"employee_id": ""}, {"email": "else@example.net"}]

TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
