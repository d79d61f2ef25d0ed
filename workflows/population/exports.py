"""Workbooks as Google Forms and HR's system export them, holding invented people.

Knows headings, cell types and what people type into free text (formulas, line breaks, far too much). Must not know how
they are read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pyarrow as pa
import xlsxwriter

from workflows.population.name_stock import seeded

FORM_HEADINGS: Final = {
    "timestamp": "タイムスタンプ",
    "email": "メールアドレス",
    "name": "お名前（漢字）",
    "former_name": "旧姓（在籍時とお名前が異なる場合）",
    "kana": "フリガナ",
    "birth_date": "生年月日",
    "employee_id": "社員番号（分かる場合）",
    "tenure": "在籍期間（おおよそ）",
    "department": "最後に所属した部署",
    "phone": "電話番号",
    "involvement": "ご希望の関わり方",
    "situation": "現在の状況",
    "words": "ひとこと",
    "consent": "個人情報の取り扱いへの同意",
}
HR_HEADINGS: Final = {
    "roster_id": "社員番号",
    "name": "氏名",
    "kana": "フリガナ",
    "birth_date": "生年月日",
    "joined": "入社年",
    "left": "退職年",
    "department": "所属",
    "phone": "電話番号",
    "email": "メールアドレス",
}
_INVOLVEMENT: Final = (
    "読むだけ",
    "イベント・勉強会に参加したい",
    "若手の相談に乗れる",
    "仕事を一緒にしたい（業務委託・協業）",
    "再入社に興味がある",
)
_SITUATIONS: Final = ("会社員", "起業・経営", "フリーランス", "公務員", "学び直し中", "")
START: Final = datetime(2026, 9, 1, 9, 0)  # noqa: DTZ001  # a sheet holds local time, without a zone
_WORDS: Final = (
    "", "", "", "ご無沙汰しています。案内を楽しみにしています。", "元気にしております。", "またお会いしたいです。",
    '=HYPERLINK("http://example.invalid","開く")', "+81で始まる文です", "-2+3", "@SUM(A1)", "一行目\n二行目",
    "絵文字🙂と葛\U000e0100", "長い文です。" * 500,
)  # fmt: skip


def write_form_export(path: Path, responses: pa.Table, seed: int, *, start: datetime = START) -> None:
    """Write `responses` (`RESPONSE_COLUMNS`) as the workbook a form's answers are downloaded in, all cells text."""
    random = seeded(f"form {seed}")
    moment = start
    rows = []
    for row in responses.to_pylist():
        moment += timedelta(seconds=60 + int(random.expovariate(1 / 1500)))
        rows.append(
            row
            | {
                "timestamp": f"{moment:%Y/%m/%d} {moment.hour}:{moment:%M:%S}",
                "involvement": ", ".join(random.sample(_INVOLVEMENT, random.randint(1, 3))),
                "situation": random.choice(_SITUATIONS),
                "words": random.choice(_WORDS),
                "consent": "同意する",
            }
        )
    _write(path, FORM_HEADINGS, rows)


def write_hr_export(path: Path, roster: pa.Table) -> None:
    """Write `roster` (`ROSTER_COLUMNS`) as the workbook that HR's system exports, all cells text."""
    _write(path, HR_HEADINGS, roster.to_pylist())


def _write(path: Path, headings: Mapping[str, str], rows: Iterable[Mapping[str, object]]) -> None:
    fields: Sequence[str] = tuple(headings)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Sheet1")
        for column, heading in enumerate(headings.values()):
            sheet.write_string(0, column, heading)
        for number, row in enumerate(rows, start=1):
            for column, field in enumerate(fields):
                if text := str(row[field]):
                    sheet.write_string(number, column, text)
