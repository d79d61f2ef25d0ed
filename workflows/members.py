"""What becomes of a person: from HR's word, a procedure or a passed day to the next standing.

Knows the states, who may move between them and why, and what of the answers a member's line in the ledger keeps. Must
not know files, sheets, nor letters (`correspondence`). Pure: a second run on the same book and day adds nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from messages import say
from workflows import attention, correspondence, guards, procedures
from workflows.columns import Judgement, Procedure
from workflows.keys import Marks
from workflows.ledger import Audited, Reply, Standing, State
from workflows.person import Person, Scene, matched
from workflows.posting import after as letters_after
from workflows.posting import letters_due, noted
from workflows.procedures import Order
from workflows.retention import Due, due
from workflows.revisions import Erasure
from workflows.spreadsheets.cells import shortened

_COMING = (State.RECEIVED, State.HELD, State.ASKED, State.MEMBER, State.REVOKING)
"""Whoever asks by an edit of her own answers to be forgotten may stand here."""


@dataclass(frozen=True)
class Followed:
    """What follows: lines to append, keys for 登録者, people to erase, and what rows show, by key."""

    standings: tuple[Standing, ...] = ()
    replies: tuple[Reply, ...] = ()
    audit: tuple[Audited, ...] = ()
    members: tuple[str, ...] = ()
    erased: tuple[Erasure, ...] = ()
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Sentences for 注意."""
    due: Mapping[str, str] = field(default_factory=dict)
    """期限, as ISO days."""
    results: Mapping[str, str] = field(default_factory=dict)
    """手続きの結果."""


@dataclass(frozen=True)
class _Step:
    """Where a person goes in this run; `why` and `who` are for the audit, `result` stands beside a procedure."""

    state: State
    why: str = ""
    who: str = ""
    result: str = ""
    agreed_in: str = ""
    """The key of another response in which a member agreed to the present purposes."""


def follow(everybody: Mapping[str, Person], scene: Scene) -> Followed:
    """What becomes of everybody in this run (`person.people`)."""
    orders = _orders(scene, everybody)
    confirmed = _confirmed(everybody, orders, scene)
    steps: dict[str, _Step] = {}
    for key, one in everybody.items():
        order = orders.get(key)
        step = _ordered(one, order, scene, len(confirmed)) if order else _Step(one.state)
        if scene.orders is None or (order and order.procedure is Procedure.RESTORE):
            step = _judged(one, step, scene)
        steps[key] = step
    if scene.orders is None:
        steps |= _left_by_another(everybody, steps, scene)
    steps |= _held(everybody, steps, confirmed, scene)
    twins = _twins(everybody, steps, scene)
    agreed = _agreed_by_another(everybody, steps, twins, scene)
    steps |= {key: replace(steps[key], agreed_in=other) for key, other in agreed.items()}
    kin = _kin(everybody, twins, agreed, scene)
    return _together([_found(one, steps[key], orders.get(key), scene, kin[key]) for key, one in everybody.items()])


def expiring(everybody: Mapping[str, Person], scene: Scene) -> list[Due]:
    """Whose data is to go, and by which day."""
    return due(everybody, scene.book.log, scene.retention, scene.now.date())


def expire(passed: Iterable[Person], scene: Scene) -> Followed:
    """What erasing those adds whose period has passed.

    Whoever HR wrote something about that no run has read yet is left for the next time.
    """
    found = []
    for one in passed:
        if one.unheard:
            continue
        key = one.key
        who, what = say("member.run", number=scene.run), say("member.moved", before=one.state, after=State.EXPIRED)
        line = Standing(key, State.EXPIRED, scene.now, scene.run)
        note = Audited(scene.now, scene.run, who, what, key, say("member.why-expired"))
        found.append(Followed((line,), (), (note,), erased=(Erasure(key, _all_marks(one)),)))
    return _together(found)


def _orders(scene: Scene, everybody: Mapping[str, Person]) -> dict[str, Order]:
    if scene.orders is not None:
        return {key: order for key, order in scene.orders.items() if key in everybody}
    found = {key: procedures.chosen(one.cells, one.memory) for key, one in everybody.items() if not one.frozen}
    return {key: order for key, order in found.items() if order}


