"""Facts in the text of fixed pages: `{{ reply_within }}` in a sentence, `{{ purposes }}` as a block of its own.

Knows which facts there are, which file each stands in, and how a page's text is filled with them before it is rendered.
Must not know what the blocks look like (`theme/partials/facts.html`) nor which page needs which. So that a fact is said
once: warm words stand in `content/`, facts in `site.yml`, `form.toml`, `registration.toml` and `figures.json`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
from pydantic import BaseModel

from messages import catalogue, say
from promises import terms
from promises.form import Flaw, Flawed, Form, line_of, read, unfit_to_publish
from site_builder import network
from site_builder.content import Content
from site_builder.dates import day_label
from site_builder.issues import Issue, relative
from site_builder.markup import escaped
from site_builder.network import FILE, Figures
from site_builder.schema import Site
from site_builder.texts import Text

BLOCKS = {
    "company": False,
    "eligibility": False,
    "questions.required": True,
    "questions.either": True,
    "questions.optional": True,
    "purposes": True,
    "collected": True,
    "retention": False,
    "storage": False,
    "safety": False,
    "requests": False,
    "figures": False,
}
"""Facts that are a block -> whether the form must be there to tell them."""
_MARK = re.compile(r"\{\{[ \t]*([^{}\n]*?)[ \t]*\}\}")


@dataclass(frozen=True)
class Facts:
    """What is told of us and promised by us, from the files that say it."""

    site: Site
    form: Form | None = None
    desk: terms.Desk = field(default_factory=terms.Desk)
    figures: Figures | None = None
    """The network in numbers, once there are enough members to tell of."""

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Facts that stand in a sentence, by name: every single value of `site.yml`, and the promised days."""
        found = dict(_scalars(self.site))
        found |= {f"retention.{name}": str(days) for name, days in self.desk.retention.model_dump().items()}
        if self.form:
            found["purposes.version"] = self.form.present.version
        return found


@dataclass(frozen=True)
class Slip:
    """A fact that cannot be told: `rule` is a key of the messages `[check]`, `offset` its place in the text."""

    offset: int
    rule: str
    values: Mapping[str, object]


def load(root: Path, site: Site, base: Path | None = None) -> tuple[Facts, list[Issue]]:
    """The facts of the site in `root`, and all that is wrong with the files they stand in (not with `site.yml`).

    Issues show paths from `base`. A site without `form.toml` is sound as long as no page tells of the form.
    """
    content = root / "content"
    figures, issues = network.load(content, relative(content / FILE, base or root))
    settings = root / "registration.toml"
    try:
        desk = terms.desk(settings)
    except terms.Untold as untold:
        shown = relative(settings, base or root)
        message = say("content.no-desk", why=untold)
        return Facts(site), [*issues, Issue(shown, 0, "facts", message, say("content.no-desk-fix"))]
    path = settings.parent / desk.form
    if not path.exists():
        return Facts(site, None, desk, figures), issues
    shown = relative(path, base or root)
    form: Form | None = None
    try:
        form = read(path, Form)
        flaws = tuple(unfit_to_publish(form))
    except Flawed as flawed:
        flaws = flawed.flaws
    text = path.read_bytes().decode("utf-8", "replace")
    return Facts(site, form, desk, figures), [*issues, *(_issue(flaw, shown, text) for flaw in flaws)]


def _issue(flaw: Flaw, shown: str, text: str) -> Issue:
    message, fix = say(flaw.rule, **flaw.values), say(f"{flaw.rule}-hint", **flaw.values)
    return Issue(shown, line_of(text, flaw.place), "facts", message, fix)


def slips(text: str, facts: Facts) -> Iterator[Slip]:
    """Every fact in `text` that cannot be told where it stands."""
    for found in _MARK.finditer(text):
        name, offset = found[1], found.start()
        if name in facts.words:
            continue
        if name not in BLOCKS:
            near = difflib.get_close_matches(name, [*BLOCKS, *facts.words], n=1, cutoff=0.5)
            yield Slip(offset, "fact-near" if near else "fact-unknown", {"name": name, "near": "".join(near)})
        elif BLOCKS[name] and facts.form is None:
            yield Slip(offset, "fact-no-form", {"name": name, "form": facts.desk.form})
        elif not _is_alone(text, found):
            yield Slip(offset, "fact-alone", {"name": name})


