"""Who gets which letter, and at which address.

Knows what each standing asks to be told, and that an invitation goes only where the roster or HR says that it is the
person's own address. Must not know a letter's words (`replies`) nor how its lines follow one another (`posting`).
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date, timedelta

from workflows import disclosure
from workflows.business_days import working_days_between
from workflows.columns import RECEIVED, Judgement
from workflows.ledger import Letter, ReplyState, State
from workflows.person import Person, Scene
from workflows.posting import Wanted
from workflows.replies import Kind, names_version, sole_address

_DECLINED = {"記録なし": Kind.NOT_FOUND, "確認できず": Kind.NOT_FOUND, "対象外": Kind.DECLINED}
"""重複 is missing: the other response of the same person is answered."""


def wanted(one: Person, scene: Scene, *, disclose: bool = False) -> list[Wanted]:
    """The letters that should stand for a person as she stands now; `disclose` where she asked for her data now."""
    since = one.streak[0].run if one.past else 0
    found: list[Wanted | None] = []
    match one.state:
        case State.MEMBER:
            found += _to_member(one, scene)
        case State.ASKED:
            found.append(_plain(one, Kind.ASK, since, due=proof_due(one, scene)))
        case State.DECLINED if one.declined_for in _DECLINED:
            found.append(_plain(one, _DECLINED[one.declined_for], since))
        case State.CLOSED:
            found.append(_plain(one, Kind.CLOSED, since))
        case State.WITHDRAWN:
            found.append(_plain(one, Kind.WITHDRAWN, since))
        case State.REVOKED if any(letter.kind == Kind.APPROVED and letter.sent for letter in one.letters):
            found.append(_plain(one, Kind.REVOKED, since))
        case State.RECEIVED if _acknowledged(one, scene):
            found.append(_plain(one, Kind.RECEIVED, 0))
    asked = [letter for letter in one.letters if letter.kind == Kind.DISCLOSED]
    if disclose or any(letter.waiting for letter in asked):
        found.append(_disclosed(one, scene, asked_now=disclose))
    return [letter for letter in found if letter]


def proof_due(one: Person, scene: Scene) -> date:
    """The day until which an answer is waited for: counted from the sending of the letter, else from the judgement."""
    begun = one.streak[0] if one.past and one.state is State.ASKED else None
    sent = [
        letter.sent
        for letter in one.letters
        if letter.kind == Kind.ASK and letter.sent and begun and letter.first.run >= begun.run
    ]
    start = max(sent) if sent else begun.at.date() if begun else scene.today
    return start + timedelta(days=scene.retention.proof)


def given_address(one: Person) -> str:
    """The address a person gave: of her answers, of the ledger, or of a letter she got; blank where there is none."""
    if one.arrival:
        return sole_address(one.arrival.response["email"])
    if one.membership:
        return sole_address(one.membership.email)
    others = [letter.newest.to for letter in one.letters if letter.newest.to and letter.kind != Kind.NOTICE]
    return others[-1] if others else ""


def proven(one: Person, address: str) -> bool:
    """Whether the roster holds the address for the leaver who is meant, or HR confirmed it."""
    held = one.arrival.roster_emails if one.arrival else ()
    return bool(address) and (one.confirmed or _folded(address) in {_folded(other) for other in held})


def _to_member(one: Person, scene: Scene) -> list[Wanted]:
    its, began = one.streak[-1], one.streak[0]
    address = sole_address(its.email)
    if not its.email:
        return []
    facts = Letter(
        "", one.key, "", ReplyState.READY, name=its.name, ways=its.ways, level=its.level, newsletter=its.newsletter
    )
    if one.told:
        sent = [letter for letter in one.letters if letter.kind == Kind.APPROVED and letter.sent][-1]
        # What changed before the invitation was sent stood in it already.
        since = sent.newest.run if sent.newest.state is ReplyState.SENT else scene.run
        changed = [line for line in one.streak[1:] if line.run >= since]
        asked = _asked_again(one, scene)
        if not changed:
            return asked
        # Who changes an address says so to the old one, too: it may have been somebody else.
        before = one.streak[one.streak.index(changed[-1]) - 1]
        to = sole_address(before.email) if _folded(before.email) != _folded(its.email) else address
        letter = replace(facts, kind=Kind.CHANGED, state=ReplyState.READY if to else ReplyState.ADDRESS, to=to)
        told = any(
            other.kind == Kind.CHANGED and other.sent and other.first.run >= changed[-1].run for other in one.letters
        )
        # One letter at a time: what was changed is told first.
        return [Wanted(letter, changed[-1].run), *(asked if told else ())]
    sure = proven(one, address) or (one.arrival is None and _was_ready(one))
    state = ReplyState.READY if sure else ReplyState.ADDRESS
    found = [Wanted(replace(facts, kind=Kind.APPROVED, state=state, to=address if sure else ""), began.run)]
    held = [sole_address(other) for other in one.arrival.roster_emails] if one.arrival else []
    if not sure and any(held):
        due = began.at.date() + timedelta(days=scene.retention.proof)
        to = next(other for other in reversed(held) if other)
        found.append(Wanted(Letter("", one.key, Kind.NOTICE, ReplyState.READY, to, due=due), began.run))
    return found


def _asked_again(one: Person, scene: Scene) -> list[Wanted]:
    """The question for consent to the present purposes, of a member who agreed to others; once for each version."""
    its, present = one.past[-1], scene.purposes
    if not one.agreed_to_others(present):
        return []
    if one.arrival and one.arrival.response.consented == present:
        return []  # she has agreed, and HR has yet to look at what she changed
    asked = [letter for letter in one.letters if letter.kind == Kind.CONSENT]
    if scene.orders is not None and not any(letter.waiting for letter in asked):
        return []  # a command reads no answers: she may have agreed since
    to = sole_address(its.email)
    state = ReplyState.READY if to else ReplyState.ADDRESS
    letter = Letter("", one.key, Kind.CONSENT, state, to, its.name, purposes=present)
    sent = [other.first.run for other in asked if other.sent and names_version(other.newest.body, present)]
    return [Wanted(letter, max(sent, default=scene.run))]


def _was_ready(one: Person) -> bool:
    return any(
        letter.kind == Kind.APPROVED and letter.waiting and letter.newest.state is ReplyState.READY
        for letter in one.letters
    )


def _plain(one: Person, kind: Kind, since: int, *, due: date | None = None) -> Wanted | None:
    """A letter that tells nothing of what was compared: it may go to the address that was given.

    None where no letter can ever go: whoever registered by telephone may have no address.
    """
    member = one.membership if one.state in (State.WITHDRAWN, State.REVOKED) else None
    to = sole_address(member.email) if member else given_address(one)
    state = ReplyState.READY if to else ReplyState.ADDRESS
    if not to and not (one.arrival and one.arrival.response["email"]):
        return None
    return Wanted(Letter("", one.key, kind, state, to, one.name, due), since, as_it_is=one.arrival is None)


def _acknowledged(one: Person, scene: Scene) -> bool:
    """Whether somebody is told that her answers arrived: while the promise of an answer can still be kept.

    Later only where HR takes her time (保留), or where no form told so (手入力). Not before HR has looked at an alarm:
    the address may be somebody else's.
    """
    its = one.arrival
    if its is None or not its.response.consented or one.alarming or (one.frozen and not one.new):
        return False
    if any(letter.kind == Kind.RECEIVED for letter in one.letters):
        return any(letter.kind == Kind.RECEIVED and letter.waiting for letter in one.letters)
    judgement = one.its.judged.judgement
    if judgement == Judgement.ON_HOLD:
        return True
    received = one.its.values.get(RECEIVED, "")
    fresh = bool(received) and working_days_between(date.fromisoformat(received), scene.today) <= scene.reply_within
    return not judgement and not one.past and (its.typed or fresh)


def _disclosed(one: Person, scene: Scene, *, asked_now: bool) -> Wanted:
    known = one.told and one.membership is not None
    to = sole_address(one.membership.email) if known and one.membership else given_address(one)
    sure = bool(to) and (known or proven(one, to))
    enclosed = disclosure.as_text(one) if sure else ""
    state = ReplyState.READY if sure else ReplyState.ADDRESS
    letter = Letter("", one.key, Kind.DISCLOSED, state, to if sure else "", one.name, enclosed=enclosed)
    # What was disclosed on a day stays as it was; another wish is answered by another letter.
    waiting = [other.first.run for other in one.letters if other.kind == Kind.DISCLOSED and other.waiting]
    return Wanted(letter, scene.run if asked_now else waiting[-1], as_it_is=not asked_now)


def _folded(address: str) -> str:
    return unicodedata.normalize("NFKC", address).strip().casefold()