def _confirmed(everybody: Mapping[str, Person], orders: Mapping[str, Order], scene: Scene) -> set[str]:
    """The approvals that まとめて承認を確定 confirms: held and shown so by a finished run, and still standing."""
    here = [key for key, order in orders.items() if order.procedure is Procedure.CONFIRM_ALL]
    if not any(_shown_held(everybody[key], scene) for key in here):
        return set()
    return {
        key
        for key, one in everybody.items()
        if _shown_held(one, scene) and one.settled and one.word is Judgement.APPROVED
    }


def _shown_held(one: Person, scene: Scene) -> bool:
    # A run that died left no record of itself: the next one has its number, and nobody saw what it held.
    return one.state is State.HELD and one.streak[0].run < scene.run


def _ordered(one: Person, order: Order, scene: Scene, confirmed: int) -> _Step:
    """Where a procedure takes a person, and the sentence beside it; no sentence while it cannot be carried out."""
    state, day = one.state, scene.today
    who, why = order.by or say("member.hr"), procedures.what(order.procedure)
    match order.procedure:
        case Procedure.CONFIRM_ALL if not _shown_held(one, scene):
            return _Step(state, result=say("member.none-held-here"))
        case Procedure.CONFIRM_ALL:
            return _Step(state, result=say("member.confirmed-all", day=day, count=confirmed))
        case Procedure.WITHDRAW if state is State.WITHDRAWN:
            return _Step(state, result=say("member.withdrawn-already"))
        case Procedure.WITHDRAW:
            until = day + timedelta(days=scene.retention.withdrawn)
            return _Step(State.WITHDRAWN, why, who, say("member.withdrew", day=day, until=until))
        case Procedure.REVOKE if state in (State.MEMBER, State.REVOKING, State.HELD):
            return _Step(State.REVOKED, why, who, say("member.revoked", day=day))
        case Procedure.REVOKE:
            return _Step(state, result=say("member.nothing-to-revoke"))
        case Procedure.RESTORE if state in (State.WITHDRAWN, State.REVOKED):
            return _Step(State.RECEIVED, why, who, say("member.restored", day=day))
        case Procedure.RESTORE if one.key not in scene.desk.cells:
            return _Step(state, result=say("member.row-restored", day=day))
        case Procedure.RESTORE:
            return _Step(state, result=say("member.nothing-to-restore"))
        case Procedure.DISCLOSE if not order.letter:
            return _Step(state, result=say("member.disclosed-by-file", day=day))
        case Procedure.DISCLOSE:
            return _Step(state, result=say("member.disclosed", day=day))
        case Procedure.ERASE:
            second = guards.second_person(order.by, order.confirmed_by)
            if not second:
                return _Step(state)
            return _Step(State.ERASED, why, say("member.two", one=who, other=second), say("member.erased", day=day))


def _judged(one: Person, step: _Step, scene: Scene) -> _Step:
    """Where the person's own edit, HR's word or the passing of a day takes her."""
    if step.state is State.ERASED:
        return step
    if _leaves_by_edit(one) and one.state in _COMING:
        return replace(step, state=State.WITHDRAWN, why=say("member.why-edit"), who=say("member.herself"))
    if not one.settled:
        return step
    after = _by_word(step.state, one.word, told=one.told)
    if after is State.ASKED and one.state is State.ASKED:
        due = correspondence.proof_due(one, scene)
        if due < scene.today and not one.confirmed:
            who = say("member.run", number=scene.run)
            return replace(step, state=State.CLOSED, why=say("member.why-silence", day=due), who=who)
    if after is step.state:
        return step
    word = one.its.judged.judgement or say("member.blank")
    return replace(step, state=after, why=say("member.why-judgement", judgement=word), who=one.clerk)


def _by_word(state: State, word: Judgement | None, *, told: bool) -> State:
    if state in (State.WITHDRAWN, State.REVOKED):
        return state  # only 復元 leads back: the word in the cell is the one from before
    if word is Judgement.APPROVED:
        return State.MEMBER
    if told:
        return State.REVOKING
    if word is Judgement.DECLINED:
        return State.DECLINED
    if word is Judgement.ASK:
        return State.CLOSED if state is State.CLOSED else State.ASKED
    return State.RECEIVED


def _leaves_by_edit(one: Person) -> bool:
    if one.arrival is None or one.its.revision <= max(one.its.judged.revision, 1):
        return False
    # What was carried out once and taken back with HR is not read again from the same answers.
    leaving = one.arrival.leaving and not attention.left_before(one)
    return leaving or (one.state is State.MEMBER and not one.arrival.response.consented)