def filled(content: Content, facts: Facts, themes: Sequence[Path], compiled: Path | None = None) -> Content:
    """`content` with the facts in its fixed pages told; lines stay where they are. What cannot be told is an issue.

    `themes` are the folders templates are looked for in, a firm's own first; `compiled` keeps them for the next time.
    """
    blocks = _Blocks(facts, themes, compiled)
    entries, issues = [], list(content.issues)
    for entry in content.entries:
        if entry.kind != "pages" or "{{" not in entry.body:
            entries.append(entry)
            continue
        for slip in slips(entry.body, facts):
            line = entry.body_line + entry.body.count("\n", 0, slip.offset)
            message, fix = say(f"check.{slip.rule}", **slip.values), say(f"check.{slip.rule}-fix", **slip.values)
            issues.append(Issue(entry.shown, line, "facts", message, fix))
        entries.append(replace(entry, text=Text(_MARK.sub(blocks.told, entry.body))))
    return replace(content, entries=tuple(entries), issues=tuple(sorted(issues)))


def _is_alone(text: str, found: re.Match[str]) -> bool:
    before = text.rfind("\n", 0, found.start()) + 1
    after = text.find("\n", found.end())
    return text[before : found.start()] == "" and not text[found.end() : None if after < 0 else after].strip()


def _scalars(model: BaseModel, before: str = "") -> Iterator[tuple[str, str]]:
    for name in type(model).model_fields:
        value: Any = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _scalars(value, f"{before}{name}.")
        elif isinstance(value, (str, int)) and not isinstance(value, bool):
            yield f"{before}{name}", str(value)


class _Blocks:
    """Tells facts: a word as Markdown, a block as one line of HTML (raw HTML is left alone, and lines stay)."""

    def __init__(self, facts: Facts, themes: Sequence[Path], compiled: Path | None) -> None:
        self.facts = facts
        self.environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader([str(folder) for folder in themes]),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            bytecode_cache=jinja2.FileSystemBytecodeCache(str(compiled)) if compiled else None,
        )
        self._module: Any = None

    def told(self, mark: re.Match[str]) -> str:
        name = mark[1]
        if name in self.facts.words:
            word = self.facts.words[name]
            return word if name.rsplit(".", 1)[-1].endswith(("url", "email")) else escaped(" ".join(word.split()))
        if name not in BLOCKS or (BLOCKS[name] and self.facts.form is None):
            return mark[0]
        html = str(getattr(self.module, name.replace(".", "_"))())
        return re.sub(r"\s*\n\s*", " ", re.sub(r"(?<=>)\s*\n\s*|\s*\n\s*(?=<)", "", html.strip()))

    @property
    def module(self) -> Any:
        """The macros of `partials/facts.html`, with the facts."""
        if self._module is None:
            facts, language = self.facts, self.facts.site.language
            self._module = self.environment.get_template("partials/facts.html").make_module(
                {
                    "site": facts.site,
                    "form": facts.form,
                    **_parted(facts.form),
                    "periods": facts.desk.retention,
                    "network": facts.figures,
                    "compared": _as_told(facts.desk.compared),
                    "tell": lambda key, **values: catalogue(language)[f"facts.{key}"].format_map(values),
                    "day": lambda date: day_label(date, language),
                }
            )
        return self._module


def _parted(form: Form | None) -> dict[str, Sequence[Any]]:
    """The questions by what must be answered."""
    asked = form.asked if form else ()
    either = form.either if form else ()
    grouped = {question.field for group in either for question in group}
    return {
        "required": [question for question in asked if question.required],
        "either": either,
        "optional": [question for question in asked if not question.required and question.field not in grouped],
    }


def _as_told(compared: Sequence[str]) -> list[str]:
    """The roster's fields as readers are told: the years of joining and leaving are one thing to them."""
    return list(dict.fromkeys("tenure" if name in ("joined", "left") else name for name in compared))
