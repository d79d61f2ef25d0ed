"""What a judgement still lacks before it is carried out, and which approvals wait for a second word.

Knows which words of HR's need a reason, a day or a confirmation. Must not know states, letters nor sheets. A guard
never changes a judgement: it withholds what would follow from it, and says kindly what is missing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping

from messages import say
from promises.form import folded
from workflows.columns import OUTCOMES, REASON, RECHECK, Judgement
from workflows.linkage.tables import Outcome

DECLINED_FOR = ("記録なし", "確認できず", "対象外", "重複")
"""Why somebody may be declined: facts about records, never about a person."""

MOST_AT_ONCE = 20
"""So many approvals are carried out in one run as they are; of more, a slip of the mouse may have made some."""


def missing(judgement: str, outcome: str, cells: Mapping[str, str]) -> list[str]:
    """What HR's word still lacks, in sentences; empty where it may be carried out, or where there is no word.

    `outcome` is what 自動照合の結果 says now, `cells` are HR's columns of the row.
    """
    comment = cells.get(REASON, "")
    if judgement and judgement not in set(Judgement):
        return [say("guard.unknown-judgement", choices="・".join(Judgement))]
    if judgement == Judgement.APPROVED and outcome != OUTCOMES[Outcome.VERIFIED] and not comment:
        return [say("guard.approval-needs-reason")]
    if judgement == Judgement.DECLINED and not reason_of(comment):
        return [say("guard.decline-needs-reason", reasons="／".join(DECLINED_FOR))]
    if judgement == Judgement.ON_HOLD and not (comment and cells.get(RECHECK)):
        return [say("guard.hold-needs-reason")]
    return []


def reason_of(comment: str) -> str:
    """The first of `DECLINED_FOR` that stands in a comment; blank where none does."""
    plain = unicodedata.normalize("NFKC", comment)
    found = [(plain.index(reason), reason) for reason in DECLINED_FOR if reason in plain]
    return min(found)[1] if found else ""


def to_hold(fresh: Collection[str], alarming: Iterable[str], before: int = 0) -> set[str]:
    """Of the approvals that are new in a run, those that wait for まとめて承認を確定.

    That is all of them where there are more than `MOST_AT_ONCE`, and `alarming` ones always. `before` counts approvals
    that a run which died on its way had found: together they were one click of HR's.
    """
    if len(fresh) + before > MOST_AT_ONCE:
        return set(fresh)
    return set(fresh) & set(alarming)


def second_person(clerk: str, confirmer: str) -> str:
    """Who, besides the clerk, stands for an erasure; blank where nobody does."""
    return confirmer if folded(confirmer) and folded(confirmer) != folded(clerk) else ""
