"""What the machine columns of a row say, in the sentences HR reads.

Knows a response, what linkage says of it and the roster's own words for the persons meant. Must not know sheets, keys
or HR's cells. Differences come first; weights stay out: a clerk decides by facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from messages import say
from workflows.columns import AGREED, COMPARED, MESSAGE, OTHERS, OUTCOME, OUTCOMES, RECEIVED, SKILLS, WAYS
from workflows.linkage.tables import ROSTER_COLUMNS, Candidate, Evidence, Linked, Mark, Outcome
from workflows.responses import Response
from workflows.spreadsheets.cells import shortened, tidy

if TYPE_CHECKING:
    import pyarrow as pa

Stint = Mapping[str, str]
"""One row of the roster (`tables.ROSTER_COLUMNS`)."""

FIELD_TITLES = {
    "employee_id": "社員番号",
    "name": "氏名",
    "former_name": "旧姓",
    "kana": "フリガナ",
    "birth_date": "生年月日",
    "tenure": "在籍期間",
    "department": "所属",
    "phone": "電話番号",
    "email": "メール",
    "ways": "関わり方",
    "level": "関わりの深さ",
    "skills": "得意分野",
    "status": "現在の状況",
    "message": "ひとこと",
    "newsletter": "お便り",
    "consent": "同意",
    "leaving": "登録の解除",
    "timestamp": "受付日",
}
_PLAIN = {"employee_id_known", "phone_known", "email_known", "nobody_near"}
"""Reasons that the other columns already show: 注意 is for what needs attention."""
_NAMES = ("name", "kana")
_TELLING = (*_NAMES, "employee_id", "phone", "email")
_AGREEING = (Mark.AGREES, Mark.AGREES_OTHERWISE)


def latest_stints(linked: Iterable[Linked], roster: pa.Table) -> dict[str, Stint]:
    """The roster's row of each candidate, by id; of several stints the latest."""
    import pyarrow as pa
    import pyarrow.compute as pc

    ids = {candidate.roster_id for one in linked for candidate in one.candidates}
    found = roster.filter(pc.is_in(roster["roster_id"], value_set=pa.array(sorted(ids), pa.string())))
    stints: dict[str, Stint] = {}
    for stint in found.select(ROSTER_COLUMNS).to_pylist():
        before = stints.get(stint["roster_id"])
        if before is None or stint["joined"] >= before["joined"]:
            stints[stint["roster_id"]] = stint
    return stints


def meant(linked: Linked) -> Candidate | None:
    """The leaver a response is about, as HR reads it; None where nobody is."""
    # Whoever is nearest on the roster when nobody is meant is a stranger: comparing with them would mislead.
    if linked.outcome is Outcome.NO_MATCH:
        return None
    return next((one for one in linked.candidates if _resembles(one)), None)