def _left_by_another(everybody: Mapping[str, Person], steps: Mapping[str, _Step], scene: Scene) -> dict[str, _Step]:
    """Members who ask by a new response to end their registration, and are surely the same leaver."""
    members = {
        one.membership.matched: key
        for key, one in everybody.items()
        if one.state is State.MEMBER and steps[key].state is State.MEMBER and one.membership and one.membership.matched
    }
    left = {}
    for key, one in everybody.items():
        whose = members.get(matched(one.arrival, scene.secret)) if attention.asks_to_leave(one) else None
        why = say("member.why-response", key=key)
        if whose and whose != key and not _noted(everybody[whose], why):
            left[whose] = _Step(State.WITHDRAWN, why, say("member.herself"))
    return left


def _held(
    everybody: Mapping[str, Person], steps: Mapping[str, _Step], confirmed: set[str], scene: Scene
) -> dict[str, _Step]:
    """Approvals that wait: those that HR has not confirmed yet, and the fresh ones that guards hold back."""
    waiting: dict[str, _Step] = {}
    fresh = []
    for key, step in steps.items():
        one = everybody[key]
        if step.state is not State.MEMBER or one.state in (State.MEMBER, State.REVOKING):
            continue
        if one.state is not State.HELD:
            fresh.append(key)
        elif key not in confirmed:
            waiting[key] = replace(step, state=State.HELD)
    unseen = sum(everybody[key].streak[0].run >= scene.run for key in waiting)
    alarming = [key for key in fresh if everybody[key].alarming]
    for key in guards.to_hold(fresh, alarming, unseen):
        waiting[key] = replace(steps[key], state=State.HELD)
    return waiting


def _twins(everybody: Mapping[str, Person], steps: Mapping[str, _Step], scene: Scene) -> dict[str, str]:
    """Responses of a leaver who is a member already, by whose key."""
    marks = {
        key: matched(one.arrival, scene.secret) or (one.membership.matched if one.membership else "")
        for key, one in everybody.items()
    }
    first: dict[str, str] = {}
    for key, mark in marks.items():
        if mark and steps[key].state is State.MEMBER:
            first.setdefault(mark, key)
    return {key: first[mark] for key, mark in marks.items() if mark in first and first[mark] != key}


def _agreed_by_another(
    everybody: Mapping[str, Person], steps: Mapping[str, _Step], twins: Mapping[str, str], scene: Scene
) -> dict[str, str]:
    """Members who agree to the present purposes by a new response and are surely the same leaver: whose, by which."""
    found = {}
    for key, whose in twins.items():
        member = everybody[whose]
        if not attention.agrees_anew(everybody[key], scene) or steps[key].state is not State.RECEIVED:
            continue
        stays = member.state is State.MEMBER and steps[whose].state is State.MEMBER
        if stays and member.agreed_to_others(scene.purposes):
            found[whose] = key
    return found


def _kin(
    everybody: Mapping[str, Person], twins: Mapping[str, str], agreed: Mapping[str, str], scene: Scene
) -> dict[str, attention.Kin]:
    """What each row may say of the same leaver's other registration."""
    whose: dict[str, set[str]] = defaultdict(set)
    for key, one in everybody.items():
        if one.membership and one.membership.matched:
            whose[one.membership.matched].add(key)
    found = {}
    for key, one in everybody.items():
        member = twins.get(key, "")
        taken_over = say("member.why-agreed", key=key)
        counted = bool(member) and (agreed.get(member) == key or _noted(everybody[member], taken_over))
        found[key] = attention.Kin(member, counted, bool(whose.get(matched(one.arrival, scene.secret), set()) - {key}))
    return found


def _noted(one: Person, why: str) -> bool:
    return any(note.why == why for note in one.audit)


