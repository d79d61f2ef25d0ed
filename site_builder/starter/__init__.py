"""From the fictional company's site to one's own: what is asked, what goes, what is written in its place.

Knows which files tell of the sample company and how each becomes the reader's own: `site.yml` and the fixed pages from
what lies beside this module, `form.toml` and `registration.toml` by their lines. Must not ask anybody nor touch a file:
`plan` says what would be done, all of it checked, and the command does it.
"""

from __future__ import annotations

import datetime as dt
import difflib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path, PurePosixPath

from messages import say
from site_builder import content, network
from site_builder.issues import ContentError
from site_builder.schema import KINDS, Site

KEPT = ("assets/brand/", "assets/hero/home.jpg")
"""Pictures below `content/` that tell of no company: a new site begins with them."""
OWN = ("join.md", "privacy.md")
"""Fixed pages of the sample that tell facts and nothing else: they stay, without what they say of its articles."""
BESIDE = tuple(f".github/ISSUE_TEMPLATE/{name}.yml" for name in ("config", "correction", "news"))
"""Files that name the sample's addresses as examples."""


@dataclass(frozen=True)
class Question:
    """One thing asked: `key` as in `site.yml`; `default` may name earlier answers (`{company.short}`)."""

    key: str
    default: str | None = None
    """None: nobody can guess it."""
    asked: bool = True
    """Whether it is asked for; the others are taken from an answers file, or their default."""

    @property
    def words(self) -> str:
        """The question, as it is read on a terminal."""
        return say(f"init.ask.{self.key}")


QUESTIONS = (
    Question("company.name"),
    Question("company.short"),
    Question("company.address"),
    Question("company.representative"),
    Question("company.url"),
    Question("url"),
    Question("contact.email"),
    Question("contact.name", "人事部 アルムナイ事務局"),
    Question("privacy.officer", "人事部長"),
    Question("privacy.access", "{contact.name}の担当者と、その管理者"),
    Question("reply_within", "5"),
    Question("lawful_basis", ""),
    Question("name", "{company.short}・アルムナイネットワーク", asked=False),
    Question("tagline", "離れてからも、話そう。", asked=False),
    Question("lead", "{company.short}で働いたことのある方と、いま働いている社員のための場所です。", asked=False),
    Question("notice", "※こちらは、過去に{company.short}に在籍していた方のためのネットワークです", asked=False),
    Question("contact.hours", "平日10時から17時（年末年始を除く）", asked=False),
    Question(
        "eligibility.summary",
        "{company.name}に在籍していた方なら、退職した時期や理由を問わず登録できます。",
        asked=False,
    ),
    Question("join_url", "mailto:{contact.email}", asked=False),
    Question("change_url", "mailto:{contact.email}", asked=False),
)


class Refused(Exception):
    """It cannot be done like this; the message says why and what to do, a line each."""


@dataclass(frozen=True)
class Plan:
    """What would be done: files written (path from the root -> text) and files removed."""

    written: Mapping[str, str]
    removed: tuple[str, ...]

    @property
    def touched(self) -> list[str]:
        """Every path that changes."""
        return sorted({*self.written, *self.removed})


def sample(root: Path) -> Site:
    """The sample's `site.yml`. Raises `Refused` where there is none, or where the site is somebody's own already."""
    try:
        site = content.load_site(root / "site.yml")
    except ContentError as error:
        raise Refused(f"{error}\n{say('init.no-site')}") from None
    if not site.company.fictional:
        raise Refused(say("init.own-already", company=site.company.name))
    return site


def complete(given: Mapping[str, str]) -> dict[str, str]:
    """Every answer, defaults filled in. Raises `Refused` for what is missing, unknown or cannot be."""
    known = {question.key: question for question in QUESTIONS}
    wrong = []
    for key in given.keys() - known.keys():
        near = difflib.get_close_matches(key, known, n=1)
        wrong.append(say("init.unknown-near", key=key, near=near[0]) if near else say("init.unknown", key=key))
    answers: dict[str, str] = {}
    for question in QUESTIONS:
        said = " ".join(given.get(question.key, "").split())
        if not said and question.default is None:
            wrong.append(say("init.missing", key=question.key, what=question.words))
        answers[question.key] = said or default_of(question, answers)
        if said and (mistake := mistake_in(question.key, said)):
            wrong.append(f"`{question.key}`: {mistake}")
    if wrong:
        raise Refused("\n".join(sorted(wrong)))
    return answers


def default_of(question: Question, answers: Mapping[str, str]) -> str:
    """What is taken where nothing is answered."""
    return re.sub(r"\{([\w.]+)\}", lambda found: answers.get(found[1], ""), question.default or "")


def mistake_in(key: str, answer: str) -> str:
    """What is wrong with an answer, in the asker's words; empty where it will do."""
    if key in ("url", "company.url") and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", answer):
        return say("init.bad-url")
    if key == "contact.email" and not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", answer):
        return say("init.bad-email")
    if key == "reply_within" and not (answer.isdecimal() and 1 <= int(answer) <= 60):
        return say("init.bad-days")
    return ""


