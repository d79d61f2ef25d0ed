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


ANSWERED = (Judgement.APPROVED, Judgement.DECLINED, Judgement.ASK)
"""Words after which a person no longer waits for HR: who was asked is waited for herself, until 期限."""


class Procedure(StrEnum):
    """What HR chooses in 手続き, `第N版を確認` aside (`review.confirmation`). The machine never writes there."""

    CONFIRM_ALL = "まとめて承認を確定"
    WITHDRAW = "登録の解除"
    ERASE = "削除"
    DISCLOSE = "開示"
    RESTORE = "復元"
    REVOKE = "登録の取消"


class Confirmed(StrEnum):
    """By what HR made sure of a person or an address (確認できたこと)."""

    REPLIED = "名簿のメールに返信"
    PHONED = "名簿の電話"
    EMPLOYEE_ID = "社員番号"
    OTHERWISE = "その他"


GAINS = ("再入社", "業務委託", "登壇", "相談")
"""What HR may choose as the kind of an outcome in つながりの成果."""

OUTCOMES = {
    Outcome.VERIFIED: "名簿と一致",
    Outcome.NEEDS_PROOF: "名簿とほぼ一致（追加の確認が必要）",
    Outcome.REVIEW: "要検討（食い違い・重複の疑い）",
    Outcome.NO_MATCH: "名簿では見つからず（名簿にない退職者もいます）",
}
"""What HR reads of the machine's outcome."""

REVIEW_TAB, SUMMARY_TAB, REPLIES_TAB, MEMBERS_TAB = "審査", "まとめ", "返信", "登録者"
TYPED_TAB, GAINS_TAB, GUIDE_TAB, HANDOVER_TAB = "手入力", "つながりの成果", "使い方", "引き継ぎ"
LOG_TAB, REPLY_LOG_TAB, LEDGER_TAB, AUDIT_TAB, RUNS_TAB = "_log", "_replies", "_ledger", "_audit", "_runs"
SHOWN_TABS = (
    REVIEW_TAB, SUMMARY_TAB, REPLIES_TAB, MEMBERS_TAB, TYPED_TAB, GAINS_TAB, GUIDE_TAB, HANDOVER_TAB,
)  # fmt: skip
HIDDEN_TABS = (LOG_TAB, REPLY_LOG_TAB, LEDGER_TAB, AUDIT_TAB, RUNS_TAB)
OUR_TABS = (*SHOWN_TABS, *HIDDEN_TABS)
"""Every tab of the book, in this order; HR may add her own."""


@dataclass(frozen=True)
class Column:
    """One column: `note` is the key of the sentence that explains it, `width` counts half-width characters."""

    title: str
    note: str
    width: int
    owner: Literal["key", "hr", "machine"] = "machine"


KEY, JUDGEMENT, REASON, CLERK, PROCEDURE = "受付番号", "人事の判断", "理由・コメント", "担当", "手続き"
CONFIRMER, CONFIRMED, RECHECK = "確認者", "確認できたこと", "再確認日"
OUTCOME, AGREED, COMPARED, OTHERS, ATTENTION = (
    "自動照合の結果",
    "一致した項目",
    "ご回答と名簿の比較",
    "ほかの候補",
    "注意",
)
DUE, RESULT = "期限", "手続きの結果"
WAYS, SKILLS, MESSAGE, RECEIVED, WAITING = "関わり方", "得意分野", "ひとこと", "受付日", "待ち営業日"

COLUMNS = (
    Column(KEY, "key", 12, "key"),
    Column(JUDGEMENT, "judgement", 13, "hr"),
    Column(REASON, "reason", 26, "hr"),
    Column(CLERK, "clerk", 10, "hr"),
    Column(PROCEDURE, "procedure", 15, "hr"),
    Column(CONFIRMER, "confirmer", 10, "hr"),
    Column(CONFIRMED, "confirmed", 18, "hr"),
    Column(RECHECK, "recheck", 12, "hr"),
    Column(OUTCOME, "outcome", 24),
    Column(AGREED, "agreed", 26),
    Column(COMPARED, "compared", 58),
    Column(OTHERS, "others", 38),
    Column(ATTENTION, "attention", 44),
    Column(DUE, "due", 12),
    Column(RESULT, "result", 34),
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

NUMBER, SEND, SENT = "返信番号", "送信する", "送信日時"
STATE, LETTER_KIND, TO, SUBJECT, BODY = "状態", "種類", "宛先", "件名", "本文"
REPLY_COLUMNS = (
    Column(NUMBER, "reply-number", 14, "key"),
    Column(SEND, "reply-send", 9, "hr"),
    Column(SENT, "reply-sent", 18, "hr"),
    Column(STATE, "reply-state", 30),
    Column(LETTER_KIND, "reply-kind", 26),
    Column(KEY, "reply-key", 12),
    Column(TO, "reply-to", 28),
    Column(SUBJECT, "reply-subject", 34),
    Column(BODY, "reply-body", 70),
)
"""返信: one row a letter; what the machine says of it is looked up by 返信番号."""
REPLY_TITLES = tuple(column.title for column in REPLY_COLUMNS if column.owner == "machine")

NAME, KANA, EMAIL, PLACES, LEVEL = "お名前", "フリガナ", "メールアドレス", "得意分野・地域", "関わりの深さ"
NEWSLETTER, CONSENTED, SINCE = "お便り", "同意の版", "登録日"
MEMBER_COLUMNS = (
    Column(KEY, "member-key", 12, "key"),
    Column(STATE, "member-state", 18),
    Column(NAME, "member-name", 16),
    Column(KANA, "member-kana", 20),
    Column(EMAIL, "member-email", 28),
    Column(WAYS, "member-ways", 30),
    Column(PLACES, "member-places", 24),
    Column(LEVEL, "member-level", 22),
    Column(NEWSLETTER, "member-newsletter", 12),
    Column(CONSENTED, "member-consented", 12),
    Column(SINCE, "member-since", 12),
)
"""登録者: one row a person who became a member; all but the key is looked up."""
MEMBER_TITLES = tuple(column.title for column in MEMBER_COLUMNS if column.owner == "machine")

DAY, GAIN, MEMO = "日付", "種類", "メモ（お名前は書かないでください）"
GAIN_COLUMNS = (
    Column(DAY, "gain-day", 12, "hr"),
    Column(GAIN, "gain-kind", 14, "hr"),
    Column(MEMO, "gain-memo", 60, "hr"),
)
"""つながりの成果: typed by HR; only counts of it are shown elsewhere."""


def letters(index: int) -> str:
    """What sheets call the column at `index`: 0 is `A`, 26 is `AA`."""
    from xlsxwriter.utility import xl_col_to_name  # slow to import, and not needed by runs that stop early

    return str(xl_col_to_name(index))
