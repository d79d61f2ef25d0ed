"""Why a run stops: every problem at once, each with how to mend it.

Knows what to say to an operator. Must not hold anything a person wrote in a form or a roster: a problem names places,
columns, row numbers and counts, never contents, because it is printed into logs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from messages import say


@dataclass(frozen=True)
class Problem:
    """One reason to stop: `what` is wrong and a `hint` how to mend it, each one line."""

    what: str
    hint: str = ""


def problem(key: str, /, **values: object) -> Problem:
    """The problem `key` of the message files, with the hint `key-hint` that must stand beside it."""
    return Problem(say(key, **values), say(f"{key}-hint", **values))


class Stopped(Exception):
    """The run ends here and has written nothing, or nothing but what is complete in itself (`wrote`)."""

    def __init__(self, problems: Iterable[Problem], *, wrote: bool = False) -> None:
        self.problems, self.wrote = tuple(problems), wrote
        super().__init__("\n".join(one.what for one in self.problems))


def stop(key: str, /, **values: object) -> Stopped:
    """`raise stop("workbook.locked", path=…)`: the usual case of one problem."""
    return Stopped([problem(key, **values)])