def _found(one: Person, step: _Step, order: Order | None, scene: Scene, kin: attention.Kin) -> Followed:
    """What one person's step adds to the book, and what her row says."""
    lines = list(_standings(one, step, scene))
    audit = list(_audit(one, step, order, scene, changed=bool(lines)))
    if step.state is State.ERASED:
        return Followed(tuple(lines), (), tuple(audit), erased=(Erasure(one.key, _all_marks(one)),))
    after = replace(one, past=(*one.past, *lines), audit=(*one.audit, *audit))
    # A row that is gone, or there twice, says nothing new: only what was sent is noted.
    untouched = one.frozen and not one.new and order is None and not lines
    if scene.letters is None or untouched:
        letters = noted(one.letters, at=scene.now, run=scene.run)
    else:
        disclose = order is not None and order.procedure is Procedure.DISCLOSE and order.letter
        wanted = correspondence.wanted(after, scene, disclose=disclose)
        letters = letters_due(one.key, one.letters, wanted, scene.letters, at=scene.now, run=scene.run)
    after = replace(after, letters=letters_after(one.letters, letters))
    first = step.state is State.MEMBER and not any(line.state is State.MEMBER for line in one.past)
    sentences = list(attention.sentences(after, scene, kin))
    due = correspondence.proof_due(after, scene).isoformat() if after.state is State.ASKED else ""
    return Followed(
        tuple(lines),
        tuple(letters),
        tuple(audit),
        members=(one.key,) if first else (),
        notes={one.key: sentences} if sentences else {},
        due={one.key: due} if due else {},
        results={one.key: text} if (text := attention.result(after, scene)) else {},
    )


def _standings(one: Person, step: _Step, scene: Scene) -> Iterator[Standing]:
    if step.state is not State.MEMBER:
        if step.state is not one.state:
            kept = one.membership.matched if one.membership else ""
            ended = step.state in (State.REVOKING, State.REVOKED, State.WITHDRAWN)
            yield Standing(one.key, step.state, scene.now, scene.run, matched=kept if ended else "")
        return
    before = one.past[-1] if one.state is State.MEMBER else None
    line = _membership(one, scene) if before is None or one.settled else replace(before, at=scene.now, run=scene.run)
    if before and scene.purposes and (step.agreed_in or before.consented == scene.purposes):
        # Whoever agreed by another response did so, although her first answers still say otherwise.
        line = replace(line, consented=scene.purposes)
    if before is None or replace(line, at=before.at, run=before.run) != before:
        yield line


def _membership(one: Person, scene: Scene) -> Standing:
    """What membership needs of the answers, and no more: no birth date, no phone, no employee id."""
    before, its = one.membership, one.arrival
    stays = one.state in (State.MEMBER, State.REVOKING)
    since = before.since if before and stays else scene.today.isoformat()
    if its is None:
        assert before is not None  # `Person.missing` withholds approvals of which nothing is left
        return replace(before, state=State.MEMBER, at=scene.now, run=scene.run, since=since)
    answered = its.response.answers
    # A question that the form asks no more says nothing: what was answered to it before stays.
    kept = {name: shortened(answered[name], "…") if name in answered else getattr(before, name, "") for name in _KEPT}
    mark = (before.matched if before and stays else "") or matched(its, scene.secret)
    return Standing(
        one.key, State.MEMBER, scene.now, scene.run,
        **kept, consented=its.response.consented, since=since, matched=mark,
    )  # fmt: skip


_KEPT = ("name", "kana", "email", "ways", "skills", "level", "newsletter")
"""Fields of the form that a line of membership keeps."""


def _audit(one: Person, step: _Step, order: Order | None, scene: Scene, *, changed: bool) -> Iterator[Audited]:
    if order and step.result:
        who = step.who or order.by or say("member.hr")
        yield Audited(scene.now, scene.run, who, procedures.what(order.procedure), one.key, step.result)
    elif scene.orders is None and not one.frozen and procedures.cleared(one.cells, one.memory):
        yield Audited(scene.now, scene.run, one.clerk, procedures.what(None), one.key)
    if step.state is not one.state:
        what = say("member.moved", before=one.state, after=step.state)
        yield Audited(scene.now, scene.run, step.who or one.clerk, what, one.key, step.why)
    elif changed and step.agreed_in:
        why = say("member.why-agreed", key=step.agreed_in)
        yield Audited(scene.now, scene.run, say("member.herself"), say("member.changed"), one.key, why)
    elif changed:
        yield Audited(scene.now, scene.run, one.clerk, say("member.changed"), one.key, say("member.why-confirmed"))


def _all_marks(one: Person) -> tuple[Marks, ...]:
    return (*one.its.revisions, one.its.marks)


def _together(found: Sequence[Followed]) -> Followed:
    return Followed(
        tuple(line for one in found for line in one.standings),
        tuple(line for one in found for line in one.replies),
        tuple(line for one in found for line in one.audit),
        tuple(key for one in found for key in one.members),
        tuple(erasure for one in found for erasure in one.erased),
        {key: sentences for one in found for key, sentences in one.notes.items()},
        {key: day for one in found for key, day in one.due.items()},
        {key: text for one in found for key, text in one.results.items()},
    )
