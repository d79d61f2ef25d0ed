"""Which letters stand in 返信: those that a standing asks for, and how their lines follow one another.

Knows when a letter is prepared, worded anew, recalled or noted as sent. Must not know who gets which letter
(`correspondence`) nor what it says (`replies`). A letter that HR sent is never touched again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from workflows.ledger import Letter, Reply, ReplyState
from workflows.replies import Letters, Text, compose, in_doubt, told, told_on
from workflows.spreadsheets.cells import shortened, tidy


@dataclass(frozen=True)
class Posted:
    """A letter as it stands: `first` and `newest` are its first and last lines, `sent` the day it went out."""

    first: Reply
    newest: Reply
    sent: date | None = None
    doubtful: bool = False
    """Whether it stopped while being sent: taken for sent, until HR has looked and says otherwise."""

    @property
    def kind(self) -> str:
        """A value of `replies.Kind`."""
        return self.newest.kind

    @property
    def waiting(self) -> bool:
        """Whether it may still go out, now or once its address is confirmed."""
        return not self.sent and self.newest.state in (ReplyState.READY, ReplyState.ADDRESS)


@dataclass(frozen=True)
class Wanted:
    """A letter that should stand. One of its kind that was sent in run `since` or later is enough."""

    letter: Letter
    since: int = 0
    as_it_is: bool = False
    """Whether one that is ready stays as it was worded: what it was worded from may be gone."""


def posted(lines: Iterable[Reply], cells: Mapping[str, tuple[bool, str]]) -> dict[str, list[Posted]]:
    """The letters of each key, oldest first; `cells` are HR's of 返信 (`review.Book.sent`)."""
    first: dict[str, Reply] = {}
    newest: dict[str, Reply] = {}
    for line in lines:
        first.setdefault(line.number, line)
        newest[line.number] = line
    found: dict[str, list[Posted]] = defaultdict(list)
    for number, line in newest.items():
        _, cell = cells.get(number, (False, ""))
        # A row that HR deleted says nothing; what was noted while it stood there still holds.
        sent = told_on(cell) or line.at.date() if told(cell) or line.state is ReplyState.SENT else None
        found[line.key].append(Posted(first[number], line, sent, in_doubt(cell)))
    return found


def letters_due(
    key: str, stand: Sequence[Posted], wanted: Sequence[Wanted], letters: Letters, *, at: datetime, run: int
) -> list[Reply]:
    """The lines that make `stand` what is `wanted`: sent ones noted, the unwanted recalled, the missing prepared."""
    lines = noted(stand, at=at, run=run)
    count = len(stand)
    kinds = {one.letter.kind for one in wanted}
    lines += [recalled(one, at=at, run=run) for one in stand if one.waiting and one.kind not in kinds]
    for one in wanted:
        same = [other for other in stand if other.kind == one.letter.kind]
        if any(other.sent and other.first.run >= one.since for other in same):
            lines += [recalled(other, at=at, run=run) for other in same if other.waiting]
            continue
        waiting = [other for other in same if other.waiting]
        if waiting:
            *older, last = waiting
            lines += [recalled(other, at=at, run=run) for other in older]
            if one.as_it_is and last.newest.state is ReplyState.READY:
                continue
            fresh = _worded(replace(one.letter, number=last.newest.number), letters, at=at, run=run)
            if _told(fresh) != _told(last.newest):
                lines.append(fresh)
        else:
            count += 1
            lines.append(_worded(replace(one.letter, number=f"{key}-{count}"), letters, at=at, run=run))
    return lines


def after(stand: Sequence[Posted], lines: Iterable[Reply]) -> tuple[Posted, ...]:
    """The letters as they stand once `lines` are added."""
    found = {one.newest.number: one for one in stand}
    for line in lines:
        before = found.get(line.number)
        found[line.number] = replace(before, newest=line) if before else Posted(line, line)
    return tuple(found.values())


def noted(stand: Sequence[Posted], *, at: datetime, run: int) -> list[Reply]:
    """A line for each letter that HR sent since the last run."""
    return [
        replace(one.newest, state=ReplyState.SENT, at=at, run=run)
        for one in stand
        if one.sent and not one.doubtful and one.newest.state is not ReplyState.SENT
    ]


def recalled(one: Posted, *, at: datetime, run: int) -> Reply:
    """The line that takes a letter back before it is sent: nobody can send what is blank."""
    return Reply(one.newest.number, one.newest.key, one.kind, ReplyState.RECALLED, at, run)


def _worded(letter: Letter, letters: Letters, *, at: datetime, run: int) -> Reply:
    ready = letter.state is ReplyState.READY and bool(letter.to)
    text = compose(letters, letter) if ready else Text("", "")
    state = ReplyState.READY if ready else ReplyState.ADDRESS
    to = letter.to if ready else ""
    # As a cell gives it back: otherwise every run would find the letter changed.
    subject, body = tidy(text.subject), shortened(tidy(text.body), "…")
    return Reply(letter.number, letter.key, letter.kind, state, at, run, to, subject, body)


def _told(line: Reply) -> tuple[str, ...]:
    return (line.state, line.to, line.subject, line.body)
