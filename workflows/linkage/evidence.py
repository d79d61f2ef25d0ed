"""Comparison vector -> the sentence HR reads: differences first, no numbers.

Knows the levels of the model, the mark each one gets and the written forms beside each other. Must not know weights or
outcomes. Example: 「×電話 ○氏名（異体字：斎→齋） ◎生年月日 ◎フリガナ －社員番号の記入なし」.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from messages import Language, say, speaking, spoken
from workflows.linkage.tables import Evidence, Mark

MARKS: Final[Mapping[str, Mark]] = {
    "same": Mark.AGREES,
    "same_other_name": Mark.AGREES,
    "about": Mark.AGREES,  # people count the years of a stint, not its months
    "part": Mark.AGREES_OTHERWISE,
    "days_off": Mark.NEAR,
    "year_off": Mark.NEAR,
    "swapped": Mark.NEAR,
    "near": Mark.NEAR,
    "near_other_name": Mark.NEAR,
    "given_same": Mark.NEAR,
    "given_sounds_same": Mark.NEAR,
    "surname_same": Mark.DIFFERS,
    "other_reading": Mark.DIFFERS,
    "differs": Mark.DIFFERS,
    "blank": Mark.BLANK,
}
"""Level of a comparison -> mark. A name that agrees in another form is raised to ○ by `_name`."""

ORDER: Final[tuple[Mark, ...]] = (Mark.DIFFERS, Mark.NEAR, Mark.AGREES_OTHERWISE, Mark.AGREES, Mark.BLANK)
"""Differences first: what HR must look at stands where the eye falls."""

_RANK: Final = {mark: rank for rank, mark in enumerate(ORDER)}

_PLAIN: Final = ("same", "same_other_name", "about", "surname_same", "other_reading", "differs")
"""Levels that the mark says all of."""

_FORMER: Final = ("former_name", "name_in_brackets")

_WRITTEN: Final = {"tenure": ("tenure", "joined"), "employee_id": ("employee_id", "roster_id")}
"""Field -> its columns in a response and on the roster, where they are not called alike."""

Row = Mapping[str, str]
"""A row as written: column -> text, blank is ""."""


def compare(
    levels: Mapping[str, str], response: Row, stint: Row, aliases: tuple[str, str] = ("", "")
) -> tuple[Evidence, ...]:
    """The evidence of one pair, differences first.

    `levels`: field -> level of the model. `aliases`: in which other form the name of the response and of the roster
    matched (`alias` of `tables.NORMALISED_COLUMNS`), "" as written.
    """
    found = [
        _name(level, response, stint, aliases) if field == "name" else _field(field, level, response, stint, aliases)
        for field, level in levels.items()
    ]
    return tuple(sorted(found, key=lambda evidence: _RANK[evidence.mark]))


def sentence(evidence: Iterable[Evidence]) -> str:
    """What HR reads of `evidence`, in the language spoken now."""
    return " ".join(map(_phrase, evidence))


def _phrase(evidence: Evidence) -> str:
    name = say(f"linkage.field.{evidence.field}")
    if not evidence.note:
        return evidence.mark + name
    phrase = "blank" if evidence.mark is Mark.BLANK else "noted"
    return evidence.mark + say(f"linkage.evidence.{phrase}", field=name, note=evidence.note)


def _field(field: str, level: str, response: Row, stint: Row, aliases: tuple[str, str]) -> Evidence:
    if level == "blank":
        return _plain(field, level, _blank(field, response, stint, aliases), spoken())
    if level in _PLAIN or (field, level) == ("tenure", "near"):
        return _plain(field, level, "", spoken())
    return _plain(field, level, f"{field}.{level}", spoken())


@cache
def _plain(field: str, level: str, note: str, language: Language) -> Evidence:
    # Responses share these few; only names need words of their own.
    with speaking(language):
        return Evidence(field, MARKS[level], say(f"linkage.evidence.{note}") if note else "")


def _blank(field: str, response: Row, stint: Row, aliases: tuple[str, str]) -> str:
    """Why nothing was compared: left blank by either side, unreadable, or a reading that is not the former name's."""
    here, there = _WRITTEN.get(field, (field, field))
    if not response[here].strip():
        return "not_given"
    if not stint[there].strip():
        return "not_on_roster"
    if field == "kana" and any(alias in _FORMER for alias in aliases):
        return "former_kana"
    return "unreadable"


def _name(level: str, response: Row, stint: Row, aliases: tuple[str, str]) -> Evidence:
    if level != "same":
        return _field("name", level, response, stint, aliases)
    for alias in aliases:
        if alias in _FORMER:
            return Evidence("name", Mark.AGREES_OTHERWISE, say("linkage.evidence.name.former"))
        if alias == "swapped":
            return Evidence("name", Mark.AGREES_OTHERWISE, say("linkage.evidence.name.swapped"))
    variants = _variants(response["name"], stint["name"])
    if variants:
        return Evidence("name", Mark.AGREES_OTHERWISE, say("linkage.evidence.name.variant", variants=variants))
    return Evidence("name", MARKS[level])


def _variants(here: str, there: str) -> str:
    """The characters in which two spellings of one name differ, roster's form last: "斎→齋"; "" where none do."""
    if here == there:
        return ""
    ours, theirs = (_bare(text) for text in (here, there))
    if len(ours) != len(theirs):
        return ""
    return "、".join(dict.fromkeys(f"{a}→{b}" for a, b in zip(ours, theirs, strict=True) if a != b))


def _bare(text: str) -> str:
    kept = (c for c in unicodedata.normalize("NFKC", text).casefold() if not c.isspace())
    return "".join(c for c in kept if not 0xFE00 <= ord(c) <= 0xFE0F and not 0xE0100 <= ord(c) <= 0xE01EF)
