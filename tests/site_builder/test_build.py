"""A whole build: what a reader finds in `site/`, what never gets there, and what stops it."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import html5lib
import pytest
from icalendar import Calendar
from typer.testing import CliRunner

import alumni
from site_builder import commands
from site_builder.commands import StoppedError, build
from site_builder.hosting import POLICY
from site_builder.issues import ContentError
from tests import factory_site as factory

runner = CliRunner()
MKDOCS = Path(sys.executable).with_name("mkdocs")


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


class _Addresses(HTMLParser):
    """Every address and every id of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.ids: Counter[str] = Counter()
        self.forbidden: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids[value] += 1
            elif name in ("href", "src"):
                self.links.add(value or "")
            elif name == "srcset" and value:
                self.links.update(each.split()[0] for each in value.split(", "))
            if name == "style" or name.startswith("on"):
                self.forbidden.append(f"<{tag} {name}>")
        if tag == "script" and not any(name == "src" or value == "application/ld+json" for name, value in attrs):
            self.forbidden.append("<script>")


def dead_ends(site: Path, root: str) -> list[str]:
    """Links inside the site that lead to no file or to no id; doubled ids; what the policy forbids."""
    pages = {path: _Addresses(path.read_text("utf-8")) for path in site.rglob("*.html")}
    found = []
    for path, page in pages.items():
        name = path.relative_to(site).as_posix()
        found += [f"{name}: {each}" for each in page.forbidden]
        found += [f"{name}: id {each} twice" for each, count in page.ids.items() if count > 1]
        for link in page.links:
            parts = urlsplit(urljoin(f"{root}{name}", link))
            if not parts.geturl().startswith(root):
                continue
            target = site / unquote(parts.path).removeprefix(urlsplit(root).path)
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file():
                found.append(f"{name}: {link}")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
                found.append(f"{name}: {link} (no such place)")
    return found


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("built")
    draft = factory.front(title="秘密の下書き", draft="true", hero="assets/secret.jpg", hero_alt="秘密")
    later = factory.front(title="まだ先の話", date="2026-11-23", tags="[先の話]")
    config = factory.write(root, {"news/draft.md": draft, "news/later.md": later, "_inbox/raw.md": "秘密の原稿"})
    factory.picture(root / "content/assets/secret.jpg")
    (root / "content/_inbox/manuscript.docx").write_bytes(b"secret manuscript")
    (root / "content/news/notes.txt").write_text("secret notes", "utf-8")
    assert not build(config, today=factory.TODAY).warnings
    return root / "site"


def test_every_page_is_whole(built: Path) -> None:
    assert dead_ends(built, "https://alumni.minamo.example/network/") == []
    for path in built.rglob("*.html"):
        text = path.read_text("utf-8")
        html5lib.HTMLParser(strict=False).parse(text)
        assert POLICY in text
        assert "site-root:" not in text
        assert not re.search(r"\{\{|\{%|Undefined", text)


def test_what_is_there(built: Path) -> None:
    names = set(tree(built))
    for name in (
        "index.html",
        "404.html",
        "interviews/coming-back/index.html",
        "tags/再入社/index.html",
        "news/old-opening/index.html",
        "events/drawing-day/drawing-day.ics",
        "events/events.ics",
        "feed.xml",
        "sitemap.xml",
        "robots.txt",
        "_headers",
        "assets/tokens.css",
        "assets/plan.pdf",
    ):
        assert name in names


def test_what_is_never_there(built: Path) -> None:
    files = tree(built)
    everything = b"".join(files.values())
    for secret in ("秘密", "まだ先の話", "secret", "先の話"):
        assert secret.encode() not in everything
        assert not [name for name in files if secret in name]
    assert not [name for name in files if name.endswith((".docx", ".md", "notes.txt"))]
    for original in ("hero.jpg", "face.jpg", "desk.png"):
        assert f"assets/{original}" not in files
    assert "assets/javascripts/bundle.js" not in files  # Material's own
    assert not [name for name in files if "material" in name or "fontawesome" in name]
    assert b"googleapis" not in everything


def test_pages_name_the_site_not_the_machine(built: Path) -> None:
    assert str(built).encode() not in b"".join(tree(built).values())


def test_the_404_page_works_at_any_depth(built: Path) -> None:
    page = (built / "404.html").read_text("utf-8")
    assert 'href="/network/assets/site.css"' in page
    assert 'href="/network/"' in page


def test_same_content_and_day_give_the_same_bytes_elsewhere_and_later(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "another" / "place"
    shutil.copytree(built.parent, root, ignore=shutil.ignore_patterns("site", ".cache"))
    for path in root.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC).timestamp())))
    monkeypatch.chdir(tmp_path)
    build(root / "mkdocs.yml")
    assert tree(root / "site") == tree(built)


