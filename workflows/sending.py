"""How letters leave the book: which ticked ones may, and the script by which HR sends them from a spreadsheet.

Knows HR's ticks and marks in 返信, and what the script must be told. Must not know what letters say, nor send anything:
people send, from their own account, one letter to one person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from promises.sender import Sender
from workflows import columns, replies
from workflows.apps_scripts import filled, words
from workflows.ledger import Reply, ReplyState, letters_of
from workflows.review import Book


@dataclass(frozen=True)
class Outbox:
    """The ticked letters that may go, and why others stay, by 返信番号: a key of the messages `[reply]`."""

    ready: tuple[Reply, ...]
    left: Mapping[str, str]


def outbox(book: Book) -> Outbox:
    """The ticked letters of a book; whatever stands in 送信日時 keeps a letter from going (again)."""
    known = letters_of(book.replies)
    ready: list[Reply] = []
    left: dict[str, str] = {}
    for number, (ticked, sent) in book.sent.items():
        letter = known.get(number)
        if not ticked or replies.told(sent):
            continue
        if sent.strip():
            left[number] = "reply.left-failed"
        elif letter is None:
            left[number] = "reply.left-unknown"
        elif letter.state is not ReplyState.READY:
            left[number] = "reply.left-state"
        elif not replies.sole_address(letter.to):
            left[number] = "reply.left-address"
        else:
            ready.append(letter)
    return Outbox(tuple(ready), left)


def standing(letters: Iterable[Reply], sent: Mapping[str, tuple[bool, str]]) -> Counter[str]:
    """How letters stand, for まとめ: `ready` to be sent, `address` to be confirmed first, `stopped` while being sent,
    `failed`, by the newest line of each and HR's cells of 返信 (`Book.sent`)."""
    counts: Counter[str] = Counter()
    for number, letter in letters_of(letters).items():
        cell = sent.get(number, (False, ""))[1].strip()
        if replies.in_doubt(cell):
            counts["stopped"] += 1
        elif cell.startswith(replies.NOT_SENT):
            counts["failed"] += 1
        elif not cell and letter.state in (ReplyState.READY, ReplyState.ADDRESS):
            counts["ready" if letter.state is ReplyState.READY else "address"] += 1
    return counts


def script(sender: Sender) -> str:
    """The Apps Script of 返信, with the book's own names in it, to be pasted into the spreadsheet's editor."""
    told = {
        "tab": columns.REPLIES_TAB,
        "columns": {
            "number": columns.NUMBER,
            "send": columns.SEND,
            "sent": columns.SENT,
            "state": columns.STATE,
            "kind": columns.LETTER_KIND,
            "to": columns.TO,
            "subject": columns.SUBJECT,
            "body": columns.BODY,
        },
        "ready": ReplyState.READY,
        "sending": replies.SENDING,
        "notSent": replies.NOT_SENT,
        "address": replies.ADDRESS,
        "sender": sender.desk,
        "replyTo": sender.email,
        "words": words("reply.script"),
    }
    return filled("replies", told)
