"""Who is a member now, as lists for other programs: members with what they agreed to, and whom to add or take out.

Knows the ledger and which address may be used. Must not know files. Who ended the registration, or whose address nobody
has confirmed, is on no list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from messages import say
from workflows.ledger import Standing, State, standings
from workflows.posting import posted
from workflows.replies import Kind, sole_address
from workflows.review import Book

FIELDS = ("name", "kana", "email", "ways", "skills", "level", "newsletter", "since")
"""What a member agreed to be kept for, in the order of a list."""


def everybody(book: Book) -> list[Standing]:
    """All members of a book, in the order in which they came."""
    return [line for line in standings(book.ledger).values() if line.state is State.MEMBER]


def present(book: Book) -> list[Standing]:
    """The members of a book who may be written to: not those whose address waits to be confirmed."""
    letters = posted(book.replies, book.sent)
    return [
        line
        for line in everybody(book)
        if not any(one.kind == Kind.APPROVED and one.waiting and not one.newest.to for one in letters.get(line.key, ()))
    ]


def titles() -> list[str]:
    """The header of a list."""
    return ["受付番号", *(say(f"member.field-{name}") for name in FIELDS)]


def rows(members: Iterable[Standing]) -> list[list[str]]:
    """A row a member, under `titles`."""
    return [[one.key, *(str(getattr(one, name)) for name in FIELDS)] for one in members]


def records(members: Iterable[Standing]) -> list[dict[str, str]]:
    """The same for JSON, by field name."""
    return [{"key": one.key, **{name: str(getattr(one, name)) for name in FIELDS}} for one in members]


@dataclass(frozen=True)
class Access:
    """What makes a closed group's list what the ledger says: addresses to add and to take out, each once."""

    add: tuple[str, ...]
    remove: tuple[str, ...]
    unknown: int = 0
    """People who ended since, of whom no address is left: they are erased."""


def against(members: Iterable[Standing], there: Iterable[str]) -> Access:
    """What makes a list with the addresses `there` the members' own; whatever is no member's is taken out."""
    ours = _by_address(one.email for one in members)
    theirs = _by_address(there)
    return Access(
        tuple(address for folded, address in ours.items() if folded not in theirs),
        tuple(address for folded, address in theirs.items() if folded not in ours),
    )


def since(book: Book, members: Sequence[Standing], day: date) -> Access:
    """What changed since the beginning of `day`: who came, who ended, and addresses that were changed."""
    now = {one.key: one for one in members}
    before = _addresses_before(book.ledger, day)
    came = [one.email for key, one in now.items() if _folded(one.email) not in _by_address([before.get(key, "")])]
    left = [address for key, address in before.items() if key not in now or _folded(now[key].email) != _folded(address)]
    still = _by_address(one.email for one in now.values())
    gone = sum(
        line.state in (State.ERASED, State.EXPIRED) and line.at.date() >= day and line.key not in before
        for line in standings(book.ledger).values()
    )
    removed = {folded: address for folded, address in _by_address(left).items() if folded not in still}
    return Access(tuple(_by_address(came).values()), tuple(removed.values()), gone)


def _addresses_before(ledger: Iterable[Standing], day: date) -> dict[str, str]:
    last = standings(line for line in ledger if line.at.date() < day)
    return {key: line.email for key, line in last.items() if line.state is State.MEMBER and line.email}


def _by_address(texts: Iterable[str]) -> Mapping[str, str]:
    return {_folded(text): address for text in texts if (address := sole_address(text))}


def _folded(address: str) -> str:
    return sole_address(address).casefold()