def test_drafts_and_what_is_to_come_are_shown_on_request(built: Path, tmp_path: Path) -> None:
    build(built.parent / "mkdocs.yml", today=factory.TODAY, drafts=True, site_dir=tmp_path / "site")
    assert "まだ" in (tmp_path / "site/news/index.html").read_text("utf-8")
    for name, said in (("draft", "下書きです。読者には見えません"), ("later", "2026年11月23日に公開されます")):
        assert f'<p class="preview" role="note">{said}' in (tmp_path / f"site/news/{name}/index.html").read_text(
            "utf-8"
        )
    assert 'class="preview"' not in (tmp_path / "site/news/opened/index.html").read_text("utf-8")


def test_nobody_who_left_is_shown_before_they_approved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = factory.write(tmp_path, {})
    site = tmp_path / "site.yml"
    site.write_text(site.read_text("utf-8").replace("approval: false\n", ""), "utf-8")
    built = build(config, today=factory.TODAY)
    shown = {name for name in tree(tmp_path / "site") if name.endswith(".html")}
    people = [entry for entry in shown if entry.startswith(("interviews/", "people/")) and entry.count("/") == 2]
    assert not people
    assert "川瀬" not in (tmp_path / "site" / "index.html").read_text("utf-8")
    told = [warning for warning in built.warnings if "[approval]" in warning]
    assert len(told) == 2
    assert all("alumni site approve" in warning for warning in told)
    with pytest.raises(StoppedError):
        build(config, today=factory.TODAY, strict=True)
    monkeypatch.chdir(tmp_path)
    for path in sorted(tmp_path.glob("content/interviews/*.md")) + sorted(tmp_path.glob("content/people/*.md")):
        if "kind: alumni" in path.read_text("utf-8"):
            inside = path.relative_to(tmp_path).as_posix()
            build(config, today=factory.TODAY, drafts=True)
            page = (tmp_path / "site" / inside.removeprefix("content/").removesuffix(".md") / "index.html").read_text()
            assert "承認を待っています" in page
            done = runner.invoke(alumni.app, ["site", "approve", inside, "--ref", "MNM-2026-001"])
            assert done.exit_code == 0, done.output
    built = build(config, today=factory.TODAY)
    assert not [warning for warning in built.warnings if "[approval]" in warning]
    again = {name for name in tree(tmp_path / "site") if name.endswith(".html")}
    assert len([entry for entry in again - shown if entry.startswith(("interviews/", "people/"))]) >= 2


def test_broken_front_matter_stops_mkdocs_before_the_site_is_touched(tmp_path: Path) -> None:
    config = factory.write(tmp_path, {"news/opened.md": "---\ntitle：窓口\n---\n"})
    before = tmp_path / "site/index.html"
    before.parent.mkdir()
    before.write_text("the site of yesterday", "utf-8")
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "ALUMNI_TODAY": "2026-11-22"}
    run = subprocess.run([MKDOCS, "build", "-f", config], capture_output=True, text=True, env=environment)
    assert run.returncode == 1
    assert "content/news/opened.md:2: `title` の後ろが全角の「：」になっています" in run.stderr
    assert "Traceback" not in run.stderr
    assert before.read_text("utf-8") == "the site of yesterday"


def test_mkdocs_itself_builds_the_same(built: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "ALUMNI_TODAY": "2026-11-22"}
    command = [MKDOCS, "build", "--strict", "-f", built.parent / "mkdocs.yml", "-d", tmp_path / "site"]
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert run.returncode == 0, run.stderr
    assert tree(tmp_path / "site") == tree(built)


def test_every_issue_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    config = factory.write(
        tmp_path,
        {"news/opened.md": "---\ntitle：窓口\n---\n", "events/drawing-day.md": factory.EVENT.replace("place", "plase")},
    )
    (tmp_path / "content/assets/hero.jpg").write_bytes(b"no picture")
    with pytest.raises(ContentError) as caught:
        build(config, today=factory.TODAY)
    told = [(issue.path, issue.line) for issue in caught.value.issues]
    assert ("content/news/opened.md", 2) in told
    assert ("content/events/drawing-day.md", 8) in told
    assert ("content/interviews/coming-back.md", 10) in told


def test_the_command_says_what_it_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    factory.write(tmp_path)
    run = runner.invoke(alumni.app, ["site", "build", "--today", "2026-11-22"])
    assert run.exit_code == 0, run.output
    assert re.fullmatch(r"記事9件 · 作り直し9件 · \d+\.\d秒：site\n", run.stdout)
    assert run.stderr == ""


