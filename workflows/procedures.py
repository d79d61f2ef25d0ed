"""手続き: what HR chose for a person, carried out once, with what came of it beside it.

Knows which choices are new, what the audit remembers of those carried out, and the sentences of 手続きの結果. Must not
know what a choice changes (`members`). HR's cell is never written: to repeat something she clears it and chooses again,
and a run sees it blank in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from workflows.columns import CLERK, CONFIRMER, PROCEDURE, Procedure
from workflows.ledger import Audited

_MARK = "手続き："
_CLEARED = f"{_MARK}（空欄）"


@dataclass(frozen=True)
class Order:
    """One procedure to carry out: by HR's cell, or by an operator's command."""

    procedure: Procedure
    by: str = ""
    """Whose word it is; blank where nobody wrote a name."""
    confirmed_by: str = ""
    """The second person, for an erasure."""
    letter: bool = True
    """Whether what was asked for is sent as a letter; not where a command wrote a file."""


@dataclass(frozen=True)
class Memory:
    """What the audit says of a key's procedures: the newest (blank once the cell was), and the last one's result."""

    newest: str = ""
    procedure: str = ""
    result: str = ""


def memory(audit: Iterable[Audited]) -> Memory:
    """What is remembered of one person, from her lines of the audit."""
    found = Memory()
    for line in audit:
        if line.what == _CLEARED:
            found = replace(found, newest="")
        elif line.what.startswith(_MARK):
            procedure = line.what.removeprefix(_MARK)
            found = Memory(procedure, procedure, line.why)
    return found


def chosen(cells: Mapping[str, str], memory: Memory) -> Order | None:
    """What HR chose and no run has carried out yet."""
    text = cells.get(PROCEDURE, "")
    if text not in set(Procedure) or text == memory.newest:
        return None
    return Order(Procedure(text), cells.get(CLERK, ""), cells.get(CONFIRMER, ""))


def cleared(cells: Mapping[str, str], memory: Memory) -> bool:
    """Whether the cell was emptied, or holds something else, since a procedure was carried out."""
    return bool(memory.newest) and cells.get(PROCEDURE, "") not in set(Procedure)


def what(procedure: Procedure | None) -> str:
    """What the audit calls a procedure that was carried out; None: that the cell was emptied again."""
    return f"{_MARK}{procedure}" if procedure else _CLEARED


def result(memory: Memory) -> str:
    """The sentence beside the choice; blank where nothing was carried out."""
    return f"{memory.procedure}：{memory.result}" if memory.result else ""
