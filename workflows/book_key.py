"""The key of a book's marks, by which responses and leavers are known again without being kept.

Knows that it is made of `ALUMNI_SECRET` and of the salt that the book keeps, and how a wrong one is found out. Must not
know what is marked with it (`keys`).
"""

from __future__ import annotations

import hmac
from collections.abc import Callable

from workflows import keys
from workflows.review import Book
from workflows.stopped import stop


def no_salt() -> str:
    """For a book that has its salt: a spreadsheet has it from the day it was made ready."""
    raise AssertionError("whoever asks for the key of a book that has not begun gives the chance it begins with")


def book_key(book: Book, secret: str, draw_salt: Callable[[], str] = no_salt, *, place: str) -> tuple[str, bytes]:
    """The salt of a book and the key of its marks: from `ALUMNI_SECRET`, or from the salt alone where it was born so.

    Raises `Stopped` where the book was made with another secret: with a wrong key no response would be known again.
    """
    if not book.runs:
        salt = draw_salt()
        return salt, key_from(secret, salt)
    salt, proof = book.runs[-1].salt, book.runs[-1].proof
    for candidate in dict.fromkeys((secret, "")):
        if keys.proof(key_from(candidate, salt)) == proof:
            return salt, key_from(candidate, salt)
    raise stop("review-book.other-secret", path=place)


def key_from(secret: str, salt: str) -> bytes:
    """The key of a book with this salt."""
    return hmac.digest((secret or "no secret").encode(), salt.encode(), "sha256")
