# ruff: noqa: E501, SIM905  words are read better as they stand
"""A site of many years, invented from a seed, and the same texts for other generators.

    python -m benchmarks.site_corpus OUT --entries 5000 --seed 1

Four of five entries are interviews of about 6,000 characters in the full manuscript grammar (questions, turns, pulled
quotes, figures with captions, footnotes, lists, tables, ruby, links to each other); the rest is news, people, events,
opportunities and voices. Pictures are a few of the sample's; fixed pages are the sample's. `alumni site build` and
`alumni site check` have nothing to say about it. Must not know generators: `site_peers` sets those up.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.prose import Prose
from workflows.population.name_stock import stock

ROOT: Final = Path(__file__).resolve().parent.parent
TODAY: Final = dt.date(2026, 11, 22)
"""The day the site is built for; the last few events are still to come."""
_FIRST: Final = dt.date(2014, 4, 1)
HEROES: Final = [f"assets/hero/{name}.jpg" for name in ("founding-a-company", "from-cars-to-farms")]
FIGURES: Final = [f"assets/figures/{name}.jpg" for name in ("coming-back-after-five-years-1", "from-cars-to-farms-1")]
FACES: Final = [f"assets/people/{name}.jpg" for name in ("sasaki-haruka", "iwaki-tetsuya", "minase-kaori")]
GATHERING: Final = "assets/events/meetup.jpg"
POOL: Final = [*HEROES, *FIGURES, *FACES, GATHERING, "assets/hero/home.jpg"]
PAGES: Final = ("about", "contact", "faq", "index", "join", "privacy", "staff")
TAGS: Final = (
    "設計 再入社 起業 異業種 業務委託 育成 勉強会 地域 農業 介護 医療 品質 生産 保守 解析 電子回路 ソフトウェア 営業 海外 子育て 副業 研究 "
    "教育 デザイン 材料 環境 鉄道 船 航空 食品 防災 音楽 まちづくり 林業 漁業 定年後 学び直し 転勤 地方移住 ネットワーク"
).split()
_SLUG_WORDS: Final = (
    "back field craft talk year garden river bridge workshop letter morning winter tool engine signal orchard harbor "
    "kitchen school clinic line gauge quiet long small second other old new"
).split()


@dataclass(frozen=True)
class Person:
    """Somebody invented who speaks."""

    slug: str
    """Empty where the person has no page."""
    surname: str
    given: str
    reading: str
    kind: str
    role: str
    photo: str

    @property
    def name(self) -> str:
        """Surname and given name."""
        return f"{self.surname} {self.given}"


@dataclass(frozen=True)
class Piece:
    """One entry: what any generator can be told, and our own front matter beside it."""

    kind: str
    slug: str
    title: str
    description: str
    date: dt.date
    tags: tuple[str, ...]
    people: tuple[Person, ...]
    body: str
    """Markdown as our editors write it: pictures and links from the file's folder."""
    front: tuple[str, ...]
    """Lines of YAML that only we know."""

    @property
    def path(self) -> str:
        """Below `content/`."""
        return f"{self.kind}/{self.slug}.md"