def plan(root: Path, answers: Mapping[str, str], today: dt.date) -> Plan:
    """What would be done below `root`; `answers` are complete. Raises `Refused`."""
    old = sample(root)
    written = dict(_site(root, answers))
    written |= _pages(root, answers)
    written |= _form(root, today)
    written |= _settings(root, answers)
    written |= _beside(root, old, answers)
    removed = tuple(path for path in _of_the_sample(root) if path not in written)
    return Plan({path: text for path, text in written.items() if _text(root / path) != text}, removed)


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


def _of_the_sample(root: Path) -> Iterator[str]:
    """Every entry, every picture that is not `KEPT`, and the numbers; templates and `_inbox/` stay."""
    folder = root / "content"
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).as_posix()
        if not path.is_file() or inside.split("/")[0].startswith(("_", ".")):
            continue
        is_entry = inside.endswith(".md") and not inside.endswith(".template.md")
        told = inside == network.FILE
        if told or (is_entry and inside not in OWN) or (inside.startswith("assets/") and not inside.startswith(KEPT)):
            yield f"content/{inside}"


def _filled(text: str, answers: Mapping[str, str]) -> str:
    """`key: {{ name }}` with the answer as a YAML scalar (which JSON's strings are)."""

    def value(found: re.Match[str]) -> str:
        answer = answers[found[2]]
        return f"{found[1]}: {answer if answer.isdecimal() else json.dumps(answer, ensure_ascii=False)}"

    return re.sub(r"(?m)^( *\w+): \{\{ ([\w.]+) \}\}$", value, text)


def _site(root: Path, answers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    begun = _filled(files(__package__).joinpath("site.yml").read_text("utf-8"), answers)
    text = begun + _from_colours_on(_text(root / "site.yml"))
    site, issues = content.read_site(text)
    if site is None:
        raise Refused("\n".join(map(str, issues)))
    yield "site.yml", text


def _from_colours_on(text: str) -> str:
    """What says nothing of a company: colours, wording, the pace of reading, with the comments above them."""
    lines = text.split("\n")
    at = next((number for number, line in enumerate(lines) if line.startswith("colours:")), len(lines))
    while at and lines[at - 1].startswith("#"):
        at -= 1
    return "\n".join(lines[at:])


def _pages(root: Path, answers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for page in files(__package__).joinpath("content").iterdir():
        if page.name.endswith(".md"):
            header, body = page.read_text("utf-8").split("\n---\n", 1)
            yield f"content/{page.name}", f"{_filled(header, answers)}\n---\n{body}"
    gone = {PurePosixPath(path).relative_to("content").as_posix() for path in _of_the_sample(root)}
    for name in OWN:
        if text := _text(root / "content" / name):
            header, body = text.split("\n---\n", 1)
            undated = re.sub(r"(?m)^(?:date|updated): .*\n?", "", f"{header}\n").rstrip("\n")
            yield f"content/{name}", f"{undated}\n---\n{_without(body, gone)}"


def _without(body: str, gone: set[str]) -> str:
    """`body` without the sentences that link to pages that are gone."""

    def kept(sentence: str) -> bool:
        targets = (target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", sentence))
        return not any(target in gone and target.split("/")[0] in KINDS for target in targets)

    return "\n".join("".join(filter(kept, re.split(r"(?<=。)", line))) for line in body.split("\n"))


def _form(root: Path, today: dt.date) -> Iterator[tuple[str, str]]:
    """The purposes begin with today's version: nobody has agreed to any yet."""
    text = _text(root / "form.toml")
    if text.count("\n[[purposes]]") == 1:
        version = f"{today:%Y-%m}"
        consent = say("init.consent", year=today.year, month=today.month)
        new = {"version": f'"{version}"', "since": f"{today}", "consent": f'"{consent}"'}
        head, purposes = text.split("\n[[purposes]]", 1)
        for key, value in new.items():
            purposes = re.sub(rf"(?m)^{key} = .*$", f"{key} = {value}", purposes, count=1)
        yield "form.toml", f"{head}\n[[purposes]]{purposes}"


def _settings(root: Path, answers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if text := _text(root / "registration.toml"):
        basis = json.dumps(answers["lawful_basis"], ensure_ascii=False)
        text = re.sub(r"(?m)^lawful_basis = .*$", lambda _: f"lawful_basis = {basis}", text)
        yield "registration.toml", text.replace("下は架空の会社の例です。", "")


def _beside(root: Path, old: Site, answers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Examples that name the sample's addresses name one's own."""
    addresses = {
        old.url.rstrip("/"): answers["url"].rstrip("/"),
        old.company.url.rstrip("/"): answers["company.url"].rstrip("/"),
    }
    for name in BESIDE:
        text = mended = _text(root / name)
        for before, after in addresses.items():
            mended = mended.replace(before, after)
        if mended != text:
            yield name, mended
