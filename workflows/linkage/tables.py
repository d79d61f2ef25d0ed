"""The shapes that enter and leave linkage: two tables of text in, one `Linked` a response out.

Knows column names, outcomes, marks and reasons. Must not know forms, sheets, weights or how anything is compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

RESPONSE_COLUMNS = (
    "response",  # int64, sheet row - 1 (header is row 1, so 1 is the first response)
    "name",
    "former_name",
    "kana",
    "birth_date",
    "employee_id",
    "tenure",
    "department",
    "phone",
    "email",
)
"""A table of responses: text as written, blank is "" (never null), except `response`."""

ROSTER_COLUMNS = (
    "roster_id",
    "name",
    "former_name",
    "kana",
    "birth_date",
    "joined",
    "left",  # blank: employed now
    "department",
    "phone",
    "email",
)
"""A table of stints: text as written, blank is "" (never null). One person may have several (rehires)."""

NORMALISED_COLUMNS = (
    "record",  # int64; responses: `response`; roster: row position, 0 first
    "alias",  # why this row is not as written: "" | former_name | name_in_brackets | swapped | split
    "surname",
    "given",
    "name",  # surname + given, no spaces; null only when no name was written
    "kana_surname",
    "kana_given",
    "kana",  # the whole reading in folded katakana, no spaces
    "birth_date",  # date32; null when blank, ambiguous or impossible (a finding says which)
    "employee_id",  # as wide as the roster's
    "phone",  # E.164, "+819012345678"
    "email",
    "department",
    "start_year",  # int16
    "end_year",  # int16; null when unknown or when employed now
    "employed_now",  # bool, never null; roster: `left` is blank; responses: the tenure says so (現在)
)
"""Comparison keys, one row a (record, alias): first the rows of alias "", one a record in the order of the table that
came in, then the aliases.

Keys only: text is folded (variant kanji, kana, width, case), never shown to anyone. What is blank is null. Columns
after `kana` are the same in every row of a record. Strings unless said otherwise.
"""

FINDING_COLUMNS = ("record", "field", "finding")
"""What normalising could not read or had to repair: `record` as above, `field` a column of the table that came in,
`finding` a key of the `[linkage.finding]` messages."""


class Outcome(StrEnum):
    """What the machine says of a response; never a judgement about a person."""

    VERIFIED = "verified"
    NEEDS_PROOF = "needs_proof"
    REVIEW = "review"
    NO_MATCH = "no_match"


class Mark(StrEnum):
    """How one field of a response compares with the roster's."""

    AGREES = "◎"
    AGREES_OTHERWISE = "○"  # another form of the same: variant kanji, former name, swapped order
    NEAR = "△"
    DIFFERS = "×"
    BLANK = "－"


@dataclass(frozen=True)
class Evidence:
    """One field compared: `note` says in which other form it agrees, or how near it is."""

    field: str
    mark: Mark
    note: str = ""


@dataclass(frozen=True)
class Candidate:
    """A person on the roster who may be meant, by the latest stint; `match_weight` in bits."""

    roster_id: str
    match_weight: float
    evidence: tuple[Evidence, ...]
    employed_now: bool = False


@dataclass(frozen=True)
class Linked:
    """What linkage says of one response.

    `roster_id` and `match_weight` are None unless the outcome is `verified` or `needs_proof`; `candidates` holds at
    most five persons, best first; `reasons` are keys of `[linkage.reason]` messages, the gates that decided first;
    `alarm` marks contradictions that HR must see before anything else; `claims_with` are the other responses that
    claim the same person.
    """

    response: int
    outcome: Outcome
    roster_id: str | None = None
    match_weight: float | None = None
    candidates: tuple[Candidate, ...] = ()
    reasons: tuple[str, ...] = ()
    alarm: bool = False
    claims_with: tuple[int, ...] = ()
