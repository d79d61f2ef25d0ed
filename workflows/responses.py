"""A row of the responses as a `Response`: what was answered, and what HR should know about how it was answered.

Knows kinds of answers and the slips people and spreadsheets make with them. Must not know the roster's people, nor
reject anyone: a row that cannot be understood is still a response, with findings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows.form import LINKED, Form, Question, leftover
from workflows.header import Table, find_table
from workflows.linkage.tables import RESPONSE_COLUMNS
from workflows.spreadsheets.cells import Cell, as_day_text, as_moment, as_text, is_number
from workflows.spreadsheets.places import Sheet

if TYPE_CHECKING:
    import pyarrow as pa

_MINOR = {"id-zeros-restored", "phone-zero-restored"}
# People write ids without leading zeros every day: a note on a third of all rows would hide the others.

LONG_ANSWER = 1_000
"""Characters from which an answer is told to be long: HR sees the whole text in its cell, but should know."""


@dataclass(frozen=True)
class Finding:
    """Something HR should know of a response: `rule` is the key of the message, `question` the question's text."""

    rule: str
    question: str = ""
    value: str = ""


@dataclass(frozen=True)
class Response:
    """One answered form. `number` is its row below the header, from 1; `answers` hold every field of the form."""

    number: int
    at: datetime | None
    answers: Mapping[str, str]
    findings: tuple[Finding, ...] = field(default=())
    consented: str = ""
    """The version of the purposes the person agreed to; without one nothing is compared with the roster."""

    def __getitem__(self, name: str) -> str:
        return self.answers.get(name, "")


def parse(table: Table, form: Form, *, id_width: int = 0) -> list[Response]:
    """The responses below the header; blank rows are counted in `number` and left out.

    `id_width` restores the leading zeros that a numeric cell lost (0: unknown, left as it is).
    """
    questions = [
        (question, table.columns[question.field]) for question in form.questions if question.field in table.columns
    ]
    responses = []
    for number, row in enumerate(table.rows, start=1):
        if all(cell is None or cell == "" or (isinstance(cell, str) and not cell.strip()) for cell in row):
            continue
        responses.append(_parse_row(number, row, form, questions, id_width))
    return responses


TYPED_WHOLE = ("timestamp", "name", "consent")
"""What a row of 手入力 must have before it is read: one still being typed would be known as another tomorrow."""


def typed(sheet: Sheet, form: Form, *, after: int, id_width: int = 0) -> list[Response]:
    """The rows of 手入力 as further responses, numbered from `after` + 1; raises `Stopped` where no header is there."""
    if len(sheet.rows) < 2:
        return []
    wanted = replace(form.wanted, required=TYPED_WHOLE, strict=False)
    table = find_table([sheet], wanted, place=sheet.name)
    rows = parse(table, form, id_width=id_width)
    return [replace(one, number=after + one.number) for one in rows]


def _parse_row(
    number: int, row: Sequence[Cell], form: Form, questions: Sequence[tuple[Question, int]], id_width: int
) -> Response:
    answers: dict[str, str] = {}
    findings: list[Finding] = []
    at: datetime | None = None
    for question, position in questions:
        cell = row[position] if position < len(row) else None
        if question.kind == "moment":
            at = as_moment(cell)
            answers[question.field] = at.isoformat(" ") if at else as_text(cell)
        elif question.kind == "date":
            answers[question.field] = as_day_text(cell)
        elif question.field == "employee_id" and is_number(cell):
            answers[question.field], restored = with_zeros(as_text(cell), id_width)
            if restored:
                findings.append(Finding("responses.zeros-restored", question.text))
        elif question.kind == "phone" and is_number(cell):
            answers[question.field], restored = _with_trunk_zero(as_text(cell))
            if restored:
                findings.append(Finding("responses.zeros-restored", question.text))
        else:
            answers[question.field] = as_text(cell)
        findings += _answer_findings(question, answers[question.field], at)
    agreed = form.agreed_to(answers.get("consent", ""))
    findings += _findings_as_a_whole(form, answers, agreed)
    return Response(number, at, answers, tuple(findings), agreed)


def _findings_as_a_whole(form: Form, answers: Mapping[str, str], agreed: str) -> Iterator[Finding]:
    """What no single answer shows: the version agreed to, and whether anybody could be found by what was answered."""
    consent = form.of("consent")
    asked = consent.text if consent else ""
    if not agreed:
        yield Finding("responses.no-consent", asked)
    elif agreed != form.present.version:
        yield Finding("responses.older-consent", asked, agreed)
    if form.either and not any(all(answers.get(one.field) for one in group) for group in form.either):
        yield Finding(
            "responses.none-of", value="・".join("と".join(one.short for one in group) for group in form.either)
        )


def _answer_findings(question: Question, answer: str, at: datetime | None) -> Iterator[Finding]:
    if question.field == "consent":
        return
    if not answer:
        if question.required:
            yield Finding("responses.blank", question.text)
        return
    if question.kind == "moment" and at is None:
        yield Finding("responses.unreadable-moment", question.text)
    elif question.kind == "one" and question.options and leftover(answer, question, question.options):
        yield Finding("responses.unknown-option", question.text)
    if len(answer) >= LONG_ANSWER:
        yield Finding("responses.long", question.text, str(len(answer)))


def with_zeros(digits: str, width: int) -> tuple[str, bool]:
    """An employee id with the leading zeros a numeric cell lost, and whether any were missing."""
    return (digits.zfill(width), True) if digits.isdigit() and 0 < len(digits) < width else (digits, False)


def _with_trunk_zero(digits: str) -> tuple[str, bool]:
    # Japanese numbers have 10 or 11 digits and begin with 0; a numeric cell keeps 9 or 10 of them.
    return (f"0{digits}", True) if len(digits) in (9, 10) and not digits.startswith("0") else (digits, False)


def linkable(responses: Sequence[Response]) -> pa.Table:
    """The table that linkage reads (`tables.RESPONSE_COLUMNS`)."""
    import pyarrow as pa

    columns: dict[str, pa.Array] = {"response": pa.array([one.number for one in responses], pa.int64())}
    for name in LINKED:
        columns[name] = pa.array([one[name] for one in responses], pa.string())
    return pa.table({name: columns[name] for name in RESPONSE_COLUMNS})


def remarked(responses: Sequence[Response], today: date) -> list[Response]:
    """The responses, with what normalisation noticed (an ambiguous birth date, a mistyped domain) as findings."""
    from workflows.linkage import normalise

    found: dict[int, list[Finding]] = defaultdict(list)
    for row in normalise.responses(linkable(responses), today=today).findings.to_pylist():
        if row["finding"] not in _MINOR:
            found[row["record"]].append(Finding(f"linkage.finding.{row['finding']}"))
    return [
        replace(one, findings=(*one.findings, *found[one.number])) if one.number in found else one for one in responses
    ]
