"""Content as editors really write it: everything wrong is told at once, at its line, and nothing of it is published."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path, PurePosixPath

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

import messages
from site_builder import content, frontmatter
from site_builder.content import ContentError, alias_path, find_picture, is_public, load_site, parse, tag_slug
from site_builder.reading import load
from tests import factory_site as factory

CASES = yaml.safe_load((factory.ROOT / "tests/cases/content.yml").read_text("utf-8"))


def parsed(text: str, file: str = "news/a.md") -> content.Entry:
    entry, issues = parse(text, PurePosixPath(file), file)
    assert not issues
    assert entry
    return entry


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_front_matter(case: dict[str, str]) -> None:
    file = case.get("file", "news/a.md")
    entry, issues = parse(case["text"], PurePosixPath(file), file)
    assert [str(issue).removeprefix(f"{file}:") for issue in sorted(issues)] == case["issues"]
    assert (entry is None) == bool(issues)
    with messages.speaking("en"):
        assert len(parse(case["text"], PurePosixPath(file), file)[1]) == len(issues)


def test_libyaml_and_pure_python_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frontmatter, "_Loader", yaml.SafeLoader)
    for case in CASES:
        file = case.get("file", "news/a.md")
        _, issues = parse(case["text"], PurePosixPath(file), file)
        assert [str(issue).removeprefix(f"{file}:") for issue in sorted(issues)] == case["issues"], case["name"]


YAML_SIGNS = st.text(
    alphabet=st.sampled_from(list(":-#&*[]{}|>'\"%@`!,? \n\t：　aｂ漢1.0yn\u0000\ud7ff")), max_size=120
)


@given(YAML_SIGNS)
@example("a: " + "[" * 500)
@example("? a")
@example("a: !!python/object:os.system x")
@example("<<: {a: b}")
@example("1: a\ntrue: b")
@example("- a\n- b")
@example("a: 0000-00-00")
@example("a: |2\n x")
@example("---\na: 1\n---\nb: 2")
def test_whatever_is_typed_is_answered_with_issues_never_with_a_crash(text: str) -> None:
    _, issues = parse(f"---\n{text}\n---\n本文", PurePosixPath("news/a.md"), "news/a.md")
    assert issues
    assert all(issue.line > 0 and issue.message for issue in issues)


def test_lines_of_fields_are_lines_of_the_file() -> None:
    entry = parsed(factory.INTERVIEW, "interviews/a.md")
    lines = factory.INTERVIEW.split("\n")
    assert lines[entry.values.line(("hero_alt",)) - 1].startswith("hero_alt:")
    assert "港 渚" in lines[entry.values.line(("speakers", 1, "name")) - 1]
    assert lines[entry.body_line - 1] == entry.body.split("\n")[0]


def test_what_is_content(tmp_path: Path) -> None:
    for name in ("news/a.md", "news/2026/b.md", "_inbox/c.md", "news/_d.md", "news/e.template.md", "README.md", "f.md"):
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(factory.front(), "utf-8")
    loaded = load(tmp_path / "content")
    assert not loaded.issues
    assert [entry.url for entry in loaded.entries] == ["f/", "news/b/", "news/a/"]


def test_what_only_shows_between_files(tmp_path: Path) -> None:
    factory.write(
        tmp_path,
        {
            "news/2026/opened.md": factory.front(),
            "news/moved.md": factory.front(aliases="[news/opened/]"),
            "interview/b.md": factory.front(),
            "blog/c.md": factory.front(),
            "interviews/coming-back.md": factory.INTERVIEW.replace("kawase-kishi", "kawase-kisi").replace(
                "hero.jpg", "x.jpg"
            ),
            "voices/outside.md": factory.VOICE.replace("person:", "hero: ../../../etc/hostname\nhero_alt: 外\nperson:"),
        },
    )
    (tmp_path / "content/news/sjis.md").write_bytes("---\ntitle: 題名\n---\n".encode("shift_jis"))
    assert "\n".join(map(str, load(tmp_path / "content").issues)) == (
        "content/blog:0: `blog/` という種類はありません（置けるフォルダーは `interviews/`・`news/`・`events/`・"
        "`people/`・`opportunities/`・`voices/` です） [file-name]\n"
        "content/interview:0: `interview/` という種類はありません（`interviews/` のことでしょうか） [file-name]\n"
        "content/interviews/coming-back.md:8: `content/people/kawase-kisi.md` がありません"
        "（`kawase-kishi` のことでしょうか） [link]\n"
        "content/interviews/coming-back.md:10: 画像 `assets/x.jpg` がありません"
        "（`content/` から見た場所を書いてください（例：`assets/team.jpg`）） [picture]\n"
        "content/news/moved.md:5: 以前の場所 `news/opened/` は、いまあるページの場所です"
        "（`aliases` から消してください） [front-matter]\n"
        "content/news/opened.md:0: 同じ場所 `news/opened/` になるファイルがもう一つあります"
        "（`content/news/2026/opened.md`）（どちらかのファイル名を変えてください） [file-name]\n"
        "content/news/sjis.md:2: 文字コードが UTF-8 ではありません"
        "（エディターで「UTF-8」を選んで保存し直してください） [front-matter]\n"
        "content/voices/outside.md:7: 画像 `../../../etc/hostname` がありません"
        "（`content/` から見た場所を書いてください（例：`assets/team.jpg`）） [picture]"
    )


@pytest.mark.parametrize(
    ("fields", "day", "seen"),
    [
        ({"date": "2026-11-22"}, "2026-11-21", False),
        ({"date": "2026-11-22"}, "2026-11-22", True),
        ({"draft": "true"}, "2026-11-22", False),
    ],
)
def test_dates_and_drafts(fields: dict[str, str], day: str, seen: bool) -> None:
    entry = parsed(factory.front(**fields))
    assert is_public(entry, dt.date.fromisoformat(day)) == seen
    assert is_public(entry, dt.date.fromisoformat(day), drafts=True)


def test_opportunities_vanish_the_day_after_they_close() -> None:
    entry = parsed(factory.OPPORTUNITY, "opportunities/a.md")
    assert is_public(entry, dt.date(2026, 12, 25))
    assert not is_public(entry, dt.date(2026, 12, 26), drafts=True)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Python", "ｐｙｔｈｏｎ", True),
        ("品質 保証", "品質　保証", True),
        ("C", "C++", False),
        ("C/C++", "CC++", False),
        ("..", ".", False),
        ("設計", "製図", False),
    ],
)
def test_tags_share_an_address_when_they_are_the_same_word(one: str, other: str, same: bool) -> None:
    assert (tag_slug(one) == tag_slug(other)) == same


@given(st.text(min_size=1, max_size=40).filter(str.strip))
def test_no_tag_leaves_its_folder(tag: str) -> None:
    slug = tag_slug(tag)
    assert slug
    assert slug not in (".", "..")
    assert not set(slug) & set('/\\:*?"<>|')


@pytest.mark.parametrize(
    ("alias", "path"),
    [
        ("news/old/", "news/old/index.html"),
        ("/news/old", "news/old/index.html"),
        ("2019/post.html", "2019/post.html"),
        ("../x", None),
        ("a/../../x", None),
        ("https://example.com/a", None),
        ("a b", None),
        ("/", None),
    ],
)
def test_former_addresses_stay_inside_the_site(alias: str, path: str | None) -> None:
    assert alias_path(alias) == path


def test_pictures_are_found_from_content_and_from_the_file(tmp_path: Path) -> None:
    factory.picture(tmp_path / "content/assets/a.jpg")
    (tmp_path / "secret.jpg").write_bytes(b"x")
    root = tmp_path / "content"
    source = PurePosixPath("news/a.md")
    for written in ("assets/a.jpg", "/assets/a.jpg", "../assets/a.jpg"):
        assert find_picture(root, source, written) == PurePosixPath("assets/a.jpg")
    assert find_picture(root, source, "../../secret.jpg") is None
    assert find_picture(root, source, "assets") is None


def test_site_yml_is_read_with_the_same_care(tmp_path: Path) -> None:
    path = tmp_path / "site.yml"
    broken = factory.SITE.replace("tagline", "taglin").replace("join_minutes: 3", "join_minutes: 三分")
    path.write_text(broken + "colours: {ink: '#aaaaaa', brand: blue}\n", "utf-8")
    with pytest.raises(ContentError) as caught:
        load_site(path)
    assert [(issue.line, issue.rule) for issue in caught.value.issues] == [(2, "front-matter"), (21, "front-matter")]
    path.write_text(factory.SITE + "colours: {ink: '#aaaaaa', brand: blue}\n", "utf-8")
    said = "`ink`（#aaaaaa）は `paper`（#ffffff）の上で読みにくくなります（比 2.3、必要 4.5）"
    with pytest.raises(ContentError, match=re.escape(said)):
        load_site(path)
    path.write_text(factory.SITE.replace("https://alumni", "alumni"), "utf-8")
    with pytest.raises(ContentError, match=r"site\.yml:4: `url` は `https://` から始まる"):
        load_site(path)
    with pytest.raises(ContentError, match=r"site\.yml:0: `site\.yml` がありません"):
        load_site(tmp_path / "nowhere" / "site.yml")


def test_the_content_of_this_repository_is_sound() -> None:
    assert not load(factory.ROOT / "content").issues
    assert load_site(factory.ROOT / "site.yml").name


def test_front_matter_is_told_from_rules_in_the_text() -> None:
    assert frontmatter.split("---\na: 1\n---\n本文\n\n---\n続き") == ("a: 1", "本文\n\n---\n続き", 4)
    assert frontmatter.split("本文\n---\n") is None
