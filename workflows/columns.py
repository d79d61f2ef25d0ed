"""The columns of the review book, in the words HR reads: one list for every backend.

Knows names, order, owners (HR or the machine) and widths. Must not know rows. What a column is for is told in the
`[review.column]` messages, shown as the header's note.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from workflows.linkage.tables import Outcome


class Judgement(StrEnum):
    """HR's word on a response: never inferred, never overwritten. Blank means none yet."""

    APPROVED = "承認"
    DECLINED = "見送り"
    ON_HOLD = "保留"
    ASK = "本人に確認"


OUTCOMES = {
    Outcome.VERIFIED: "名簿と一致",
    Outcome.NEEDS_PROOF: "名簿とほぼ一致（追加の確認が必要）",
    Outcome.REVIEW: "要検討（食い違い・重複の疑い）",
    Outcome.NO_MATCH: "名簿では見つからず（名簿にない退職者もいます）",
}
"""What HR reads of the machine's outcome."""

REVIEW_TAB, SUMMARY_TAB, GUIDE_TAB, LOG_TAB, RUNS_TAB = "審査", "まとめ", "使い方", "_log", "_runs"
OUR_TABS = (REVIEW_TAB, SUMMARY_TAB, GUIDE_TAB, LOG_TAB, RUNS_TAB)


@dataclass(frozen=True)
class Column:
    """One column of 審査: `note` is the key of the sentence that explains it, `width` counts half-width characters."""

    title: str
    note: str
    width: int
    owner: Literal["key", "hr", "machine"] = "machine"


KEY, JUDGEMENT, REASON, CLERK, PROCEDURE = "受付番号", "人事の判断", "理由・コメント", "担当", "手続き"
OUTCOME, AGREED, COMPARED, OTHERS, ATTENTION = (
    "自動照合の結果",
    "一致した項目",
    "ご回答と名簿の比較",
    "ほかの候補",
    "注意",
)
WAYS, SKILLS, MESSAGE, RECEIVED, WAITING = "関わり方", "得意分野", "ひとこと", "受付日", "待ち営業日"

COLUMNS = (
    Column(KEY, "key", 12, "key"),
    Column(JUDGEMENT, "judgement", 13, "hr"),
    Column(REASON, "reason", 26, "hr"),
    Column(CLERK, "clerk", 10, "hr"),
    Column(PROCEDURE, "procedure", 15, "hr"),
    Column(OUTCOME, "outcome", 24),
    Column(AGREED, "agreed", 26),
    Column(COMPARED, "compared", 58),
    Column(OTHERS, "others", 38),
    Column(ATTENTION, "attention", 44),
    Column(WAYS, "ways", 30),
    Column(SKILLS, "skills", 20),
    Column(MESSAGE, "message", 40),
    Column(RECEIVED, "received", 12),
    Column(WAITING, "waiting", 11),
)
"""審査, from left to right. HR may move columns and add her own: they are found by title."""

HR_COLUMNS = tuple(column.title for column in COLUMNS if column.owner == "hr")
MACHINE_COLUMNS = tuple(column.title for column in COLUMNS if column.owner == "machine" and column.title != WAITING)
"""What a log entry holds; 待ち営業日 is counted anew each day instead."""


def letters(index: int) -> str:
    """What sheets call the column at `index`: 0 is `A`, 26 is `AA`."""
    from xlsxwriter.utility import xl_col_to_name  # slow to import, and not needed by runs that stop early

    return str(xl_col_to_name(index))
