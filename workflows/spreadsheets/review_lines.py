"""The hidden tabs of the review book, line by line: the log, letters, the ledger, the audit and the runs.

Knows titles, the order of cells, and how a value becomes a line and a line a value again. Must not know files, Google
or what a line means. Lines are only ever appended; an erasure alone blanks what stands behind the first cells of one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from workflows import columns
from workflows.keys import Marks
from workflows.ledger import Audited, Reply, ReplyState, Standing, State, letters_of, standings
from workflows.revisions import Entry, Kind, Run

Value = TypeVar("Value")

SHOWN_KEY: Final = "表示する受付番号"
"""The 受付番号 again, on those lines alone that say what a row shows: a lookup finds the latest of them."""
SHOWN_NUMBER: Final = "表示する返信番号"
"""The 返信番号 again, for the lookups of 返信."""
LOCK: Final = "錠"
"""Of a run in Sheets, the id of the lock it was signed off under."""


@dataclass(frozen=True)
class Lines(Generic[Value]):
    """One hidden tab. `kept` says how many cells of a line stay when the rest is erased."""

    tab: str
    titles: tuple[str, ...]
    cells: Callable[[Value], list[str]]
    """A value as a line, in the order of `titles`."""
    read: Callable[[Mapping[str, str]], Value]
    """A line, by title, as a value. Raises `ValueError` or `TypeError` where it is none."""
    key: str = columns.KEY
    """The title of the cell that says whom the line is about."""
    kept: int = 0
    since: Mapping[str, int] | None = None
    """Titles that older layouts lack, with the layout that brought them."""

    def speaks_of(self, line: Sequence[str], keys: Container[str]) -> bool:
        """Whether a line, tombstones aside, is about one of these keys."""
        if not self.kept or line[self.titles.index(self.key)] not in keys:
            return False
        return self.tab != columns.LOG_TAB or line[self.titles.index("種別")] != Kind.ERASED

    def blanked(self, line: list[str]) -> list[str]:
        """A line of which nothing but its frame is left."""
        return [*line[: self.kept], *[""] * (len(self.titles) - self.kept)]


LOG_TITLES = (
    "受付番号", "版", "種別", "記録日時", "回", "人事の判断", "所見", "行の印", "送信の印", "宛先の印", "項目の印",
    *columns.MACHINE_COLUMNS, "元の内容", SHOWN_KEY,
)  # fmt: skip
RUN_TITLES = ("様式", "回", "日時", "回答", "名簿", "内訳", "塩", "鍵の印", LOCK, "表")
LEDGER_TITLES = ("受付番号", "記録日時", "回", *columns.MEMBER_TITLES, "名簿の印", SHOWN_KEY)
REPLY_TITLES = (columns.NUMBER, "記録日時", "回", *columns.REPLY_TITLES, SHOWN_NUMBER)
AUDIT_TITLES = ("日時", "回", "だれが", "何を", "受付番号", "なぜ")


def _entry(row: Mapping[str, str]) -> Entry:
    answers = dict(pair.split(":", 1) for pair in row["項目の印"].split())
    values = {title: row[title] for title in columns.MACHINE_COLUMNS if row[title]}
    if row["元の内容"]:
        values = json.loads(row["元の内容"])
    return Entry(
        key=row["受付番号"],
        revision=int(row["版"]),
        kind=Kind(row["種別"]),
        at=datetime.fromisoformat(row["記録日時"]),
        run=int(row["回"]),
        marks=Marks(row["行の印"], row["送信の印"], row["宛先の印"], answers),
        judgement=row["人事の判断"],
        findings=row["所見"],
        values=values,
    )


def _entry_cells(entry: Entry) -> list[str]:
    marks = entry.marks
    overwritten = entry.kind is Kind.OVERWRITTEN
    return [
        entry.key, str(entry.revision), entry.kind, entry.at.isoformat(), str(entry.run), entry.judgement,
        entry.findings,
        marks.row, marks.sent, marks.email, " ".join(f"{name}:{mark}" for name, mark in marks.answers.items()),
        *("" if overwritten else entry.values.get(title, "") for title in columns.MACHINE_COLUMNS),
        json.dumps(dict(entry.values), ensure_ascii=False) if overwritten else "",
        entry.key if entry.kind in (Kind.RESPONSE, Kind.CHECK, Kind.ERASED) else "",
    ]  # fmt: skip


def _run(row: Mapping[str, str]) -> Run:
    return Run(
        number=int(row["回"]),
        at=datetime.fromisoformat(row["日時"]),
        responses=int(row["回答"]),
        roster=int(row["名簿"]),
        counts=json.loads(row["内訳"]),
        salt=row["塩"],
        proof=row["鍵の印"],
        layout=int(row["様式"]),
        tabs=json.loads(row["表"] or "{}"),
    )


def _run_cells(run: Run) -> list[str]:
    counts = json.dumps(dict(run.counts), sort_keys=True)
    tabs = json.dumps(dict(run.tabs), ensure_ascii=False, sort_keys=True)
    return [
        str(run.layout), str(run.number), run.at.isoformat(), str(run.responses), str(run.roster), counts,
        run.salt, run.proof, "", tabs,
    ]  # fmt: skip


def _standing(row: Mapping[str, str]) -> Standing:
    return Standing(
        key=row["受付番号"],
        state=State(row[columns.STATE]),
        at=datetime.fromisoformat(row["記録日時"]),
        run=int(row["回"]),
        name=row[columns.NAME],
        kana=row[columns.KANA],
        email=row[columns.EMAIL],
        ways=row[columns.WAYS],
        skills=row[columns.PLACES],
        level=row[columns.LEVEL],
        newsletter=row[columns.NEWSLETTER],
        consented=row[columns.CONSENTED],
        since=row[columns.SINCE],
        matched=row["名簿の印"],
    )


def _standing_cells(standing: Standing) -> list[str]:
    its = member_values(standing)
    return [
        standing.key, standing.at.isoformat(), str(standing.run),
        *(its[title] for title in columns.MEMBER_TITLES), standing.matched, standing.key,
    ]  # fmt: skip


def member_values(standing: Standing) -> dict[str, str]:
    """What a row of 登録者 shows of a standing, by title."""
    return dict(
        zip(
            columns.MEMBER_TITLES,
            (
                standing.state, standing.name, standing.kana, standing.email, standing.ways, standing.skills,
                standing.level, standing.newsletter, standing.consented, standing.since,
            ),
            strict=True,
        )
    )  # fmt: skip


def members_shown(lines: Iterable[Standing]) -> dict[str, dict[str, str]]:
    """What each row of 登録者 shows, by 受付番号."""
    return {key: member_values(its) for key, its in standings(lines).items()}


def _reply(row: Mapping[str, str]) -> Reply:
    return Reply(
        number=row[columns.NUMBER],
        key=row[columns.KEY],
        kind=row[columns.LETTER_KIND],
        state=ReplyState(row[columns.STATE]),
        at=datetime.fromisoformat(row["記録日時"]),
        run=int(row["回"]),
        to=row[columns.TO],
        subject=row[columns.SUBJECT],
        body=row[columns.BODY],
    )


def _reply_cells(reply: Reply) -> list[str]:
    its = reply_values(reply)
    return [
        reply.number, reply.at.isoformat(), str(reply.run), *(its[title] for title in columns.REPLY_TITLES),
        reply.number,
    ]  # fmt: skip


def reply_values(reply: Reply) -> dict[str, str]:
    """What a row of 返信 shows of a letter, by title."""
    said = (reply.state, reply.kind, reply.key, reply.to, reply.subject, reply.body)
    return dict(zip(columns.REPLY_TITLES, said, strict=True))


def letters_shown(lines: Iterable[Reply]) -> dict[str, dict[str, str]]:
    """What each row of 返信 shows, by 返信番号."""
    return {number: reply_values(its) for number, its in letters_of(lines).items()}


def _audited(row: Mapping[str, str]) -> Audited:
    at = datetime.fromisoformat(row["日時"])
    return Audited(at, int(row["回"]), row["だれが"], row["何を"], row["受付番号"], row["なぜ"])


def _audited_cells(one: Audited) -> list[str]:
    return [one.at.isoformat(), str(one.run), one.who, one.what, one.key, one.why]


LOG: Final = Lines(columns.LOG_TAB, LOG_TITLES, _entry_cells, _entry, kept=5, since={columns.DUE: 2, columns.RESULT: 2})
RUNS: Final = Lines(columns.RUNS_TAB, RUN_TITLES, _run_cells, _run, since={LOCK: 2, "表": 2})
LEDGER: Final = Lines(columns.LEDGER_TAB, LEDGER_TITLES, _standing_cells, _standing, kept=4)
REPLIES: Final = Lines(columns.REPLY_LOG_TAB, REPLY_TITLES, _reply_cells, _reply, kept=6)
AUDIT: Final = Lines(columns.AUDIT_TAB, AUDIT_TITLES, _audited_cells, _audited)
ALL: Final[tuple[Lines[Any], ...]] = (LOG, REPLIES, LEDGER, AUDIT, RUNS)
"""Every hidden tab that both backends have, in its order."""
