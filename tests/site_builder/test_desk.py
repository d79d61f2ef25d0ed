"""What lies between a finished text and the public: plan, proof, approval, taking back."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image
from typer.testing import CliRunner

import alumni
from site_builder import approval, checks, content, plan, reading, retracted
from site_builder.issues import Issue

ROOT = Path(__file__).parents[2]
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "checks_mutations.yml").read_text("utf-8"))
SOUND: dict[str, str] = CASES["files"]
ENTRY = "content/interviews/return.md"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sound content, where an editor stands."""
    for name, text in SOUND.items():
        (tmp_path / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "content" / name).write_text(text, "utf-8")
    (tmp_path / "content" / "assets").mkdir()
    exif = Image.Exif()
    exif[0x013B] = "撮影者の名前"
    for name in ("return.jpg", "field.jpg"):
        Image.new("RGB", (1600, 900), "navy").save(tmp_path / "content" / "assets" / name, exif=exif)
    (tmp_path / "site.yml").write_text(CASES["site"], "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: object) -> Any:
    return CliRunner().invoke(alumni.app, ["site", *map(str, words)])


def findings(house: Path) -> list[Issue]:
    return checks.check(reading.load(house / "content"), content.load_site(house / "site.yml"))


# -- plan ------------------------------------------------------------------------------------------------------------


def test_the_plan_names_what_will_happen_in_order(house: Path) -> None:
    entries = reading.load(house / "content", house).entries
    found = plan.happenings(entries, dt.date(2026, 3, 30), 400)
    told = [(each.day.isoformat(), each.what, each.path) for each in found]
    assert [each for each in told if each[2].endswith(("opened.md", "study.md"))] == [
        ("2026-04-01", "appears", "content/events/study.md"),
        ("2026-04-01", "appears", "content/news/opened.md"),
        ("2026-12-05", "takes-place", "content/events/study.md"),
    ]
    assert [each.what for each in found if "leader" in each.path] == ["appears", "last-day"]
    assert found == sorted(found)


def test_the_plan_says_when_nothing_happens_and_reminds_of_a_missing_report(house: Path) -> None:
    assert run("plan", "--today", "2026-05-01", "--days", "5").stdout == "これから5日のあいだに予定はありません\n"
    assert "開催報告がまだです" in run("plan", "--today", "2027-01-10").stdout


# -- proof -----------------------------------------------------------------------------------------------------------


class Loads(HTMLParser):
    """Collects every address a page would load or lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in {"src", "href", "srcset"}]


def test_a_proof_is_one_file_with_numbered_questions_and_its_version(house: Path) -> None:
    done = run("proof", ENTRY, "--out", "proof.html")
    assert done.exit_code == 0, done.stderr
    page = (house / "proof.html").read_text("utf-8")
    loads = Loads()
    loads.feed(page)
    assert [address[:15] for address in loads.found] == ["data:image/jpeg", "data:image/jpeg"]
    assert "公開前" in page
    version = re.search(r"版 (v[0-9a-f]{11})", done.stdout)
    assert version
    assert version[1] in page
    assert re.findall(r'<span class="number">(Q\d)</span>', page) == ["Q1", "Q2", "Q3"]
    for words in ("戸田 涼（とだ りょう）", "図面が好きだからです。", "（写真）畑の脇の机。"):
        assert words in page


def test_a_proof_runs_nothing(house: Path) -> None:
    path = house / ENTRY
    path.write_text(path.read_text("utf-8") + "\n<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n", "utf-8")
    run("proof", ENTRY)
    assert "<script" not in (house / "proof.html").read_text("utf-8")


def test_a_proof_on_paper(house: Path, chromium: str) -> None:
    done = run("proof", ENTRY, "--out", "out/proof.pdf")
    assert done.exit_code == 0, done.stderr
    assert (house / "out" / "proof.pdf").read_bytes().startswith(b"%PDF")


def test_proofs_of_what_changed_since_a_version(house: Path) -> None:
    git = ["git", "-C", str(house), "-c", "user.name=t", "-c", "user.email=t@example.com"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "before"]):
        subprocess.run([*git, *words], check=True)
    done = run("proof", "--changed-since", "HEAD", "--out", "proofs")
    assert done.exit_code == 0
    assert "ありません" in done.stdout
    assert not (house / "proofs").exists()
    sound = (house / ENTRY).read_text("utf-8")
    (house / ENTRY).write_text(sound.replace("図面が好きだからです。", "紙が好きだからです。"), "utf-8")
    (house / "content" / "interviews" / "new.md").write_text(sound, "utf-8")
    (house / "content" / "interviews" / "broken.md").write_text("---\ntitle：題\n---\n", "utf-8")
    (house / "content" / "news" / "opened.md").write_text(SOUND["news/opened.md"] + "\n追記。\n", "utf-8")
    done = run("proof", "--changed-since", "HEAD", "--out", "proofs")
    assert done.exit_code == 0, "what cannot be read keeps no other proof away"
    assert sorted(path.name for path in (house / "proofs").iterdir()) == [
        "interviews-new.html",
        "interviews-return.html",
    ]
    assert "紙が好きだからです。" in (house / "proofs" / "interviews-return.html").read_text("utf-8")
    assert "content/interviews/broken.md:2" in done.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("proof",), "--changed-since"),
        (("proof", ENTRY, "--changed-since", "HEAD"), "どちらか一つ"),
        (("proof", "--changed-since", "--output=x"), "--output=x"),
        (("proof", "content/interviews"), "1つの記事"),
        (("proof", "nowhere.md"), "1つの記事"),
        (("proof", ENTRY, "--out", "proof.docx"), "`.html`"),
        (("approve", ENTRY, "--ref", "戸田さんの同意書"), "文書番号"),
        (("approve", "content/news/opened.md", "--ref", "A-1"), "インタビューと人"),
        (("retract", "content/nowhere.md"), "1つの記事"),
    ],
)
def test_mistakes_are_told_in_words(words: tuple[str, ...], says: str, house: Path) -> None:
    before = {path: path.read_bytes() for path in house.rglob("*") if path.is_file()}
    done = run(*words)
    assert done.exit_code == 1
    assert says in done.stderr
    assert {path: path.read_bytes() for path in house.rglob("*") if path.is_file()} == before


# -- approval --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "before",
    [
        "consent: {ref: ALM-2026-014, date: 2026-03-20}\n",
        "consent:\n  ref: ALM-2026-014\n  date: 2026-03-20\n",
        "",
    ],
)
def test_an_approval_is_recorded_and_later_changes_ask_again(before: str, line_end: str, house: Path) -> None:
    path = house / ENTRY
    text = SOUND["interviews/return.md"].replace("consent: {ref: ALM-2026-014, date: 2026-03-20}\n", before)
    path.write_bytes(text.replace("\n", line_end).encode())
    done = run("approve", ENTRY, "--ref", "ALM-2026-077")
    assert done.exit_code == 0, done.stderr
    assert findings(house) == []
    new = path.read_bytes().decode()
    assert new.count("consent:") == 1
    assert ("\r\n" in new) == (line_end == "\r\n")
    parts = re.split(r"(?m)^---\r?$", new)
    assert parts[2] == re.split(r"(?m)^---\r?$", text.replace("\n", line_end))[2]
    path.write_bytes(new.replace("好きだから", "嫌いだから").encode())
    assert [(issue.rule, issue.severity) for issue in findings(house)] == [("approval", "error")]
    assert run("approve", ENTRY, "--ref", "ALM-2026-077").exit_code == 0
    assert findings(house) == []


def test_what_is_not_text_may_change_after_the_approval(house: Path) -> None:
    run("approve", ENTRY, "--ref", "ALM-2026-077")
    path = house / ENTRY
    path.write_text(path.read_text("utf-8").replace("tags: [再入社, 設計]", "tags: [設計]") + "\n\n", "utf-8")
    assert findings(house) == []


def asking(house: Path) -> None:
    """Approvals are asked for unless a site says otherwise."""
    site = house / "site.yml"
    site.write_text(site.read_text("utf-8").replace("approval: false\n", ""), "utf-8")


def test_approvals_are_asked_for_except_of_drafts(house: Path) -> None:
    asking(house)
    person = house / "content/people/toda-ryo.md"
    assert {issue.path for issue in findings(house) if issue.rule == "approval"} == {
        ENTRY,
        "content/people/toda-ryo.md",
    }
    for path in (house / ENTRY, person):
        path.write_text(path.read_text("utf-8").replace("\nconsent:", "\ndraft: true\nconsent:", 1), "utf-8")
    assert not [issue for issue in findings(house) if issue.rule == "approval"]


def test_a_draft_may_be_worked_on_after_its_approval(house: Path) -> None:
    asking(house)
    path = house / ENTRY
    path.write_text(path.read_text("utf-8").replace("\nconsent:", "\ndraft: true\nconsent:", 1), "utf-8")
    run("approve", ENTRY, "--ref", "ALM-2026-077")
    path.write_text(path.read_text("utf-8").replace("好きだから", "嫌いだから"), "utf-8")
    assert [issue.severity for issue in findings(house) if issue.path == ENTRY] == ["warning"]


@pytest.mark.parametrize(
    ("before", "after"),
    [("role: 設計部", "role: 別の部"), ("name: 戸田 涼", "name: 戸田 亮")],
)
def test_an_approval_of_a_person_covers_what_is_said_of_them(before: str, after: str, house: Path) -> None:
    path = house / "content/people/toda-ryo.md"
    assert run("approve", "content/people/toda-ryo.md", "--ref", "ALM-2026-077").exit_code == 0
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")
    assert "approval" in {issue.rule for issue in findings(house) if issue.path == "content/people/toda-ryo.md"}


def test_the_seal_of_a_proof_is_that_of_the_approval(house: Path) -> None:
    shown = re.search(r"v[0-9a-f]{11}", run("proof", ENTRY).stdout)
    kept = re.search(r"v[0-9a-f]{11}", run("approve", ENTRY, "--ref", "A-1").stdout)
    assert shown
    assert kept
    assert shown[0] == kept[0]
    entry = next(e for e in reading.load(house / "content").entries if e.slug == "return")
    assert approval.seal(entry.meta, entry.body) == kept[0]


# -- taking back -----------------------------------------------------------------------------------------------------


def test_taking_back_leaves_nothing_but_the_address(house: Path) -> None:
    shared = house / "content" / "people" / "toda-ryo.md"
    shared.write_text(
        shared.read_text("utf-8").replace("role: 設計部\n", "role: 設計部\nphoto: assets/field.jpg\n"), "utf-8"
    )
    done = run("retract", ENTRY)
    assert done.exit_code == 0, done.stderr
    assert not (house / ENTRY).exists()
    assert not (house / "content" / "assets" / "return.jpg").exists()
    assert (house / "content" / "assets" / "field.jpg").exists(), "another entry shows it"
    news = (house / "content" / "news" / "opened.md").read_text("utf-8")
    assert "読むのは3分です。インタビューもどうぞ。" in news
    assert "content/news/opened.md:17: リンクを外しました" in done.stdout
    assert retracted.addresses(house / "content") == ["interviews/return/"]
    assert (house / "content" / "_retracted.txt").read_text("utf-8") == "interviews/return/\n"
    assert findings(house) == []


def test_taking_back_a_person_frees_those_who_point_to_them(house: Path) -> None:
    done = run("retract", "content/people/toda-ryo.md")
    assert done.exit_code == 0, done.stderr
    assert "person:" not in (house / ENTRY).read_text("utf-8")
    assert findings(house) == []


def test_former_addresses_say_farewell_too(house: Path) -> None:
    path = house / ENTRY
    path.write_text(path.read_text("utf-8").replace("tags: [", "aliases: [news/old/, old.html]\ntags: ["), "utf-8")
    run("retract", ENTRY)
    assert retracted.addresses(house / "content") == ["interviews/return/", "news/old/", "old.html"]


def test_a_list_of_addresses_is_not_trusted(house: Path) -> None:
    (house / "content" / "_retracted.txt").write_text("../../etc/x/\n/abs/\nnews/ok/\n<b>/\n\n", "utf-8")
    assert retracted.addresses(house / "content") == ["news/ok/"]
