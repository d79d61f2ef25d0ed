"""What a row says of where a person stands: sentences for 注意, and 手続きの結果.

Knows what HR should know or do next in each state. Must not know how states change (`members`) nor what linkage and
HR's own cells lack (`wording`, `guards`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from messages import say
from workflows import guards, procedures
from workflows.columns import CLERK, CONFIRMER, RECHECK, Judgement, Procedure
from workflows.ledger import ReplyState, State
from workflows.person import Person, Scene
from workflows.replies import Kind
from workflows.spreadsheets.cells import has_come


@dataclass(frozen=True)
class Kin:
    """The same leaver's other registration, as far as a row may speak of it."""

    member: str = ""
    """The key of a membership that stands; blank where there is none."""
    counted: bool = False
    """Whether this response's consent was taken over there."""
    known: bool = False
    """Whether there is, or was, another membership of hers."""


_ALONE = Kin()


def left_before(one: Person) -> bool:
    """Whether a wish to leave was read from the person's own edited answers before."""
    return any(note.why == say("member.why-edit") for note in one.audit)


def asks_to_leave(one: Person) -> bool:
    """Whether a new response asks to end a registration, and something non-public says whose."""
    its = one.arrival
    return bool(its and its.leaving and its.certain and its.response.consented and one.state is State.RECEIVED)


def agrees_anew(one: Person, scene: Scene) -> bool:
    """Whether a new response agrees to the present purposes, and something non-public says whose it is."""
    its = one.arrival
    return bool(its and its.certain and not its.leaving and scene.purposes and its.response.consented == scene.purposes)


def sentences(one: Person, scene: Scene, kin: Kin = _ALONE) -> Iterator[str]:
    """What 注意 says of a person as she stands now, the most pressing first."""
    state = one.state
    if state is State.REVOKING:
        yield say("member.note-revoking", procedure=Procedure.REVOKE)
    if state is State.HELD:
        yield say("member.note-held", procedure=Procedure.CONFIRM_ALL)
    if one.settled:
        yield from one.missing
    if kin.member and state not in (State.DECLINED, State.WITHDRAWN, State.REVOKED):
        yield say("member.note-agreed" if kin.counted else "member.note-twin", key=kin.member)
    if one.arrival and one.arrival.leaving and left_before(one) and state in (State.RECEIVED, State.MEMBER):
        yield say("member.note-leaving-again", procedure=Procedure.WITHDRAW)
    elif asks_to_leave(one) and not kin.member:
        yield say("member.note-leaving" if kin.known else "member.note-leaving-nobody")
    elif one.arrival and one.arrival.leaving and state is State.RECEIVED:
        yield say("member.note-leaving-uncertain", procedure=Procedure.WITHDRAW)
    if one.arrival is None and state is State.MEMBER and one.agreed_to_others(scene.purposes):
        # While her answers are there, they say so themselves (`responses.older-consent`).
        yield say("responses.older-consent", value=one.past[-1].consented)
    if state is State.ASKED and one.confirmed:
        yield say("member.note-proven")
    elif state is State.ASKED and any(letter.kind == Kind.ASK and letter.waiting for letter in one.letters):
        yield say("member.note-unasked")
    if any(letter.waiting and letter.newest.state is ReplyState.ADDRESS for letter in one.letters):
        yield say("member.note-address")
    if one.its.judged.judgement == Judgement.ON_HOLD and has_come(one.cells.get(RECHECK, ""), scene.today):
        yield say("member.note-recheck", day=one.cells[RECHECK])


def result(one: Person, scene: Scene) -> str:
    """手続きの結果: what came of the last procedure, then where the person stands."""
    lines = [_unfinished(one) or procedures.result(one.memory)]
    if one.past:
        lines.append(_standing(one, scene))
    return "\n".join(line for line in lines if line)


def _unfinished(one: Person) -> str:
    """Why an erasure that was chosen is not carried out yet."""
    order = None if one.frozen else procedures.chosen(one.cells, one.memory)
    if order is None or order.procedure is not Procedure.ERASE:
        return ""
    if guards.second_person(one.cells.get(CLERK, ""), one.cells.get(CONFIRMER, "")):
        return ""
    return say("member.erase-needs-second", confirmer=CONFIRMER, clerk=CLERK)


def _standing(one: Person, scene: Scene) -> str:
    began = one.streak[0].at.date()
    ends = {State.WITHDRAWN: scene.retention.withdrawn, State.REVOKED: scene.retention.withdrawn}
    if one.state in ends:
        return say("member.standing-until", state=one.state, day=began, until=began + timedelta(days=ends[one.state]))
    return say("member.standing", state=one.state, day=one.streak[-1].since or began)
