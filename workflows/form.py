"""The registration form as the desk reads it: which column of the responses is which question.

Knows how a form (`promises.form`) is held against a header row and what its flaws are called in a run. Must not know
any answer but to count those that are no option. The header row is compared before a run reads a single person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from promises.form import FIELDS, LINKED, Flaw, Flawed, Question, read
from promises.form import Form as PromisedForm
from workflows.header import Table, Wanted
from workflows.spreadsheets.cells import as_text
from workflows.stopped import Problem, Stopped, problem

__all__ = ["FIELDS", "LINKED", "Form", "Question", "leftover", "load", "problems", "unknown_answers"]


class Form(PromisedForm):
    """`form.toml`, and the header row that it makes."""

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
        return read(path, Form)
    except Flawed as flawed:
        raise Stopped(problems(flawed.flaws)) from None


def problems(flaws: Iterable[Flaw]) -> list[Problem]:
    """Flaws as an operator reads them."""
    return [problem(flaw.rule, **flaw.values) for flaw in flaws]


def unknown_answers(form: Form, table: Table) -> Counter[str]:
    """How many answers of each question that is chosen from options are none of them, by the question's text.

    Google's own field for 「その他」 gives such answers too: it is told, not refused.
    """
    counts: Counter[str] = Counter()
    for question in form.questions:
        options = _options(form, question)
        if not options or question.field not in table.columns:
            continue
        position = table.columns[question.field]
        answers = [as_text(row[position]) for row in table.rows if position < len(row)]
        counts[question.text] = sum(bool(leftover(answer, question, options)) for answer in answers)
    return +counts


def _options(form: Form, question: Question) -> tuple[str, ...]:
    if question.field == "consent":
        return tuple(answer for each in form.purposes for answer in each.answers)
    return question.options if question.kind in ("one", "many", "agree") else ()


def leftover(answer: str, question: Question, options: Iterable[str]) -> str:
    """What of `answer` is none of the options; empty where all of it is chosen from them."""
    if question.kind != "many":
        return "" if answer in options else answer
    rest = answer
    for option in sorted(options, key=len, reverse=True):  # longest first: an option may begin with another
        rest = rest.replace(option, "")
    return rest.strip(" ,、")
