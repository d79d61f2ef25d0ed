"""The registration form as code: which question is which field.

Knows `form.toml`: question texts with the wordings they had before, kinds, options, what must be answered. Must not
know any answer. The header row of the responses is held against it before a run reads a single person.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workflows.header import Table, Wanted, folded
from workflows.spreadsheets.cells import as_text
from workflows.stopped import Problem, Stopped, problem

LINKED = ("name", "former_name", "kana", "birth_date", "employee_id", "tenure", "department", "phone", "email")
"""Fields that linkage compares with the roster."""
FIELDS = ("timestamp", *LINKED, "ways", "skills", "status", "message", "newsletter", "consent")
"""Every field a question can fill, in the order of the form."""
_NEEDED = ("timestamp", "email", "name", "consent")

Kind = Literal["moment", "text", "long", "date", "email", "phone", "one", "many", "agree"]


class Question(BaseModel):
    """One question of the form, which is one column of the responses."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str
    text: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    kind: Kind = "text"
    required: bool = False
    absent: bool = False
    """Whether the responses may lack the column (a question added later, or left out by a form)."""
    options: tuple[str, ...] = ()
    why: str = ""


class Form(BaseModel):
    """`form.toml`, read and sound."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    email: Literal["typed", "verified"] = "typed"
    """`verified` where Google checks the address (「回答者のメールアドレスを収集：確認済み」)."""
    purpose: str = ""
    ignore: tuple[str, ...] = ()
    questions: tuple[Question, ...]

    def of(self, field: str) -> Question | None:
        """The question that fills `field`, if the form asks it."""
        return next((question for question in self.questions if question.field == field), None)

    @property
    def wanted(self) -> Wanted:
        """The header row that the responses must have."""
        return Wanted(
            names={question.field: (question.text, *question.aliases) for question in self.questions},
            required=[question.field for question in self.questions if not question.absent],
            ignored=self.ignore,
        )


def load(path: Path) -> Form:
    """Read `form.toml`; raises `Stopped` with all its problems."""
    try:
        found = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise Stopped([problem("form.no-file", path=path)]) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Stopped([problem("form.unreadable", path=path, why=error)]) from None
    try:
        form = Form.model_validate(found)
    except ValidationError as error:
        raise Stopped(
            problem("form.invalid", path=path, where=".".join(map(str, one["loc"])), why=one["msg"])
            for one in error.errors()
        ) from None
    if problems := list(form_problems(form)):
        raise Stopped(problems)
    return form


def form_problems(form: Form) -> Iterator[Problem]:
    """What a form must not be: questions that cannot be told apart, answers that cannot be taken apart again."""
    texts: dict[str, str] = {}
    fields: set[str] = set()
    for question in form.questions:
        if question.field not in FIELDS:
            yield problem("form.unknown-field", field=question.field, fields=" ".join(FIELDS))
        if question.field in fields:
            yield problem("form.doubled-field", field=question.field)
        fields.add(question.field)
        for text in (question.text, *question.aliases):
            if texts.setdefault(folded(text), question.field) != question.field:
                yield problem("form.doubled-text", text=text)
        for option in question.options:
            # Google Forms joins the ticked options by ", ", so an option that contains it cannot be found again.
            if question.kind == "many" and ", " in option:
                yield problem("form.comma", text=question.text, option=option)
    for field in _NEEDED:
        if field not in fields:
            yield problem("form.missing-field", field=field)
    consent = form.of("consent")
    if consent and not consent.options:
        yield problem("form.consent-options", text=consent.text)


def unknown_answers(form: Form, table: Table) -> Counter[str]:
    """How many answers of each question that is chosen from options are none of them, by the question's text.

    Google's own field for 「その他」 gives such answers too: it is told, not refused.
    """
    counts: Counter[str] = Counter()
    for question in form.questions:
        if question.kind not in ("one", "agree") or not question.options or question.field not in table.columns:
            continue
        position = table.columns[question.field]
        answers = [as_text(row[position]) for row in table.rows if position < len(row)]
        counts[question.text] = sum(bool(answer) and answer not in question.options for answer in answers)
    return +counts
