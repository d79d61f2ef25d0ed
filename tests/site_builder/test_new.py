"""A new entry begins from its template and passes the checks, apart from what is still to write."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from typer.testing import CliRunner

import alumni
from site_builder import checks, content, desk, new, reading
from site_builder.proposals import TO_FILL

ROOT = Path(__file__).parents[2]
TYPES = [
    ("interview", "interviews", {}),
    ("news", "news", {}),
    ("event", "events", {"start": "2026-12-05 14:00", "end": "2026-12-05 17:00", "place": "本社食堂"}),
    ("person", "people", {}),
    ("opportunity", "opportunities", {"kind": "employment"}),
    ("opportunity", "opportunities", {"kind": "contract"}),
    ("opportunity", "opportunities", {"kind": "speaking", "closes": "2027-01-31"}),
    ("voice", "voices", {}),
    ("page", "", {}),
]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with nothing but templates and `site.yml`."""
    for template in (ROOT / "content").rglob("*.template.md"):
        target = tmp_path / "content" / template.relative_to(ROOT / "content")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(template, target)
    shutil.copy(ROOT / "site.yml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Any:
    return CliRunner().invoke(alumni.app, ["site", "new", *words])


def findings(house: Path) -> set[str]:
    issues = checks.check(reading.load(house / "content"), content.load_site(house / "site.yml"))
    return {issue.rule for issue in issues if issue.severity == "error"}


@pytest.mark.parametrize(("word", "folder", "values"), TYPES, ids=lambda value: str(value))
def test_a_new_entry_lacks_only_what_is_to_write(word: str, folder: str, values: dict[str, str], house: Path) -> None:
    flags = [part for name, value in values.items() for part in (f"--{name}", value)]
    done = run(word, "図面の: 教室 #1", *flags)
    assert done.exit_code == 0, done.stderr
    path = Path(done.stdout.strip())
    assert path.parent == Path("content") / folder
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", path.stem)
    text = path.read_text("utf-8")
    inside = PurePosixPath(path.relative_to("content").as_posix())
    entry, issues = content.parse(text, inside, str(path))
    assert entry, issues
    assert entry.meta.title == "図面の: 教室 #1"
    assert "ひな形" not in text
    assert findings(house) == set(), "a draft is only reminded"
    finished = re.sub(r"(?m)^draft: true.*\n", "", text)
    assert finished != text
    path.write_text(finished, "utf-8")
    # people who left and do not have their consent on file are named by the checks until they do
    assert "to-fill" in findings(house)
    assert findings(house) <= {"to-fill", "consent"}
    written = finished.replace(f"{TO_FILL}：", "").replace(TO_FILL, "あります")
    path.write_text(written, "utf-8")
    assert findings(house) <= {"consent"}


def test_nothing_is_overwritten(house: Path) -> None:
    assert run("news", "春のお知らせ", "--slug", "spring").exit_code == 0
    path = house / "content" / "news" / "spring.md"
    path.write_text("mine", "utf-8")
    done = run("news", "春のお知らせ", "--slug", "spring")
    assert done.exit_code == 1
    assert "上書きはしません" in done.stderr
    assert path.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("newz", "題名"), "`interview`"),
        (("news", "題名", "--slug", "日本語"), "ファイル名"),
        (("news", "題名", "--slug", "../../etc"), "ファイル名"),
        (("event", "題名", "--start", "12月5日"), "2026-12-05 14:00"),
        (("event", "題名", "--start", "2026-12-05 14:00", "--end", "2026-12-05 13:00"), "--end"),
        (("opportunity", "題名", "--kind", "job"), "employment"),
        (("opportunity", "題名", "--closes", "2026-2-30"), "2026-12-05"),
    ],
)
def test_mistakes_are_told_and_nothing_is_written(words: tuple[str, ...], says: str, house: Path) -> None:
    before = sorted(house.rglob("*"))
    done = run(*words)
    assert done.exit_code == 1
    assert says in done.stderr
    assert sorted(house.rglob("*")) == before


def test_only_what_is_needed_is_asked(house: Path) -> None:
    asked: list[str] = []

    def answers(question: str, default: str, mistake_in: Callable[[str], str]) -> str:
        asked.append(question)
        answer = default or {"開始": "2026-12-05 14:00", "終了": "2026-12-05 17:00"}.get(question[:2], "オンライン")
        assert not mistake_in(answer)
        return answer

    done = desk.new_entry("event", "図面の教室", house, {"end": "2026-12-05 17:00"}, ask=answers)
    assert [question[:2] for question in asked] == ["開始", "会場", "ファ"]
    assert "start: 2026-12-05T14:00:00+09:00" in Path(done.path).read_text("utf-8")
    asked.clear()
    desk.new_entry("news", "図面の教室", house, {}, ask=answers)
    assert len(asked) == 1


def test_every_type_of_content_has_a_template_without_findings_of_its_own() -> None:
    for kind in new.KINDS:
        names = [kind.template] if kind.template else sorted(set(new.OPPORTUNITIES.values()))
        for name in names:
            assert (ROOT / "content" / kind.folder / f"{name}.template.md").is_file()


def test_without_content_or_template_the_way_out_is_shown(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (house / "content" / "news" / "news.template.md").unlink()
    assert "ひな形" in run("news", "題名").stderr
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    assert run("news", "題名").exit_code == 1