def test_the_command_tells_what_to_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    factory.write(tmp_path, {"news/opened.md": "---\ntitle：窓口\n---\n"})
    run = runner.invoke(alumni.app, ["site", "build"])
    assert run.exit_code == 1
    assert run.stdout == ""
    assert run.stderr.startswith("直していただきたい点が3件あるため、サイトは作りませんでした")
    assert "content/news/opened.md:2: " in run.stderr


def test_warnings_are_told_and_stop_a_strict_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    nowhere = factory.NEWS.replace("../faq.md#q1", "../faq.md#q9") + "\n[行き先](nowhere.md)\n"
    factory.write(tmp_path, {"news/opened.md": nowhere})
    run = runner.invoke(alumni.app, ["site", "build", "--today", "2026-11-22"])
    assert run.exit_code == 0
    assert run.stderr.split("\n") == [
        "content/news/opened.md:8: `faq/` に見出し `#q9` がありません"
        "（見出しが変わっていないか確かめてください） [link]",
        "content/news/opened.md:10: リンク先 `nowhere.md` がありません"
        "（ファイル名とフォルダーを確かめてください） [link]",
        "",
    ]
    strict = runner.invoke(alumni.app, ["site", "build", "--today", "2026-11-22", "--strict"])
    assert strict.exit_code == 1
    assert strict.stderr == run.stderr + "注意が2件あるため、`--strict` により失敗としました\n"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("mkdocs.yml", "site_name: [", "mkdocs.yml"),
        ("mkdocs.yml", factory.MKDOCS.replace("alumni", "alumnii"), "alumnii"),
        ("site.yml", factory.SITE.replace("reply_within: 5", "reply_within: すぐ"), "site.yml:22: `reply_within`"),
    ],
)
def test_mistakes_in_the_configuration_are_said_without_a_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    factory.write(tmp_path)
    (tmp_path / name).write_text(text, "utf-8")
    run = runner.invoke(alumni.app, ["site", "build"])
    assert run.exit_code == 1
    assert said in run.stderr
    assert "Traceback" not in run.output


def test_a_page_nav_names_in_vain_is_told(tmp_path: Path) -> None:
    config = factory.write(tmp_path, mkdocs=factory.MKDOCS.replace("about.md", "abuot.md"))
    assert build(config, today=factory.TODAY).warnings == (
        "`mkdocs.yml` の `nav` にある `abuot.md` というページはありません",
    )
    with pytest.raises(StoppedError):
        build(config, today=factory.TODAY, strict=True)


def test_an_empty_site_can_be_built(tmp_path: Path) -> None:
    config = factory.write(tmp_path, dict.fromkeys(factory.CONTENT), mkdocs=factory.MKDOCS.replace(", about.md", ""))
    made = build(config, today=factory.TODAY)
    assert (made.entries, made.warnings) == (0, ())
    assert (made.site_dir / "index.html").is_file()
    assert dead_ends(made.site_dir, "https://alumni.minamo.example/network/") == []
    assert 'href="https://forms.' in (made.site_dir / "index.html").read_text("utf-8")


def test_words_can_be_found(built: Path) -> None:
    first = json.loads((built / "search/index/index.json").read_text("utf-8"))
    assert set(first["title"]) >= {"図面の前で「また会う」ということ", "川瀬 岸", "よくある質問"}
    assert ["川瀬 岸", "かわせ きし"] in first["people"]
    texts = "".join(path.read_text("utf-8") for path in (built / "search/index/text/interviews").glob("coming-back*"))
    assert "図面が好きだからです。" in texts


def test_what_is_drafted_never_reaches_the_public_index(tmp_path: Path) -> None:
    config = factory.write(tmp_path, {"news/draft.md": factory.front(title="秘密", draft="true")})
    build(config, today=factory.TODAY, drafts=True)
    assert "秘密" in (tmp_path / "site/search/index/index.json").read_text("utf-8")
    build(config, today=factory.TODAY)
    for folder in ("site", ".cache/search"):
        assert "秘密".encode() not in b"".join(tree(tmp_path / folder).values())


def test_a_site_in_english_speaks_english_whoever_builds_it(tmp_path: Path) -> None:
    site = build(factory.write(tmp_path, site=factory.SITE + "language: en\n"), today=factory.TODAY).site_dir
    page = (site / "interviews/coming-back/index.html").read_text("utf-8")
    assert '<html lang="en">' in page
    for word in ("Question", "Interviews", "E-mail", "1 May 2026"):
        assert word in page
    for word in ("質問：", "インタビュー", "メール", "ホーム"):
        assert word not in page


