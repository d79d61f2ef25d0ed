"""`alumni init`: the sample becomes an empty site of one's own, or nothing happens at all."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import alumni
from promises.form import Form, read, unfit_to_publish
from site_builder import checks, commands, starter
from site_builder.content import load_site
from site_builder.reading import load
from tests.factory_site import ROOT, picture

pytestmark = pytest.mark.sample

ANSWERS = """
url = "https://alumni.asanagi.example/"
reply_within = 7
[company]
name = "あさなぎ\\"食品\\"株式会社: #1"
short = "あさなぎ"
address = "千葉県浜風市朝凪2丁目4番6号"
representative = "代表取締役社長 凪 一穂"
url = "https://www.asanagi.example/"
[contact]
email = "alumni@asanagi.example"
"""


def git(folder: Path, *words: str) -> str:
    user = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "core.quotePath=false"]
    return subprocess.run(["git", "-C", folder, *user, *words], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample with two small pictures, committed; the current folder."""
    shutil.copytree(ROOT / "content", tmp_path / "content", ignore=shutil.ignore_patterns("*.jpg", "*.png", "*.webp"))
    for name in ("assets/hero/home.jpg", "assets/events/meetup.jpg"):
        picture(tmp_path / "content" / name, (64, 36))
    for name in ("site.yml", "form.toml", "registration.toml"):
        shutil.copy(ROOT / name, tmp_path)
    config = (ROOT / "mkdocs.yml").read_text("utf-8")
    (tmp_path / "mkdocs.yml").write_text(config.replace("  custom_dir: site_builder/theme\n", ""), "utf-8")
    for name in starter.BESIDE:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / ".gitignore").write_text("site/\n.cache/\n", "utf-8")
    (tmp_path / "answers.toml").write_text(ANSWERS, "utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "sample")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def init(*more: str, answers: str = "answers.toml", said: str = "") -> Result:
    given = ["--answers", answers] if answers else []
    return CliRunner().invoke(alumni.app, ["init", *given, *more], input=said)


def test_the_sample_becomes_an_empty_site_that_is_sound_and_builds(own: Path) -> None:
    done = init()
    assert done.exit_code == 0, done.output
    site = load_site(own / "site.yml")
    assert (site.company.name, site.reply_within) == ('あさなぎ"食品"株式会社: #1', 7)
    assert not site.company.fictional
    assert site.colours == load_site(ROOT / "site.yml").colours
    content = load(own / "content")
    assert {entry.kind for entry in content.entries} == {"pages"}
    assert checks.check(content, site) == []
    built = commands.build(own / "mkdocs.yml", strict=True)
    pages = {path.relative_to(built.site_dir).as_posix(): path for path in built.site_dir.rglob("*.html")}
    assert {"index.html", "join/index.html", "privacy/index.html", "interviews/index.html"} <= set(pages)
    for name, path in pages.items():
        text = path.read_text("utf-8")
        assert not re.search("ハルカゼ|harukaze|架空", text), name
        assert "{{" not in text, name
    home = pages["index.html"].read_text("utf-8")
    assert home.count("<section") >= 3  # full without a single article
    assert "7営業日以内" in home
    assert "mailto:alumni@asanagi.example" in pages["join/index.html"].read_text("utf-8")


def test_nothing_of_the_sample_stays_but_what_belongs_to_everybody(own: Path) -> None:
    init()
    left = {path.relative_to(own / "content").as_posix() for path in (own / "content").rglob("*") if path.is_file()}
    assert "assets/hero/home.jpg" in left
    assert "interviews/interview.template.md" in left
    assert "_inbox/README.md" in left
    assert not (own / "content/assets/events").exists()
    assert "figures.json" not in left
    for path in [*own.rglob("*.md"), *own.rglob("*.yml"), *own.rglob("*.toml")]:
        if path.name != "answers.toml":
            assert not re.search("ハルカゼ|harukaze", path.read_text("utf-8")), path


def test_the_new_form_begins_with_the_purposes_of_today(own: Path) -> None:
    init()
    form = read(own / "form.toml", Form)
    assert list(unfit_to_publish(form)) == []
    assert form.present.since >= dt.date(2026, 4, 1)
    assert form.present.version == f"{form.present.since:%Y-%m}"
    assert form.agreed_to("同意する") == form.present.version


def test_git_takes_everything_back(own: Path) -> None:
    before = git(own, "ls-files", "-s")
    init()
    assert git(own, "status", "--porcelain")
    git(own, "checkout", ".")
    assert git(own, "status", "--porcelain") == ""
    assert git(own, "ls-files", "-s") == before


def test_a_rehearsal_says_what_it_would_do_and_does_nothing(own: Path) -> None:
    for answers in ("", "answers.toml"):
        done = init("--dry-run", answers=answers)
        assert done.exit_code == 0
        assert "content/interviews/" in done.stdout
        assert "site.yml" in done.stdout
        assert "何も変えていません" in done.stdout
    assert git(own, "status", "--porcelain") == ""


@pytest.mark.parametrize("path", ["content/news/mine.md", "content/about.md", "site.yml", "content/assets/hero/my.jpg"])
def test_what_is_not_committed_is_never_lost(own: Path, path: str) -> None:
    with (own / path).open("a", encoding="utf-8") as file:
        file.write("# mine\n")
    changed = (own / path).read_bytes()
    done = init()
    assert done.exit_code == 1
    assert path in done.stderr
    assert (own / path).read_bytes() == changed
    assert (own / "content/interviews/founding-a-company.md").exists()


def test_a_site_of_ones_own_is_left_alone(own: Path) -> None:
    init()
    git(own, "add", "-A")
    git(own, "commit", "-qm", "own")
    done = init()
    assert done.exit_code == 1
    assert "もうあさなぎ" in done.stderr


def test_without_git_one_has_to_say_so(own: Path) -> None:
    shutil.rmtree(own / ".git")
    assert "元に戻せません" in init().stderr
    assert (own / "content/interviews/founding-a-company.md").exists()
    assert init("--without-git").exit_code == 0


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('short = "あさなぎ"', ""), ["`company.short` の答えがありません"]),
        (
            ('short = "', 'shrt = "'),
            ["`company.shrt` という項目はありません。`company.short`", "の答えがありません"],
        ),
        (("https://alumni.asanagi.example/", "alumni.asanagi.example"), ["`url`: https://"]),
        (("alumni@asanagi.example", "alumni"), ["`contact.email`: メールアドレス"]),
        (("reply_within = 7", "reply_within = 0"), ["`reply_within`: 1から60"]),
        (("[company]", "[company"), ["読めません"]),
    ],
)
def test_answers_that_will_not_do_are_told_all_at_once(own: Path, change: tuple[str, str], told: list[str]) -> None:
    (own / "answers.toml").write_text(ANSWERS.replace(*change), "utf-8")
    done = init()
    assert done.exit_code == 1
    assert all(part in done.stderr for part in told), done.stderr
    assert git(own, "status", "--porcelain", "--", "content", "site.yml") == ""


def test_without_a_terminal_one_learns_what_would_be_asked(own: Path) -> None:
    done = init(answers="")
    assert done.exit_code == 1
    assert "company.representative: 代表者" in done.stderr


def test_on_a_terminal_each_thing_is_asked_until_it_will_do(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("site_builder.cli_init._at_a_terminal", lambda: True)
    answers = ["あさなぎ食品", "あさなぎ", "千葉県浜風市", "社長 凪", "www", "https://www.asanagi.example/"]
    answers += ["https://alumni.asanagi.example/", "a@asanagi.example", "", "", "", "", "", "n"]
    done = init(answers="", said="\n".join(answers) + "\n")
    assert "https:// から始まる" in done.stderr
    assert "何も変えていません" in done.stdout
    assert git(own, "status", "--porcelain") == ""
    answers[-1] = "y"
    assert init(answers="", said="\n".join(answers) + "\n").exit_code == 0
    assert load_site(own / "site.yml").privacy.access == "人事部 アルムナイ事務局の担当者と、その管理者"