def addresses(roster_ids: Iterable[str], roster: pa.Table) -> dict[str, tuple[str, ...]]:
    """The e-mail addresses that the roster holds for each id, that of the latest stint last."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = roster.filter(pc.is_in(roster["roster_id"], value_set=pa.array(sorted(set(roster_ids)), pa.string())))
    held: dict[str, tuple[str, ...]] = {}
    for stint in sorted(found.select(["roster_id", "joined", "email"]).to_pylist(), key=lambda one: one["joined"]):
        if stint["email"]:
            held[stint["roster_id"]] = (*held.get(stint["roster_id"], ()), stint["email"])
    return held


def machine_values(response: Response, linked: Linked | None, stints: Mapping[str, Stint]) -> dict[str, str]:
    """The machine columns but 注意, by title; `linked` is None where nothing was compared."""
    shown = [one for one in linked.candidates if _resembles(one)] if linked else []
    first = meant(linked) if linked else None
    others = shown[1:] if first else shown
    values = {
        OUTCOME: OUTCOMES[linked.outcome] if linked else say("review.not-compared"),
        AGREED: _agreed(first) if first else "",
        COMPARED: _compared(response, first, stints),
        OTHERS: "\n".join(_other(candidate, stints) for candidate in others),
        WAYS: response["ways"],
        SKILLS: response["skills"],
        MESSAGE: response["message"],
        RECEIVED: response.at.date().isoformat() if response.at else "",
    }
    # What a program trims when it saves the book must not look like a cell that someone changed.
    return {title: shortened(tidy(text), say("review.cut")) for title, text in values.items()}


def findings(response: Response, linked: Linked | None, claimed_with: Sequence[str]) -> list[str]:
    """The sentences of 注意 that come from the response and its linkage; `claimed_with` are 受付番号."""
    sentences = []
    if linked:
        sentences += [say(f"linkage.reason.{reason}") for reason in linked.reasons if reason not in _PLAIN]
    if linked and linked.alarm:
        sentences[:1] = [say("review.alarm-mark") + (sentences[0] if sentences else "")]
    if linked and any(candidate.employed_now for candidate in linked.candidates[:1]):
        sentences.append(say("review.employed-now"))
    if claimed_with:
        sentences.append(say("review.claimed-with", keys="・".join(claimed_with)))
    sentences += [say(finding.rule, question=finding.question, value=finding.value) for finding in response.findings]
    return sentences


def _resembles(candidate: Candidate) -> bool:
    # Out of forty thousand people many share a birthday, or a given name; a clerk need not read about them.
    marks = {one.field: one.mark for one in candidate.evidence}
    near_name = any(marks.get(field) is Mark.NEAR for field in _NAMES)
    born_near = marks.get("birth_date") in (*_AGREEING, Mark.NEAR)
    return any(marks.get(field) in _AGREEING for field in _TELLING) or (near_name and born_near)


def _agreed(candidate: Candidate) -> str:
    plain = [_title(one) for one in candidate.evidence if one.mark is Mark.AGREES]
    lines = [f"{Mark.AGREES} {'・'.join(plain)}"] if plain else []
    lines += [
        f"{Mark.AGREES_OTHERWISE} {_title(one)}{_note(one)}"
        for one in candidate.evidence
        if one.mark is Mark.AGREES_OTHERWISE
    ]
    return "\n".join(lines)


def _compared(response: Response, first: Candidate | None, stints: Mapping[str, Stint]) -> str:
    name = response["name"] or say("review.nameless")
    kana = f"（{response['kana']}）" if response["kana"] else ""
    lines = [say("review.answered", name=name, kana=kana, email=response["email"])]
    if first is None:
        for field in ("former_name", "birth_date", "employee_id", "tenure", "department", "phone"):
            if response[field]:
                lines.append(f"・{FIELD_TITLES[field]}　{_one_line(response[field])}")
        return "\n".join(lines)
    stint = stints.get(first.roster_id, {})
    lines.append(say("review.on-roster", person=_person(first.roster_id, stint)))
    for mark in (Mark.DIFFERS, Mark.NEAR):
        for one in first.evidence:
            if one.mark is mark:
                answer, entry = _one_line(response[one.field]), _roster_value(one.field, stint)
                lines.append(f"{mark} {_title(one)}{_note(one)}　" + say("review.both", answer=answer, entry=entry))
    blank = [_title(one) for one in first.evidence if one.mark is Mark.BLANK]
    if blank:
        lines.append(f"{Mark.BLANK} {'・'.join(blank)}")
    return "\n".join(lines)


def _other(candidate: Candidate, stints: Mapping[str, Stint]) -> str:
    agreeing = "・".join(_title(one) for one in candidate.evidence if one.mark in _AGREEING)
    differing = "・".join(_title(one) for one in candidate.evidence if one.mark is Mark.DIFFERS)
    marks = [f"{mark} {text}" for mark, text in ((Mark.DIFFERS, differing), (Mark.AGREES, agreeing)) if text]
    return f"{_person(candidate.roster_id, stints.get(candidate.roster_id, {}))}\n　{'　'.join(marks)}"


def _person(roster_id: str, stint: Stint) -> str:
    name = _one_line(stint.get("name", "")).replace("　", " ")
    years = _years(stint)
    where = " ".join(part for part in (years, stint.get("department", "")) if part)
    return f"{roster_id} {name}" + (f"（{where}）" if where else "")


def _years(stint: Stint) -> str:
    joined, left = stint.get("joined", ""), stint.get("left", "")
    return f"{joined}〜{left or say('review.employed')}" if joined or left else ""


def _roster_value(field: str, stint: Stint) -> str:
    if field == "tenure":
        return _years(stint)
    return _one_line(stint.get("roster_id" if field == "employee_id" else field, ""))


def _title(evidence: Evidence) -> str:
    return FIELD_TITLES.get(evidence.field, evidence.field)


def _note(evidence: Evidence) -> str:
    return f"（{evidence.note}）" if evidence.note else ""


def _one_line(text: str) -> str:
    # An answer of thousands of characters in a name's place must not push the comparison out of sight.
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else f"{flat[:59]}…"
