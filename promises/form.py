"""The registration form as code: what personal data is used for, what is asked and why, which answer is which field.

Knows `form.toml`: the purposes of use in all their versions, the questions with the wordings they had before, and what
makes such a form unsound. Must not know any answer, any sheet nor how a page looks. Whoever reads it turns a `Flaw`
into its own kind of message.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

LINKED = ("name", "former_name", "kana", "birth_date", "employee_id", "tenure", "department", "phone", "email")
"""Fields that linkage compares with the roster."""
FIELDS = ("timestamp", *LINKED, "ways", "level", "skills", "status", "message", "newsletter", "consent", "leaving")
"""Every field a question can fill, in the order of the form."""
_NEEDED = ("timestamp", "email", "name", "consent")

Kind = Literal["moment", "text", "long", "date", "email", "phone", "one", "many", "agree"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Place = tuple[str | int, ...]
F = TypeVar("F", bound="Form")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Purpose(_Part):
    """One purpose personal data is used for."""

    title: Text
    why: Text


class Purposes(_Part):
    """All purposes of use as they were told from one day on: what a consent is a consent to."""

    version: Text
    since: date
    consent: Text
    """The answer that agrees to this version; it stands in every response, and with it the version."""
    aliases: tuple[Text, ...] = ()
    """Answers that agreed to this version before its name stood in them."""
    mark: str = ""
    """What `fingerprint` was when the version was written, so that nobody changes its words unnoticed."""
    items: tuple[Purpose, ...] = Field(min_length=1)

    @property
    def answers(self) -> tuple[str, ...]:
        """Every answer that agrees to this version."""
        return (self.consent, *self.aliases)

    @property
    def fingerprint(self) -> str:
        """Eight characters that change with any word of the purposes (not with blanks or widths)."""
        words = "\n".join(f"{folded(item.title)}\t{folded(item.why)}" for item in self.items)
        return sha256(words.encode()).hexdigest()[:8]


class Question(_Part):
    """One question of the form, which is one column of the responses."""

    field: str
    text: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    kind: Kind = "text"
    required: bool = False
    absent: bool = False
    """Whether the responses may lack the column (a question added later, or left out by a form)."""
    options: tuple[Text, ...] = ()
    why: str = ""
    """Why it is asked: read below the question, and on the site before anybody opens the form."""
    section: str = ""
    """The title of the part of the form that begins with this question."""
    section_note: str = ""

    @property
    def short(self) -> str:
        """The question as a word: without a remark in brackets at its end."""
        return re.sub(r"（[^（）]*）$", "", self.text) or self.text


class Form(_Part):
    """`form.toml`, read and sound."""

    email: Literal["typed", "verified"] = "typed"
    """`verified` where Google checks the address (「回答者のメールアドレスを収集：確認済み」)."""
    intro: str = ""
    """What the form says first, before the purposes."""
    ignore: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    """Groups of fields; one whole group must be answered, so that somebody can be found in the roster."""
    purposes: tuple[Purposes, ...] = Field(min_length=1)
    questions: tuple[Question, ...]

    def of(self, field: str) -> Question | None:
        """The question that fills `field`, if the form asks it."""
        return next((question for question in self.questions if question.field == field), None)

    @property
    def asked(self) -> tuple[Question, ...]:
        """What people are asked: all but the moment of sending, which Google notes."""
        return tuple(question for question in self.questions if question.kind != "moment")

    @property
    def present(self) -> Purposes:
        """The purposes that hold now: the version that began last."""
        return max(self.purposes, key=lambda each: each.since)

    @property
    def either(self) -> tuple[tuple[Question, ...], ...]:
        """`one_of` as questions."""
        return tuple(tuple(found for name in group if (found := self.of(name)) is not None) for group in self.one_of)

    def agreed_to(self, answer: str) -> str:
        """The version of the purposes that `answer` agrees to; empty where it agrees to none."""
        return next((each.version for each in self.purposes if answer in each.answers), "")


@dataclass(frozen=True)
class Flaw:
    """Something wrong with a form: `rule` is a key of the messages `[form]` with a `-hint` beside it."""

    rule: str
    values: Mapping[str, object]
    place: Place = ()
    """Where it stands in the file: `("questions", 3, "options")`; `()` is the whole."""


class Flawed(Exception):
    """The form cannot be used; everything wrong with it at once."""

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__(", ".join(flaw.rule for flaw in self.flaws))


def folded(name: str) -> str:
    """A name, of a column or a person, without what people do not see as a difference: width, blanks, line breaks."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def read(path: Path, model: type[F]) -> F:
    """`form.toml` as `model`; raises `Flawed` with all its flaws."""
    try:
        found = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise Flawed([Flaw("form.no-file", {"path": path})]) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Flawed([Flaw("form.unreadable", {"path": path, "why": error})]) from None
    try:
        form = model.model_validate(found)
    except ValidationError as error:
        raise Flawed(_complaints(error, path)) from None
    if flaws := list(flaws_of(form)):
        raise Flawed(flaws)
    return form