def test_cards_are_drawn_where_they_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def drawn(self: object) -> dict[str, Path]:
        return {}

    config = factory.write(tmp_path)
    font = tmp_path / "font.ttf"
    font.write_bytes(b"font")
    monkeypatch.setenv("ALUMNI_CARDS", "1")
    monkeypatch.setenv("ALUMNI_CARD_FONT", str(font))
    monkeypatch.setattr("site_builder.cards.Cards.make", drawn)
    site = build(config, today=factory.TODAY).site_dir
    page = (site / "news/opened/index.html").read_text("utf-8")
    assert re.search(
        r'og:image" content="https://alumni\.minamo\.example/network/assets/cards/[0-9a-f]{16}\.png"', page
    )
    monkeypatch.setenv("ALUMNI_CARD_FONT", str(tmp_path / "none.ttf"))
    with pytest.raises(StoppedError, match=r"none\.ttf"):
        build(config, today=factory.TODAY)


def test_this_repositorys_own_site(tmp_path: Path) -> None:
    made = build(factory.ROOT / "mkdocs.yml", today=factory.TODAY, strict=True, site_dir=tmp_path / "site")
    assert dead_ends(made.site_dir, "https://alumni.harukaze.example/") == []


def test_serving_shows_drafts(monkeypatch: pytest.MonkeyPatch) -> None:
    called = {}
    monkeypatch.setattr(commands, "_serve", lambda config_file, more: called.update(more, config_file=config_file))
    monkeypatch.setenv("ALUMNI_TODAY", "")
    monkeypatch.setenv("ALUMNI_DRAFTS", "")
    commands.serve("mkdocs.yml", today=factory.TODAY, address="127.0.0.1:8001")
    assert called == {"config_file": "mkdocs.yml", "dev_addr": "127.0.0.1:8001"}
    assert os.environ["ALUMNI_TODAY"] == "2026-11-22"
    assert os.environ["ALUMNI_DRAFTS"] == "1"


def test_a_firms_own_theme_lies_over_ours(tmp_path: Path) -> None:
    config = factory.write(
        tmp_path, mkdocs=factory.MKDOCS.replace("name: material", "name: material, custom_dir: ours")
    )
    (tmp_path / "ours/assets").mkdir(parents=True)
    (tmp_path / "ours/assets/logo.svg").write_text("<svg/>", "utf-8")
    (tmp_path / "ours/404.html").write_text('{% extends "base.html" %}{% block main %}迷子です{% endblock %}', "utf-8")
    site = build(config, today=factory.TODAY).site_dir
    assert (site / "assets/logo.svg").is_file()
    assert (site / "assets/site.css").is_file()
    assert "迷子です" in (site / "404.html").read_text("utf-8")


def test_a_firms_own_sign_stands_in_tabs(built: Path, tmp_path: Path) -> None:
    assert (built / "assets/favicon.svg").read_text("utf-8").startswith("<svg")
    assert (built / "assets/favicon-180.png").read_bytes().startswith(b"\x89PNG")
    config = factory.write(tmp_path)
    (tmp_path / "content/assets/brand").mkdir(parents=True, exist_ok=True)
    (tmp_path / "content/assets/brand/favicon.svg").write_text("<svg>ours</svg>", "utf-8")
    site = build(config, today=factory.TODAY).site_dir
    assert (site / "assets/favicon.svg").read_text("utf-8") == "<svg>ours</svg>"
    assert (site / "assets/favicon-180.png").read_bytes() == (built / "assets/favicon-180.png").read_bytes()


def test_what_editors_type_is_never_markup_outside_the_text(tmp_path: Path) -> None:
    evil = """</title><script>alert('1')</script>"<b>&{{ site }}"""
    quoted = "'" + evil.replace("'", "''") + "'"
    changed: dict[str, str | None] = {}
    for name, text in factory.CONTENT.items():
        for field in ("title", "description", "place", "audience", "quote", "role", "attribution", "hero_caption"):
            text = re.sub(rf"(?m)^{field}: .*$", f"{field}: {quoted}", text)
        changed[name] = re.sub(r"tags: \[設計\]", f"tags: ['<i>{'x' * 9}', 設計]", text)
    assert not build(factory.write(tmp_path, changed), today=factory.TODAY).warnings
    for path in (tmp_path / "site").rglob("*.html"):
        text = path.read_text("utf-8")
        assert _Addresses(text).forbidden == []
        assert "<b>" not in text
        assert "<i>" not in text
        assert html5lib.parse(text, namespaceHTMLElements=False).find("body") is not None
    ET.fromstring((tmp_path / "site/feed.xml").read_text("utf-8"))
    assert evil in Calendar.from_ical((tmp_path / "site/events/events.ics").read_bytes()).walk("VEVENT")[0]["SUMMARY"]


def test_pages_are_well_formed(built: Path) -> None:
    for path in built.rglob("*.html"):
        html5lib.HTMLParser(strict=True).parse(path.read_text("utf-8"))
