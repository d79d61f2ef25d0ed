"""受付番号: how a response is known again, run after run, although sheets have no row identities.

Knows marks (keyed hashes) of responses and one-to-one matching. Must not know a sheet's row numbers, which change when
people sort and delete, nor keep anything readable of a person: marks cannot be turned back without the book's key.
"""

from __future__ import annotations

import hmac
import secrets
from collections import defaultdict, deque
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from workflows.responses import Response

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that a number read over the phone is heard right."""
LENGTH = 8


def random_key() -> str:
    """Eight random characters, of nearly 10¹², so that a number cannot be guessed or counted.

    The first is a letter: what is typed as 12345678 or 12E45678 becomes a number in a spreadsheet.
    """
    return secrets.choice(ALPHABET[10:]) + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))


def fresh_key(taken: Container[str], draw: Callable[[], str] = random_key) -> str:
    """A key that is not `taken`."""
    while (key := draw()) in taken:
        continue
    return key


def normal_key(text: str) -> str:
    """A key as people type it: small letters, blanks, and the letters that Crockford reads as digits."""
    return text.strip().upper().translate(str.maketrans("OIL", "011", " -"))


@dataclass(frozen=True)
class Marks:
    """Keyed hashes of one response: the whole row, the sending (moment and e-mail), the e-mail, and each answer.

    Blank where what they are made of is blank.
    """

    row: str
    sent: str
    email: str
    answers: Mapping[str, str] = field(default_factory=dict)


def marks(response: Response, secret: bytes) -> Marks:
    """The marks of a response under the book's key."""
    email = response["email"].casefold()
    at = response["timestamp"]
    texts = {name: text for name, text in sorted(response.answers.items()) if text}
    if "employee_id" in texts:  # zeros are restored to the roster's width: that may change, the answer has not
        texts["employee_id"] = texts["employee_id"].lstrip("0")
    return Marks(
        row=_mark(secret, "row", *(part for pair in texts.items() for part in pair)),
        sent=_mark(secret, "sent", at, email) if at and email else "",
        email=_mark(secret, "email", email) if email else "",
        answers={name: _mark(secret, name, text)[:8] for name, text in texts.items()},
    )


def roster_mark(roster_id: str, secret: bytes) -> str:
    """By what the same leaver is known again, without keeping the roster's id."""
    return _mark(secret, "roster", roster_id.lstrip("0"))


def proof(secret: bytes) -> str:
    """A mark of the key itself, by which a later run knows that it holds the same one."""
    return _mark(secret, "key")[:16]


def _mark(secret: bytes, *parts: str) -> str:
    # Each part's length goes first, so that moving a character from one answer to the next changes the mark.
    message = "".join(f"{len(part)}:{part}" for part in parts).encode("utf-8", "surrogatepass")
    return hmac.digest(secret, message, "sha256").hex()[:32]


@dataclass(frozen=True)
class Matched:
    """Which response has which key. `edited` are keys whose response changed; `vanished` have no response any more."""

    by_number: Mapping[int, str]
    edited: frozenset[str]
    new: tuple[int, ...]
    vanished: tuple[str, ...]


def match(found: Sequence[tuple[int, Marks]], known: Mapping[str, Marks], *, verified_email: bool = False) -> Matched:
    """Give each response (number, marks) the key it had, one to one.

    In order: the same row; the same sending (an edit); and, only where Google verified the addresses, the one new
    response and the one vanished key of the same address (an edit that got a new time). Responses left over are new.
    """
    by_number: dict[int, str] = {}
    left_keys = dict(known)
    left = list(found)

    def pair(mark_of: Callable[[Marks], str], *, single: bool = False) -> list[str]:
        nonlocal left
        waiting: dict[str, deque[str]] = defaultdict(deque)
        for key, its_marks in left_keys.items():
            if mark := mark_of(its_marks):
                waiting[mark].append(key)
        seekers = _counts(mark_of(its_marks) for _, its_marks in left) if single else {}
        paired, rest = [], []
        for number, its_marks in left:
            mark = mark_of(its_marks)
            queue = waiting.get(mark)
            if not mark or not queue or (single and (len(queue) > 1 or seekers[mark] > 1)):
                rest.append((number, its_marks))
                continue
            key = queue.popleft()
            del left_keys[key]
            by_number[number] = key
            paired.append(key)
        left = rest
        return paired

    pair(lambda its_marks: its_marks.row)
    edited = pair(lambda its_marks: its_marks.sent)
    if verified_email:
        edited += pair(lambda its_marks: its_marks.email, single=True)
    return Matched(by_number, frozenset(edited), tuple(number for number, _ in left), tuple(left_keys))


def _counts(marks_: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for mark in marks_:
        counts[mark] += 1
    return counts


def changed_fields(revisions: Sequence[Marks]) -> tuple[str, ...]:
    """The fields whose answers changed over `revisions` (oldest first), even where they changed back."""
    names: dict[str, None] = {}
    for before, after in pairwise(revisions):
        for name in sorted({*before.answers, *after.answers}):
            if before.answers.get(name) != after.answers.get(name):
                names[name] = None
    return tuple(names)