def _complaints(error: ValidationError, path: Path) -> Iterator[Flaw]:
    places = [one["loc"] for one in error.errors()]
    for one in error.errors():
        place = one["loc"]
        if one["type"] == "too_short" and any(other[: len(place)] == place and other != place for other in places):
            continue  # short only because what stands in it is unsound, which is told
        yield Flaw("form.invalid", {"path": path, "where": ".".join(map(str, place)), "why": one["msg"]}, place)


def flaws_of(form: Form) -> Iterator[Flaw]:
    """What a form must not be: questions that cannot be told apart, answers that cannot be taken apart again."""
    texts: dict[str, str] = {}
    fields: set[str] = set()
    for number, question in enumerate(form.questions):
        here: Place = ("questions", number)
        if question.field not in FIELDS:
            yield Flaw("form.unknown-field", {"field": question.field, "fields": " ".join(FIELDS)}, (*here, "field"))
        if question.field in fields:
            yield Flaw("form.doubled-field", {"field": question.field}, (*here, "field"))
        fields.add(question.field)
        for text in (question.text, *question.aliases):
            if texts.setdefault(folded(text), question.field) != question.field:
                yield Flaw("form.doubled-text", {"text": text}, (*here, "text"))
        for option in question.options:
            # Google Forms joins the ticked options by ", ", so an option that contains it cannot be found again.
            if question.kind == "many" and ", " in option:
                yield Flaw("form.comma", {"text": question.text, "option": option}, (*here, "options"))
        if question.field == "consent" and question.options:
            yield Flaw("form.consent-options", {"text": question.text}, (*here, "options"))
    for name in _NEEDED:
        if name not in fields:
            yield Flaw("form.missing-field", {"field": name})
    for name in (name for group in form.one_of for name in group):
        if name not in fields:
            yield Flaw("form.one-of", {"field": name}, ("one_of",))
    yield from _versions_that_blur(form)


def _versions_that_blur(form: Form) -> Iterator[Flaw]:
    """Versions of the purposes that could not be told apart afterwards."""
    versions: set[object] = set()
    answers: dict[str, str] = {}
    for number, each in enumerate(form.purposes):
        if {each.version, each.since} & versions:
            yield Flaw("form.doubled-version", {"version": each.version}, ("purposes", number, "version"))
        versions |= {each.version, each.since}
        for answer in each.answers:
            if answers.setdefault(answer, each.version) != each.version:
                values = {"answer": answer, "one": answers[answer], "other": each.version}
                yield Flaw("form.doubled-consent", values, ("purposes", number, "consent"))


def unfit_to_publish(form: Form) -> Iterator[Flaw]:
    """What a form may lack while old answers are read, but not when people are asked by it."""
    for number, question in enumerate(form.questions):
        if question.kind != "moment" and not question.why.strip():
            yield Flaw("form.no-why", {"text": question.text}, ("questions", number, "text"))
        if question.kind in ("one", "many", "agree") and question.field != "consent" and not question.options:
            yield Flaw("form.no-options", {"text": question.text}, ("questions", number, "kind"))
        twice = [option for place, option in enumerate(question.options) if option in question.options[:place]]
        if twice:  # Google refuses the whole question
            yield Flaw(
                "form.doubled-option", {"text": question.text, "option": twice[0]}, ("questions", number, "options")
            )
    for number, each in enumerate(form.purposes):
        if each.mark != each.fingerprint:
            values = {"version": each.version, "mark": each.fingerprint}
            rule = "form.changed-purposes" if each.mark else "form.no-mark"
            yield Flaw(rule, values, ("purposes", number, "mark" if each.mark else "version"))


def line_of(text: str, place: Place) -> int:
    """The line of `form.toml` on which `place` stands, or the nearest around it; from 1.

    TOML's reader keeps no lines: the tables are counted, and the key is looked for in the one meant.
    """
    lines = text.splitlines()
    start, end = 0, len(lines)
    table, rest = (f"[[{place[0]}]]", place[1:]) if len(place) > 1 else ("", place)
    if table:
        heads = [number for number, line in enumerate(lines) if line.split("#")[0].strip() == table]
        index = int(rest[0])
        if index >= len(heads):
            return 1
        start, rest = heads[index], rest[1:]
        end = next((n for n in range(start + 1, end) if lines[n].startswith("[")), end)
    key = str(rest[0]) if rest else ""
    for number in range(start, end):
        if key and re.match(rf"{re.escape(key)}\s*=", lines[number]):
            return number + 1
    return start + 1