def pieces(count: int, seed: int = 1, characters: int = 6000) -> Iterator[Piece]:
    """`count` entries, the oldest first; the same for the same arguments. `characters` is the length of interviews."""
    prose = Prose(seed)
    random = prose.random
    known = [_person(prose, number) for number in range(1, max(count // 20, 1) + 1)]
    days = (TODAY - _FIRST).days
    waiting = iter(known)
    earlier: Piece | None = None
    for number in range(count):
        date = _FIRST + dt.timedelta(days=days * (number + 1) // count)
        tags = tuple(dict.fromkeys(TAGS[int(len(TAGS) * random.random() ** 2)] for _ in range(1 + number % 3)))
        slug = f"{'-'.join(random.sample(_SLUG_WORDS, 2))}-{number + 1}"
        place = number % 100
        if place % 5:
            yield (piece := _interview(prose, slug, date, tags, known, number, characters, earlier))
            earlier = piece if number % 4 == 0 else earlier
        elif place % 20 == 0 and (shown := next(waiting, None)):
            yield _entry_of_person(prose, shown, date, tags)
        elif place in (5, 45):
            yield _event(prose, slug, date, tags, number >= count - 100)
        elif place == 65:
            yield _opportunity(prose, slug, date, tags)
        elif place == 85:
            yield _voice(prose, slug, date)
        else:
            yield _news(prose, slug, date, tags, characters // 8)


def _person(prose: Prose, number: int) -> Person:
    random = prose.random
    surname = stock().surname(random)
    given = stock().given("fm"[number % 2], 1960 + number % 40, random)
    kind = "staff" if number % 4 == 0 else "alumni"
    role = f"{prose.place()}{'技術部' if kind == 'staff' else '設計舎'} {prose.word()}担当"
    reading = f"{surname.reading} {given.reading}".translate(_HIRAGANA)
    return Person(f"person-{number}", surname.written, given.written, reading, kind, role, FACES[number % len(FACES)])


_HIRAGANA: Final = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}


def _described(prose: Prose) -> str:
    text = prose.sentence()
    while len(text) < 60:
        text += prose.sentence()
    return text


def _interview(
    prose: Prose,
    slug: str,
    date: dt.date,
    tags: tuple[str, ...],
    known: list[Person],
    number: int,
    characters: int,
    earlier: Piece | None,
) -> Piece:
    random = prose.random
    first = _person(prose, number) if random.random() < 0.6 else random.choice(known)
    second = _person(prose, number + 7)
    people = (first, second) if number % 3 == 0 and not _alike(first, second) else (first,)
    front = [f"interviewed: {date - dt.timedelta(days=30)}", "summary:"]
    front += [f"  - {prose.headline()}" for _ in range(3)]
    front.append("speakers:")
    for person in people:
        # without a page, a person is told apart by name alone
        page = f", person: {person.slug}" if person in known else ""
        front.append(
            f"  - {{label: {person.surname}, kind: {person.kind}, name: {person.name}, reading: {person.reading}, "
            f"role: {person.role}{page}, photo: {person.photo}}}"
        )
    hero = HEROES[number % len(HEROES)]
    front += [f"hero: {hero}", "hero_alt: 窓辺の机に、図面とノートが広げてあるイラスト", "credits: [取材・文：編集部]"]
    front.append(f"consent: {{ref: ALM-{date.year}-{number + 1:05}, date: {date - dt.timedelta(days=7)}}}")
    title = f"{prose.headline()}、{prose.headline()}"
    shown = tuple(person for person in people if person in known)
    body = "\n\n".join(_conversation(prose, people, number, characters))
    if earlier and number % 3 == 0:
        body += f"\n\nあわせて[{earlier.title}]({earlier.slug}.md)もお読みください。"
    return Piece("interviews", slug, title, _described(prose), date, tags, shown, body, tuple(front))


def _alike(first: Person, second: Person) -> bool:
    """Whether one label could be taken for the other."""
    return first.surname.startswith(second.surname) or second.surname.startswith(first.surname)


def _conversation(prose: Prose, people: tuple[Person, ...], number: int, characters: int) -> Iterator[str]:
    """The blocks of an interview, six sections of them."""
    yield prose.paragraph(160)
    yield prose.paragraph(160)
    written = 1000  # headings, marks and what stands around the conversation included
    for section in range(6):
        yield f"## {prose.headline()}"
        if section == 1:
            yield f"> {prose.sentence()}"
        turn = 0
        while written < characters * (section + 1) / 6 or turn < len(people):
            question, answer = prose.question(), prose.paragraph(220)
            yield f"――{question}"
            if turn == 0 and section == 2:
                answer = f"{{{prose.place()}|ばしょ}}のことです。{answer[:-1]}[^note]。"
            if turn == 1 and section == 3:
                answer = f"いちばん大事なのは**{prose.word()}**です。{answer}"
            yield f"{people[turn % len(people)].surname}：{answer}"
            written += len(question) + len(answer)
            if turn % 2:
                more = prose.paragraph(140)
                yield more
                written += len(more)
            turn += 1
        if section == 2:
            yield f"[^note]: {prose.sentence()}"
        if section in (1, 4):
            figure = FIGURES[(number + section) % len(FIGURES)]
            yield f'![作業台に部品が並ぶイラスト](../{figure} "{prose.headline()}")'
        if section == 3:
            yield f"![畑のあいだを進む小さな車のイラスト](../{FIGURES[number % len(FIGURES)]})"
            yield f"（写真左）{people[0].role} {people[0].surname}さん"
        if section == 4 and number % 4 == 0:
            yield "\n".join(f"- {prose.headline()}" for _ in range(3))
        if section == 5 and number % 8 == 0:
            rows = "\n".join(f"| {year} | {prose.headline()} |" for year in range(2021, 2025))
            yield f"| 年 | できごと |\n|---|---|\n{rows}"
    yield "---"
    yield "登録のしくみは[ご登録の手順](../join.md)に、よくいただくご質問は[よくある質問](../faq.md)にまとめています。"


def _news(prose: Prose, slug: str, date: dt.date, tags: tuple[str, ...], characters: int) -> Piece:
    items = "\n".join(f"- {prose.headline()}" for _ in range(4))
    body = (
        f"{prose.paragraph(characters // 2)}\n\n## {prose.headline()}\n\n{items}\n\n## {prose.headline()}\n\n"
        f"{prose.paragraph(characters // 2)}お申し込みは[事務局](../contact.md)へお送りください。"
    )
    return Piece("news", slug, prose.headline(), _described(prose), date, tags, (), body, ())


def _entry_of_person(prose: Prose, person: Person, date: dt.date, tags: tuple[str, ...]) -> Piece:
    front = [f"name: {person.name}", f"reading: {person.reading}", f"kind: {person.kind}", f"role: {person.role}"]
    front += [f"photo: {person.photo}", "career:"]
    front += [f"  - {{year: {year}, text: {prose.headline()}}}" for year in (1998, 2006, 2015, 2022)]
    if person.kind == "alumni":
        front.append(f"consent: {{ref: ALM-P-{person.slug.split('-')[1]}, date: {date - dt.timedelta(days=7)}}}")
    body = f"{prose.paragraph(200)}\n\n{prose.paragraph(160)}"
    return Piece("people", person.slug, person.name, _described(prose), date, tags, (), body, tuple(front))


def _event(prose: Prose, slug: str, date: dt.date, tags: tuple[str, ...], coming: bool) -> Piece:
    day = TODAY + dt.timedelta(days=40) if coming else date + dt.timedelta(days=30)
    front = [f"start: {day}T14:00:00+09:00", f"end: {day}T17:00:00+09:00"]
    front += [f"place: {prose.place()}テクニカルセンター 3階 大会議室", "audience: アルムナイと社員", "capacity: 40"]
    front += [f"closes: {day - dt.timedelta(days=5)}T23:59:00+09:00", "contact: alumni@harukaze.example"]
    front += [f"hero: {GATHERING}", "hero_alt: 輪になって話している人たちのイラスト"]
    times = "\n".join(f"| {hour}:00 | {prose.headline()} |" for hour in (14, 15, 16))
    body = f"{prose.paragraph(200)}\n\n## 当日の進み方\n\n| 時刻 | 内容 |\n|---|---|\n{times}\n\n{prose.paragraph(160)}"
    return Piece("events", slug, f"勉強会「{prose.headline()}」", _described(prose), date, tags, (), body, tuple(front))


def _opportunity(prose: Prose, slug: str, date: dt.date, tags: tuple[str, ...]) -> Piece:
    closes = TODAY + dt.timedelta(days=90)
    front = ["kind: mentoring", f"as_of: {date}", f"closes: {closes}", f"place: {prose.place()}の相談室"]
    front += ["contact: alumni@harukaze.example", "conditions:"]
    front += [f"  {name}: {prose.headline()}" for name in ("お願いすること", "回数と期間", "謝礼")]
    body = f"{prose.paragraph(200)}\n\n{prose.paragraph(200)}"
    title = f"{prose.word()}の相談役を募集します"
    return Piece("opportunities", slug, title, _described(prose), date, tags, (), body, tuple(front))


def _voice(prose: Prose, slug: str, date: dt.date) -> Piece:
    front = (f"quote: {prose.headline()}。", f"attribution: {date.year - 3}年退職・自営業")
    return Piece("voices", slug, prose.headline(), _described(prose), date, (), (), "", front)


def markdown(piece: Piece) -> str:
    """The file as our editors write it."""
    lines = ["---", f"title: {piece.title}", f"description: {piece.description}", f"date: {piece.date}"]
    if piece.tags:
        lines.append(f"tags: [{', '.join(piece.tags)}]")
    return "\n".join([*lines, *piece.front, "---", "", piece.body, ""])


def plain(body: str, *, absolute: bool) -> str:
    """The same Markdown for anybody: no ruby, no facts to fill in; with `absolute`, addresses from the site's root."""
    body = re.sub(r"\{\{[^{}\n]*\}\}", "5", body)
    body = re.sub(r"\{([^{}|\n]+)\|([^{}\n]+)\}", r"\1（\2）", body)
    if absolute:
        body = body.replace("](../assets/", "](/assets/").replace("](assets/", "](/assets/")
        # between interviews links are to the file beside; all others begin at the site's root or one folder up
        body = re.sub(r"\]\(([a-z]+-[a-z]+-\d+)\.md\)", r"](/interviews/\1/)", body)
        body = re.sub(r"\]\((?:\.\./)?([a-z0-9/-]+)\.md(#[^)]*)?\)", r"](/\1/\2)", body)
    return body


def fixed_page(name: str) -> tuple[dict[str, str], str]:
    """(title and description, body) of one of the sample's pages, without its links to the sample's articles."""
    header, body = (ROOT / f"content/{name}.md").read_text("utf-8").removeprefix("---\n").split("\n---\n", 1)
    said = dict(line.split(": ", 1) for line in header.splitlines() if re.match(r"(title|description): ", line))
    body = re.sub(r"\[([^\]]*)\]\((?:interviews|news|people|events|opportunities)/[^)]*\)", r"\1", body)
    return said, body


def write_site(out: Path, texts: Iterable[Piece]) -> None:
    """A complete site folder that `alumni site build` builds: content, site.yml, mkdocs.yml and a theme of its own."""
    content = out / "content"
    for kind in ("interviews", "news", "people", "events", "opportunities", "voices"):
        (content / kind).mkdir(parents=True, exist_ok=True)
    for piece in texts:
        (content / piece.path).write_text(markdown(piece), "utf-8")
    copy_pictures(content)
    for name in PAGES:
        header = (ROOT / f"content/{name}.md").read_text("utf-8").split("\n---\n", 1)[0]
        (content / f"{name}.md").write_text(f"{header}\n---\n{fixed_page(name)[1]}", "utf-8")
    # consents carry no seal: an approval is of one text, and the measurement changes texts
    site = (ROOT / "site.yml").read_text("utf-8")
    (out / "site.yml").write_text(f"{site}\napproval: false\n", "utf-8")
    for name in ("form.toml", "registration.toml"):  # pages tell of them
        shutil.copyfile(ROOT / name, out / name)
    config = (ROOT / "mkdocs.yml").read_text("utf-8")
    config = config.replace("custom_dir: site_builder/theme", "custom_dir: theme")
    config = config.replace("  - alumni\n", f"  - alumni:\n      today: {TODAY}\n")
    (out / "mkdocs.yml").write_text(config, "utf-8")
    theme = out / "theme"
    theme.mkdir(exist_ok=True)
    # the template every page is made from, as a firm's own: what changes when a template is changed
    shutil.copyfile(ROOT / "site_builder/theme/base.html", theme / "base.html")


def copy_pictures(folder: Path) -> None:
    """The pool of pictures below `folder`, at the addresses the texts name."""
    for name in POOL:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "content" / name, folder / name)
    shutil.copytree(ROOT / "content/assets/brand", folder / "assets/brand", dirs_exist_ok=True)


def main() -> int:
    """Write one site; exit code 2 where the folder holds something already."""
    words = argparse.ArgumentParser(prog="python -m benchmarks.site_corpus", description=__doc__.split("\n", 1)[0])
    words.add_argument("out", type=Path)
    words.add_argument("--entries", type=int, default=5000)
    words.add_argument("--seed", type=int, default=1)
    asked = words.parse_args()
    if asked.out.exists() and any(asked.out.iterdir()):
        print(f"{asked.out} is not empty\nhint: name a new folder", file=sys.stderr)
        return 2
    begun = time.perf_counter()
    write_site(asked.out, pieces(asked.entries, asked.seed))
    print(f"{asked.entries:,} entries in {time.perf_counter() - begun:.1f} s; build them with")
    print(f"  cd {asked.out} && alumni site build")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
