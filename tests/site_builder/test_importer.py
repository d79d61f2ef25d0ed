"""A manuscript becomes an interview an editor can go on with."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import alumni
from site_builder import content, frontmatter, interview
from site_builder.importer import Imported, Importer
from site_builder.manuscript import Unreadable, read
from site_builder.slugs import romaji, slug_of

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "importer.yml").read_text("utf-8"))
DAY = dt.date(2026, 4, 1)


def manuscript_of(case: dict[str, Any]) -> str:
    return str(case["manuscript"]).replace("␣", "\u00a0")


def imported(text: str | bytes, name: str = "genko.txt", *, fix: bool = True) -> Imported:
    data = text.encode() if isinstance(text, str) else text
    return Importer(read(data, name), name, fix=fix).result(DAY)


def front_and_body(made: Imported) -> tuple[dict[str, Any], str]:
    parts = frontmatter.split(made.text)
    assert parts
    return yaml.safe_load(parts[0]), parts[1]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_manuscripts(case: dict[str, Any]) -> None:
    made = imported(manuscript_of(case), case["file"])
    front, body = front_and_body(made)
    assert body.strip("\n") == case["body"].strip("\n")
    assert made.counts == case["counts"]
    assert {name: front[name] for name in case.get("front", {})} == case.get("front", {})
    if "findings" in case:
        assert (
            sorted({f"{issue.line} {issue.rule}" for issue in made.issues}, key=lambda f: (int(f.split()[0]), f))
            == (case["findings"])
        )


def test_without_fix_no_word_is_changed() -> None:
    text = manuscript_of(CASES[0])
    made = imported(text, fix=False)
    _, body = front_and_body(made)
    for line in body.split("\n"):
        assert line.removeprefix("## ") in text
    assert "私達も驚きました\n" in body
    assert "野上: 紙の図面の読み方です。です。" in body


def test_what_is_imported_is_a_sound_entry() -> None:
    made = imported(manuscript_of(CASES[0]))
    entry, issues = content.parse(made.text, PurePosixPath("interviews/genko.md"), "genko.md")
    assert entry, issues
    turns = [b for b in interview.blocks(entry.body, ["野上", "三枝"]) if isinstance(b, interview.Turn)]
    assert [turn.label for turn in turns] == ["野上", "三枝", "野上"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "euc_jp", "iso2022_jp"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_encoding_in_use_gives_the_same_entry(encoding: str, line_end: str) -> None:
    text = "図面の教室\n\n――何を教えていますか。\n\n野上：紙の図面です。\n"
    assert imported(text.replace("\n", line_end).replace("――", "――").encode(encoding)).text == imported(text).text


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.txt", "空です"),
        (b" \r\n \n", "a.txt", "空です"),
        (b"\x00\x01\x02\xff\xfe\x80", "a.txt", "文字コード"),
        (b"x", "a.doc", "docx"),
        (b"x", "a.docm", "docx"),
        (b"x", "a.pdf", "`.pdf`"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_way_out(data: bytes, name: str, says: str) -> None:
    with pytest.raises(Unreadable, match=re.escape(says)):
        read(data, name)


def test_a_manuscript_of_200_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    big = tmp_path / "big.docx"
    with big.open("wb") as handle:
        handle.truncate(200_000_000)
    done = CliRunner().invoke(alumni.app, ["site", "import", str(big), "--out", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert "大きすぎます" in done.stderr
    assert not (tmp_path / "out").exists()


@given(
    st.text(alphabet="――野上三枝：: 。、？?です\n「」（）写真※在籍専用AI生成■#|-<>&*`0123 \u3000\u00a0", max_size=200)
)
def test_any_text_is_imported_or_refused_never_a_crash(text: str) -> None:
    try:
        made = imported(text)
    except Unreadable:
        return
    front, _ = front_and_body(made)
    assert front["title"]
    assert len(front["summary"]) == 3
    assert imported(text).text == made.text


# -- the command -----------------------------------------------------------------------------------------------------


def run(*words: object) -> Any:
    return CliRunner().invoke(alumni.app, ["site", "import", *map(str, words)])


def test_the_command_writes_once_and_overwrites_nothing(tmp_path: Path) -> None:
    source = tmp_path / "kyoshitsu.txt"
    source.write_text(manuscript_of(CASES[0]), "utf-8")
    out = tmp_path / "content" / "interviews"
    first = run(source, "--out", out)
    assert first.exit_code == 0
    assert first.stdout == f"{(out / 'kyoshitsu.md').as_posix()}\n"
    assert f"{source.as_posix()}:7: " in first.stderr
    assert (tmp_path / "content" / "assets" / "kyoshitsu" / "hero.jpg").is_file()
    before = (out / "kyoshitsu.md").read_bytes()
    second = run(source, "--out", out, "--fix")
    assert second.exit_code == 1
    assert "上書きはしません" in second.stderr
    assert (out / "kyoshitsu.md").read_bytes() == before
    third = run(source, "--out", out, "--slug", "another")
    assert third.exit_code == 0
    assert (out / "another.md").is_file()


@pytest.mark.parametrize("slug", ["../x", "日本語", "A", "a b", "-a"])
def test_a_bad_slug_is_refused(tmp_path: Path, slug: str) -> None:
    source = tmp_path / "a.txt"
    source.write_text("図面の教室\n", "utf-8")
    done = run(source, "--out", tmp_path / "out", f"--slug={slug}")
    assert done.exit_code == 1
    assert not (tmp_path / "out").exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    done = run(tmp_path / "nowhere.txt", "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert "nowhere.txt" in done.stderr


def test_a_real_manuscript(samples: Path, tmp_path: Path) -> None:
    """An interview as a writer really handed it in (not part of the repository)."""
    done = run(samples / "interview.txt", "--out", tmp_path / "content" / "interviews")
    assert done.exit_code == 0
    text = Path(done.stdout.strip()).read_text("utf-8")
    assert len(re.findall("(?m)^## ", text)) == 6
    assert len(re.findall("(?m)^――", text)) == 21
    assert len(re.findall("(?m)^阪上[：:]", text)) == 13
    assert len(re.findall("(?m)^齋田[：:]", text)) == 9
    assert "AI 生成コンテンツ" not in text
    assert "※こちらは" not in text
    assert len(re.findall(r"\(写真[左右]\)", text)) == 2
    rules = [line.rsplit("[", 1)[1].rstrip("]") for line in done.stderr.splitlines() if line.endswith("]")]
    assert rules.count("notice") == rules.count("machine-caption") == rules.count("machine-alt") == 2
    assert rules.count("stray-desu") == rules.count("doubled-punctuation") == rules.count("missing-full-stop") == 1


# -- names of files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("技術共創イベント2026 春", "co-creation-event-2026-spring"),
        ("ＤＸ勉強会のお知らせ", "dx-study-meeting-notice"),
        ("ファームウェア", "famuwea"),
        ("野上 淳", "fallback"),
        ("2026年", "fallback"),
        ("", "fallback"),
    ],
)
def test_file_names_are_readable_ascii(title: str, slug: str) -> None:
    assert slug_of(title, "fallback") == slug


@given(st.text(max_size=60))
def test_any_title_gives_a_name_a_page_can_have(title: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug_of(title, "fallback"))


def test_romaji_is_hepburn() -> None:
    assert [romaji(kana) for kana in ("シャッター", "チェック", "マッチ", "ジョン")] == [
        "shatta",
        "chekku",
        "matchi",
        "jon",
    ]


# -- the inbox -------------------------------------------------------------------------------------------------------


def test_manuscripts_in_the_inbox_become_entries_and_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    inbox = tmp_path / "content" / "_inbox"
    inbox.mkdir(parents=True)
    (inbox / "README.md").write_text("読んでください", "utf-8")
    (inbox / "kyoshitsu.txt").write_text(manuscript_of(CASES[0]), "utf-8")
    (inbox / "old.doc").write_bytes(b"x")
    done = CliRunner().invoke(alumni.app, ["site", "import-inbox", "--report", "report.md"])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "content" / "interviews" / "kyoshitsu.md").is_file()
    assert sorted(path.name for path in inbox.iterdir()) == ["README.md", "old.doc"], "the refused stay"
    report = (tmp_path / "report.md").read_text("utf-8")
    assert "`content/interviews/kyoshitsu.md` に取り込みました" in report
    assert "\ncontent/_inbox/kyoshitsu.txt:7: 案内文" in report
    assert "Word の「名前を付けて保存」" in report
    again = CliRunner().invoke(alumni.app, ["site", "import-inbox"])
    assert "kyoshitsu" not in again.stdout


def test_an_empty_inbox_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(alumni.app, ["site", "import-inbox"]).stdout == "受け取った原稿はありません\n"
