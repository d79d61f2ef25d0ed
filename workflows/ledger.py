"""What becomes of a person after HR's word, as values: standings in the ledger, replies to send, lines of the audit.

Knows the words HR reads for them and how the newest line of each is found. Must not know who decides (`members`), what
a letter says (`replies`), files or sheets. Every line is appended; only an erasure blanks one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class State(StrEnum):
    """Where a person stands, in HR's words."""

    RECEIVED = "受付"  # no judgement yet
    HELD = "承認（確定待ち）"  # approved, waiting for まとめて承認を確定
    ASKED = "本人に確認中"
    MEMBER = "登録"
    DECLINED = "見送り"
    CLOSED = "お返事なしで終了"  # asked, and never answered: not a refusal
    REVOKING = "登録の取消（お知らせ前）"  # approved and told, then judged otherwise
    REVOKED = "登録の取消"
    WITHDRAWN = "登録の解除"
    EXPIRED = "保管期限で消去"
    ERASED = "削除"


@dataclass(frozen=True)
class Standing:
    """One line of `_ledger`: a person as membership needs her, from a moment on. Blank texts where nothing is kept."""

    key: str
    state: State
    at: datetime
    run: int
    name: str = ""
    kana: str = ""
    email: str = ""
    ways: str = ""
    skills: str = ""
    level: str = ""
    newsletter: str = ""
    consented: str = ""
    """The version of the purposes that was agreed to."""
    since: str = ""
    """The day of becoming a member, ISO; blank before."""
    matched: str = ""
    """Keyed hash of the roster's id that was matched: by it the same leaver is known again. Blank where none."""

    @property
    def chosen(self) -> list[str]:
        """The ways she would like to take part, as the form joined them; empty where she named none."""
        return self.ways.split(", ") if self.ways else []


class ReplyState(StrEnum):
    """Whether a letter may go out, in HR's words."""

    READY = "送信できます"
    ADDRESS = "宛先の確認待ち"  # nobody has confirmed yet that the address is theirs
    RECALLED = "取り消し（送らないでください）"
    SENT = "送信済み"


@dataclass(frozen=True)
class Letter:
    """A letter that a standing asks for, before it is worded: who gets which kind, and what it may name.

    `kind` is a value of `replies.Kind`. `to` is blank while nobody may get it; then it is not worded either.
    """

    number: str
    key: str
    kind: str
    state: ReplyState
    to: str = ""
    name: str = ""
    due: date | None = None
    """The day until which an answer is waited for."""
    ways: str = ""
    level: str = ""
    newsletter: str = ""
    enclosed: str = ""
    """Text that goes into the letter as it is: the person's own data, where she asked for it."""
    purposes: str = ""
    """The version of the purposes of use that she is asked to agree to."""


@dataclass(frozen=True)
class Reply:
    """One line of `_replies`: a letter to one person. `number` is the 受付番号 with the letter's count, `K7QX2M4P-1`.

    `to`, `subject` and `body` are blank where it must not be sent.
    """

    number: str
    key: str
    kind: str
    """A value of `replies.Kind`."""
    state: ReplyState
    at: datetime
    run: int
    to: str = ""
    subject: str = ""
    body: str = ""


@dataclass(frozen=True)
class Audited:
    """One line of `_audit`: who or which run did what to whom, and why. Never a name: 受付番号 stands for a person."""

    at: datetime
    run: int
    who: str
    what: str
    key: str
    why: str = ""


def standings(lines: Iterable[Standing]) -> dict[str, Standing]:
    """The newest standing of each key, in the order in which keys came."""
    return {line.key: line for line in lines}


def letters_of(lines: Iterable[Reply]) -> dict[str, Reply]:
    """The newest line of each letter, by its number, in the order in which letters were prepared."""
    return {line.number: line for line in lines}
