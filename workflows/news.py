"""What the log does not say yet: each response as a run sees it, held against the log's last line of it.

Knows how a response becomes what a row shows, and which difference is worth a line. Must not know whom linkage means
and why, what HR's word leads to (`members`), nor how a line is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from messages import say
from workflows import keys, review, wording
from workflows.columns import ATTENTION, DUE, RESULT
from workflows.linkage.tables import Linked
from workflows.members import Followed
from workflows.responses import Response
from workflows.review import Desk
from workflows.revisions import Entry, Kind, Known
from workflows.roster import Roster
from workflows.spreadsheets.cells import shortened


def present(
    responses: Sequence[Response],
    linked: Mapping[int, Linked],
    roster: Roster,
    marked: Mapping[int, keys.Marks],
    matched: keys.Matched,
    key_of: Mapping[int, str],
    known: Mapping[str, Known],
) -> dict[str, Known]:
    """What the log would know of each response that is there, by key, were nothing of HR's to be added."""
    stints = wording.latest_stints(linked.values(), roster.stints)
    namesakes = _same_address(marked, key_of, {key: known[key].marks for key in matched.vanished})
    found = {}
    for response in responses:
        key, its_linked = key_of[response.number], linked.get(response.number)
        claimed_with = [key_of[other] for other in its_linked.claims_with if other in key_of] if its_linked else []
        sentences = wording.findings(response, its_linked, claimed_with)
        sentences += [say(f"review.{rule}", keys="・".join(which)) for rule, which in namesakes.get(key, {}).items()]
        found[key] = _seen(
            known.get(key),
            marked[response.number],
            review.attention(sentences),
            wording.machine_values(response, its_linked, stints),
            edited=key in matched.edited,
        )
    return found


def _seen(before: Known | None, marks: keys.Marks, findings: str, values: dict[str, str], *, edited: bool) -> Known:
    if before is None:
        return Known(1, marks, findings, values, (marks,))
    if not edited:
        return Known(before.revision, before.marks, findings, values, before.revisions, before.judged)
    return Known(before.revision + 1, marks, findings, values, (*before.revisions, marks), before.judged)


def lines(
    known: Mapping[str, Known],
    present: Mapping[str, Known],
    desk: Desk,
    followed: Followed,
    *,
    at: datetime,
    run: int,
) -> list[Entry]:
    """Entries for all that differs from what the log says; doubled rows keep what they said, with a note why."""
    entries = []
    for key in dict.fromkeys((*known, *present)):
        before = known.get(key)
        frozen = before is not None and key in desk.doubled
        its = before if frozen or key not in present else present[key]
        assert its is not None  # a key comes from one of the two
        values = {title: text for title, text in its.values.items() if title != ATTENTION}
        notes = review.notes(key, its, desk, wording.FIELD_TITLES)
        notes += followed.notes.get(key, ())
        values[ATTENTION] = shortened(review.attention([*notes, its.findings]), "…")
        values |= {DUE: followed.due.get(key, ""), RESULT: followed.results.get(key, "")}
        if before is None or its.revision > before.revision:
            kind = Kind.RESPONSE
        elif _told(before.values) != _told(values) or before.findings != its.findings:
            kind = Kind.CHECK
        else:
            continue
        entries.append(Entry(key, its.revision, kind, at, run, its.marks, "", its.findings, values))
    return entries


def _told(values: Mapping[str, str]) -> dict[str, str]:
    return {title: text for title, text in values.items() if text}


def _same_address(
    marked: Mapping[int, keys.Marks], key_of: Mapping[int, str], vanished: Mapping[str, keys.Marks]
) -> dict[str, dict[str, list[str]]]:
    """For each key, by message: the other keys of its e-mail address, those still there and those that vanished."""
    there: dict[str, list[str]] = defaultdict(list)
    gone: dict[str, list[str]] = defaultdict(list)
    for number, its in marked.items():
        if its.email:
            there[its.email].append(key_of[number])
    for key, its in vanished.items():
        if its.email:
            gone[its.email].append(key)
    found: dict[str, dict[str, list[str]]] = {}
    for email, which in there.items():
        for key in which:
            notes = {"same-address": [other for other in which if other != key], "address-vanished": gone[email]}
            found[key] = {rule: others for rule, others in notes.items() if others}
    return found
