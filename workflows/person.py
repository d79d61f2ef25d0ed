"""One person as a run sees her: what she answered, what HR wrote, where she stood, which letters she got.

Knows how these are put together from the book. Must not decide anything (`members`), nor know who gets which letter
(`correspondence`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from messages import say
from promises.terms import Retention
from workflows import guards, procedures
from workflows.columns import CLERK, CONFIRMED, JUDGEMENT, OUTCOME, REASON, Judgement
from workflows.keys import roster_mark
from workflows.ledger import Audited, Standing, State
from workflows.posting import Posted, posted
from workflows.procedures import Memory, Order
from workflows.replies import Kind, Letters
from workflows.responses import Response
from workflows.review import Book, Desk
from workflows.revisions import Known

GONE = (State.ERASED, State.EXPIRED)


@dataclass(frozen=True)
class Arrival:
    """A response that is there, and the leaver it means: `roster_id` and `roster_emails` are blank where nobody is.

    `certain` says that something non-public agreed; `typed` that HR typed it into 手入力.
    """

    response: Response
    roster_id: str = ""
    roster_emails: tuple[str, ...] = ()
    certain: bool = False
    typed: bool = False

    @property
    def leaving(self) -> bool:
        """Whether the answers ask to end the registration."""
        return bool(self.response["leaving"])


@dataclass(frozen=True)
class Scene:
    """What a run knows when it asks what becomes of everybody."""

    book: Book
    known: Mapping[str, Known]
    """What the log knows, with this run's revisions and judgements."""
    desk: Desk
    arrivals: Mapping[str, Arrival]
    today: date
    now: datetime
    run: int
    secret: bytes
    retention: Retention = field(default_factory=Retention)
    reply_within: int = 5
    letters: Letters | None = None
    """Without templates no letter is prepared."""
    purposes: str = ""
    """The present version of the purposes of use; blank where nobody has to be asked again."""
    orders: Mapping[str, Order] | None = None
    """Where given, only these are carried out: no response was read, so nothing else can be followed."""


@dataclass(frozen=True)
class Person:
    """One 受付番号 with all that was ever noted of it."""

    key: str
    its: Known
    cells: Mapping[str, str]
    """HR's columns of the row."""
    arrival: Arrival | None
    past: tuple[Standing, ...]
    letters: tuple[Posted, ...]
    audit: tuple[Audited, ...] = ()
    frozen: bool = False
    """Whether HR's cells say nothing for certain: the row is gone, or there are two of it."""
    new: bool = False
    """Whether no run has shown the person yet."""

    @property
    def state(self) -> State:
        """Where she stands."""
        return self.past[-1].state if self.past else State.RECEIVED

    @property
    def streak(self) -> tuple[Standing, ...]:
        """The newest standings of one state in a row: since when, and since which run, the present state holds."""
        begin = len(self.past)
        while begin and self.past[begin - 1].state is self.state:
            begin -= 1
        return self.past[begin:]

    @property
    def membership(self) -> Standing | None:
        """The newest line of membership."""
        return next((one for one in reversed(self.past) if one.state is State.MEMBER), None)

    @property
    def name(self) -> str:
        """Her name as she wrote it last; blank where nothing says it any more."""
        return self.arrival.response["name"] if self.arrival else self.membership.name if self.membership else ""

    def agreed_to_others(self, purposes: str) -> bool:
        """Whether where she stands rests on other purposes of use than the present ones."""
        agreed = self.past[-1].consented if self.past else ""
        return bool(purposes and agreed and agreed != purposes)

    @property
    def told(self) -> bool:
        """Whether she knows of a membership that has not been ended since."""
        last = max((one.run for one in self.past if one.state in (State.REVOKED, State.WITHDRAWN)), default=-1)
        return any(one.kind == Kind.APPROVED and one.sent and one.first.run > last for one in self.letters)

    @property
    def confirmed(self) -> bool:
        """Whether HR made sure that it is she, or that the address is hers."""
        return bool(self.cells.get(CONFIRMED))

    @property
    def settled(self) -> bool:
        """Whether HR's word is of the answers as they are now."""
        return not self.frozen and not self.its.to_reconfirm

    @property
    def unheard(self) -> bool:
        """Whether HR wrote a word or chose a procedure that no run has followed yet."""
        if self.frozen:
            return False
        changed = self.cells.get(JUDGEMENT, "") != self.its.judged.judgement
        return changed or procedures.chosen(self.cells, self.memory) is not None

    @property
    def missing(self) -> list[str]:
        """What HR's word lacks before it is carried out, beyond what `review.notes` tells."""
        if self.its.judged.judgement != Judgement.APPROVED or self.state in (State.MEMBER, State.REVOKING):
            return []
        if self.arrival is None and self.membership is None:
            return [say("guard.approval-without-answers")]
        if self.arrival and not self.arrival.response.consented:
            return [say("guard.approval-without-consent")]
        return []

    @property
    def word(self) -> Judgement | None:
        """HR's word as it counts; None where there is none, or where it still lacks something."""
        judgement = self.its.judged.judgement
        if judgement not in set(Judgement) or self.missing:
            return None
        # Who is a member stays one, whatever the roster says later: only another word of HR's ends it.
        stays = judgement == Judgement.APPROVED and self.state in (State.MEMBER, State.REVOKING)
        lacks = not stays and guards.missing(judgement, self.its.values.get(OUTCOME, ""), self.cells)
        return None if lacks else Judgement(judgement)

    @property
    def alarming(self) -> bool:
        """Whether linkage found contradictions that HR must see first."""
        return say("review.alarm-mark") in self.its.findings

    @property
    def declined_for(self) -> str:
        """The reason of a refusal, of `guards.DECLINED_FOR`."""
        return guards.reason_of(self.cells.get(REASON, ""))

    @property
    def memory(self) -> Memory:
        """What is remembered of the procedures carried out for her."""
        return procedures.memory(self.audit)

    @property
    def clerk(self) -> str:
        """Whose word it is."""
        return self.cells.get(CLERK, "") or say("member.hr")


def people(scene: Scene, before: Mapping[str, Known]) -> dict[str, Person]:
    """Everybody who is not erased, by key; `before` is what the log knew when the run began."""
    past: dict[str, list[Standing]] = defaultdict(list)
    for line in scene.book.ledger:
        past[line.key].append(line)
    letters = posted(scene.book.replies, scene.book.sent)
    audit: dict[str, list[Audited]] = defaultdict(list)
    for note in scene.book.audit:
        audit[note.key].append(note)
    found = {}
    for key, its in scene.known.items():
        if past[key] and past[key][-1].state in GONE:
            continue
        found[key] = Person(
            key,
            its,
            scene.desk.cells.get(key, {}),
            scene.arrivals.get(key),
            tuple(past[key]),
            tuple(letters.get(key, ())),
            tuple(audit.get(key, ())),
            frozen=key not in scene.desk.cells or key in scene.desk.doubled,
            new=key not in before,
        )
    return found


def matched(arrival: Arrival | None, secret: bytes) -> str:
    """By what the leaver of a response is known again; blank where nobody is meant."""
    return roster_mark(arrival.roster_id, secret) if arrival and arrival.roster_id else ""
