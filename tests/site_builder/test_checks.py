"""Mistakes a machine can see are seen: each by its rule, on its line; sound content is left in peace."""

from __future__ import annotations

import json
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from PIL import Image
from typer.testing import CliRunner

import alumni
from messages import say
from site_builder import checks, content, reading
from site_builder.checks import RULES, command, external
from site_builder.checks.article import House, article
from site_builder.issues import Issue

CASES = Path(__file__).parents[1] / "cases"


@cache
def mutations() -> dict[str, Any]:
    return dict(yaml.safe_load((CASES / "checks_mutations.yml").read_text("utf-8")))


SITE: str = mutations()["site"]


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small pictures, one that tells a place, one far too large."""
    folder = tmp_path_factory.mktemp("pictures")
    plain = Image.new("RGB", (64, 48), "navy")
    for name in ("return.jpg", "field.jpg", "畑.jpg"):
        plain.save(folder / name)
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x8825] = {1: "N", 2: (35.0, 30.0, 0.0), 3: "E", 4: (139.0, 40.0, 0.0)}
    plain.save(folder / "gps.jpg", exif=exif)
    Image.new("1", (8000, 6000)).save(folder / "huge.png")
    return folder


@pytest.fixture
def house(tmp_path: Path, pictures: Path) -> Path:
    """A repository with sound content; returns its folder."""
    (tmp_path / "site.yml").write_text(SITE, "utf-8")
    for name, text in mutations()["files"].items():
        (tmp_path / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "content" / name).write_text(text, "utf-8")
    assets = tmp_path / "content" / "assets"
    assets.mkdir()
    for name in ("return.jpg", "field.jpg"):
        (assets / name).write_bytes((pictures / name).read_bytes())
    return tmp_path


def found(house: Path) -> list[Issue]:
    return checks.check(reading.load(house / "content"), content.load_site(house / "site.yml"))


def test_sound_content_is_left_in_peace(house: Path) -> None:
    assert found(house) == []


def test_our_own_content_is_sound() -> None:
    root = Path(__file__).parents[2]
    issues = checks.check(reading.load(root / "content"), content.load_site(root / "site.yml"))
    assert [str(issue) for issue in issues] == []


def name_of(mutation: list[Any]) -> str:
    return f"{mutation[0]}: {mutation[3][:24] or 'without ' + mutation[2][:24]}"


@pytest.mark.parametrize("mutation", mutations()["mutations"], ids=name_of)
def test_a_mistake_is_found_by_its_rule_on_its_line(mutation: list[Any], house: Path, pictures: Path) -> None:
    rule, file, old, new, *more = mutation
    options = more[0] if more else {}
    path = house / "content" / file
    sound = path.read_text("utf-8")
    assert old in sound
    broken = sound.replace(old, new, 1)
    path.write_text(broken, "utf-8")
    wanted = re.search(r"\.\./assets/([^)]+\.(?:jpg|png))", new)
    if wanted and (pictures / wanted[1]).exists():
        (house / "content" / "assets" / wanted[1]).write_bytes((pictures / wanted[1]).read_bytes())
    if "at" in options:
        line = broken[: broken.index(options["at"])].count("\n") + 1 - options.get("before", 0)
    else:
        line = sound[: sound.index(old)].count("\n") + 1
    issues = found(house)
    assert (f"content/{file}", line, rule) in {(each.path, each.line, each.rule) for each in issues}, "\n".join(
        map(str, issues)
    )
    if options.get("alone", True):
        assert {(each.path, each.rule) for each in issues} == {(f"content/{file}", rule)}
    assert all(each.fix for each in issues)


def test_there_are_enough_mistakes_and_every_rule_finds_one() -> None:
    """Sixty at least; rules without a mistake here have a test of their own."""
    assert len(mutations()["mutations"]) >= 60
    assert set(RULES) - {mutation[0] for mutation in mutations()["mutations"]} == set()


def test_no_broken_link_remains_unnamed_when_an_entry_is_deleted(house: Path) -> None:
    (house / "content" / "events" / "study.md").unlink()
    assert [(each.path, each.rule) for each in found(house)] == [("content/interviews/return.md", "link")]


def test_findings_of_a_body_are_told_although_the_front_matter_is_broken(house: Path) -> None:
    path = house / "content" / "interviews" / "return.md"
    text = (
        path.read_text("utf-8")
        .replace("date: 2026-04-01", "date: 2026-02-30")
        .replace("待っていました。", "待っていました。。")
    )
    path.write_text(text, "utf-8")
    assert {each.rule for each in found(house)} == {"front-matter", "doubled-punctuation"}


@pytest.mark.parametrize(
    "data", [b"", b"\x93\xfa\x96{\x8c\xea\x0b\x01", b"only text", b"---\ntitle: a\n", b"---\nspeakers: 3\n---\n"]
)
def test_files_that_are_no_entries_are_told_once_and_nothing_breaks(data: bytes, run: Run, house: Path) -> None:
    (house / "content" / "interviews" / "odd.md").write_bytes(data)
    done = run()
    assert done.exit_code == 1
    assert {line.split(":")[0] for line in done.stdout.splitlines()[:-1]} == {"content/interviews/odd.md"}
    assert run("content/interviews/odd.md").stdout.splitlines()[:-1] == done.stdout.splitlines()[:-1]


def test_two_files_for_one_address(house: Path) -> None:
    (house / "content" / "Privacy.md").write_text((house / "content" / "privacy.md").read_text("utf-8"), "utf-8")
    assert any(each.rule == "file-name" for each in found(house))


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_rule_says_what_it_is_and_shows_both_ways(name: str) -> None:
    rule = RULES[name]
    assert (rule.looks.__doc__ or "").strip().endswith((".", "。"))
    assert rule.bad.strip() != rule.good.strip() != ""
    assert say(f"rule.{name}")


@pytest.mark.parametrize(
    "text", ["# #\n#", "![](", "[a](<", "{{", "```\n", "<!--", "|", "――", "\ue000", "[x]: y", "a\\"]
)
def test_odd_bodies_do_not_stop_the_checks(text: str, house: Path) -> None:
    path = house / "content" / "news" / "opened.md"
    path.write_text(path.read_text("utf-8") + text, "utf-8")
    found(house)


QUIET = [
    "0.3ミリの板を、1,200円で買いました。",
    "版は2.0.1です。時刻は10:30、比は3:1です。",
    "「はい」（と言って）『図面』を見ました。",
    "お名前は（任意）です。",
    "Windows 11 (64 bit) と Python 3.11 を使います。",
    "`code.example` と https://example.jp/a?b=c,d を見ます。",
    "2026年4月1日に生まれ変わりました。",
    "電話番号や生年月日は、記事に書きません。",
    "4-5-6の順に、2026-04-01から10-20名で進めます。",
    "型番は03-1234、番地ではなく1番目の席です。",
    "> 図面が先だ、と言われました",
    "## お越しください、また会いましょう",
    "- はい、図面です",
    "夢――それは図面です。",
]


@pytest.mark.parametrize("text", QUIET)
def test_sound_sentences_are_not_scolded(text: str, house: Path) -> None:
    path = house / "content" / "news" / "opened.md"
    path.write_text(f"{path.read_text('utf-8')}\n{text}\n", "utf-8")
    assert [str(each) for each in found(house)] == []


def test_prose_rules_can_be_switched_off(house: Path) -> None:
    path = house / "content" / "news" / "opened.md"
    path.write_text(path.read_text("utf-8") + "\n窓口です。。\n", "utf-8")
    (house / "site.yml").write_text(SITE + "prose: {doubled-punctuation: false}\n", "utf-8")
    assert found(house) == []


def test_contacts_of_the_company_can_be_allowed(house: Path) -> None:
    path = house / "content" / "news" / "opened.md"
    path.write_text(path.read_text("utf-8") + "\n受付は045-123-4567です。\n", "utf-8")
    assert [each.rule for each in found(house)] == ["phone-number"]
    (house / "site.yml").write_text(SITE + 'allowed_contacts: ["045(123)4567"]\n', "utf-8")
    assert found(house) == []


def test_the_address_of_a_venue_is_meant_to_be_found(house: Path) -> None:
    path = house / "content" / "events" / "study.md"
    text = path.read_text("utf-8").replace("place: 本社食堂", "place: 会館2階（東京都汐見区夏風町4丁目5番6号）")
    path.write_text(text, "utf-8")
    assert found(house) == []


def test_a_photograph_nobody_uses_may_not_tell_its_place_either(house: Path, pictures: Path) -> None:
    (house / "content" / "assets" / "gps.jpg").write_bytes((pictures / "gps.jpg").read_bytes())
    assert [(each.path, each.rule) for each in found(house)] == [("content/assets/gps.jpg", "picture-place")]


# -- the command -----------------------------------------------------------------------------------------------------

Run = Callable[..., Any]


@pytest.fixture
def run(house: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(house)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return lambda *words: CliRunner().invoke(alumni.app, ["site", "check", *map(str, words)])


def spoil(house: Path, old: str, new: str, file: str = "interviews/return.md") -> Path:
    path = house / "content" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


def test_sound_content_ends_with_0_and_a_count(run: Run) -> None:
    done = run()
    assert (done.exit_code, done.stdout) == (0, "8件のファイルに、誤りも注意もありません\n")


def test_warnings_end_with_0_and_errors_with_1(run: Run, house: Path) -> None:
    spoil(house, "待っていました。", "待っていました。。")
    done = run()
    assert done.exit_code == 0
    assert "content/interviews/return.md:47: " in done.stdout
    assert done.stdout.endswith("誤り 0件・注意 1件\n")
    spoil(house, "../events/study.md", "../events/sturdy.md")
    done = run()
    assert done.exit_code == 1
    assert "`events/study.md` のことでしょうか" in done.stdout
    assert done.stdout.endswith("誤り 1件・注意 1件\n")


def test_one_file_or_folder_is_checked_alone(run: Run, house: Path) -> None:
    spoil(house, "待っていました。", "待っていました。。")
    assert "8件" not in run("content/news").stdout
    assert run("content/news/opened.md").stdout.startswith("1件のファイルに、誤りも")
    assert "[doubled-punctuation]" in run(house / "content" / "interviews" / "return.md").stdout
    assert run("content/news/nowhere.md").exit_code == 1


def test_one_file_gives_what_the_whole_gives(run: Run, house: Path) -> None:
    spoil(house, "    person: toda-ryo", "    person: toda-ryou")
    spoil(house, "hero: assets/return.jpg", "hero: assets/no.jpg")
    spoil(house, "私たち", "私達")
    whole = run().stdout.splitlines()[:-1]
    assert len(whole) == 3
    assert run("content/interviews/return.md").stdout.splitlines()[:-1] == whole


def test_a_file_outside_content_is_checked_by_what_it_says(run: Run, house: Path, tmp_path: Path) -> None:
    lone = tmp_path / "desk" / "draft.md"
    lone.parent.mkdir()
    (lone.parent / "assets").mkdir()
    for name in ("return.jpg", "field.jpg"):
        (lone.parent / "assets" / name).write_bytes((house / "content" / "assets" / name).read_bytes())
    text = (house / "content" / "interviews" / "return.md").read_text("utf-8")
    lone.write_text(text.replace("三枝：私たち", "三技：私たち"), "utf-8")
    assert "[undeclared-label]" in run(lone).stdout


def test_annotations_for_a_pull_request(run: Run, house: Path) -> None:
    spoil(house, "待っていました。", "待っていました。。")
    done = run("--github")
    assert done.stdout.startswith("::warning file=content/interviews/return.md,line=47,title=doubled-punctuation::")


def test_fix_mends_what_is_safe_and_shows_it(run: Run, house: Path) -> None:
    path = spoil(house, "三枝：私たちは待っていました。", "三枝: 私達は待って\u00a0いました。。です。")
    spoil(house, "――次は何をしますか。", "――次は何をしますか?")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    done = run("--fix")
    assert done.exit_code == 0, done.stdout
    assert "+三枝：私たちは待っていました。" in done.stdout
    data = path.read_bytes()
    assert b"\n" not in data.replace(b"\r\n", b"")
    text = data.decode()
    assert "三枝：私たちは待っていました。\r\n" in text
    assert "――次は何をしますか？" in text
    again = run("--fix")
    assert "自動で直せるものはありません" in again.stdout


def git(house: Path, *words: str) -> None:
    who = ["-c", "user.name=t", "-c", "user.email=t@minato.example", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *who, *words], cwd=house, check=True, capture_output=True)


def test_a_change_answers_for_what_it_touches_and_breaks(run: Run, house: Path) -> None:
    spoil(house, "hero_alt: 窓辺の机で図面を広げて話す二人", "hero_alt: 写真")  # an old sin of another entry
    git(house, "init", "-q")
    git(house, "add", ".")
    git(house, "commit", "-qm", "before")
    spoil(house, "窓口を開きました。お問い合わせ", "窓口を開きました。。お問い合わせ", "news/opened.md")
    done = run("--changed-since", "HEAD")
    assert done.exit_code == 0
    assert "[doubled-punctuation]" in done.stdout
    assert "[alt-machine]" not in done.stdout
    assert "ほかに誤り 1件" in done.stdout
    (house / "content" / "events" / "study.md").unlink()
    done = run("--changed-since", "HEAD")
    assert done.exit_code == 1
    assert "content/interviews/return.md:39: " in done.stdout
    assert run("--changed-since", "nowhere").exit_code == 1
    assert run("--changed-since=--output=x").exit_code == 1


def test_a_public_repository_may_not_hold_drafts(
    run: Run, house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (house / "site.yml").write_text(SITE.replace("fictional: true", "fictional: false"), "utf-8")
    spoil(house, "tags: [ネットワーク]", "tags: [ネットワーク]\ndraft: true", "news/opened.md")
    spoil(house, "date: 2026-04-01", "date: 2099-04-01", "events/study.md")
    (house / "content" / "_inbox").mkdir()
    (house / "content" / "_inbox" / "genko.docx").write_bytes(b"x")
    event = tmp_path / "event.json"
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    told = (
        ({"repository": {"private": True}}, 0),
        ({"repository": {"private": False}}, 3),
        ({"repository": {"private": False, "visibility": "public"}}, 3),
        ({"repository": {"private": True, "visibility": "private"}}, 0),
        ({"repository": {"private": True, "visibility": "internal"}}, 0),
        # as a pull request from a fork and a schedule tell it: the repository is the one the job runs in
        ({"pull_request": {"head": {"repo": {"private": True}}}, "repository": {"private": False}}, 3),
        ({"schedule": "7 15 * * *", "repository": {"visibility": "public"}}, 3),
        ({"schedule": "7 15 * * *"}, 0),
        ({"repository": None}, 0),
        ([], 0),
    )
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    for payload, exposed in told:
        event.write_text(json.dumps(payload), "utf-8")
        done = run("--github")
        assert done.stdout.count("title=exposed") == exposed, payload
        assert (done.exit_code == 1) is bool(exposed), payload
    event.unlink()
    assert run().exit_code == 0
    monkeypatch.delenv("GITHUB_ACTIONS")
    assert run().stdout.count("[exposed]") == 0


def test_without_content_or_a_sound_site_file_the_way_out_is_shown(
    tmp_path: Path, run: Run, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (house / "site.yml").write_text("name: x\n", "utf-8")
    done = run()
    assert done.exit_code == 1
    assert "site.yml:" in done.stderr
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    assert "content/" in run().stderr


def test_repairs_do_not_overlap(house: Path) -> None:
    path = spoil(house, "待っていました。", "待って(い,まし)た。。。です。")
    each = article(path, house / "content", "x", None)
    around = House(house / "content", content.load_site(house / "site.yml"))
    assert "待って（い、まし）た。\n" in command.mended(each, around)


# -- links to other sites --------------------------------------------------------------------------------------------


class Server(BaseHTTPRequestHandler):
    """Knows `/good`, `/get-only` (no HEAD) and `/private`; counts what it was asked."""

    asked: ClassVar[list[str]] = []

    def do_HEAD(self) -> None:
        type(self).asked.append(f"{self.command} {self.path}")
        codes = {"/good": 200, "/get-only": 200 if self.command == "GET" else 405, "/private": 403, "/away": 301}
        self.send_response(codes.get(self.path, 404))
        if self.path == "/away":
            self.send_header("Location", "/good")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Another site, on loopback."""
    Server.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_outside_links_are_asked_once_a_week_and_only_on_request(
    run: Run, house: Path, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(external, "PAUSE", 0.0)
    monkeypatch.setattr(external.Asker.__init__, "__defaults__", (0.0,))
    links = " ".join(f"[a]({elsewhere}/{page})" for page in ("good", "good#x", "get-only", "private", "away", "gone"))
    path = house / "content" / "news" / "opened.md"
    path.write_text(f"{path.read_text('utf-8')}\n{links} [b](https://minato.example/) です。\n", "utf-8")
    assert run().stdout == "8件のファイルに、誤りも注意もありません\n"
    assert Server.asked == []
    done = run("--external")
    assert done.exit_code == 0, "another site's trouble fails nothing"
    assert done.stdout.count("[link-outside]") == 1
    assert f"{elsewhere}/gone" in done.stdout
    assert sum(asked.endswith("/good") for asked in Server.asked) == 2, "itself, and where /away leads"
    Server.asked.clear()
    run("--external")
    assert Server.asked == ["HEAD /gone", "GET /gone"]


def test_a_site_that_does_not_answer_is_a_warning(house: Path, tmp_path: Path) -> None:
    each = article(house / "content" / "news" / "opened.md", house / "content", "news/opened.md")
    each = replace(each, body="[a](http://127.0.0.1:9/) です。")
    (tmp_path / "cache.json").write_text("no json", "utf-8")
    found = external.outside([each], tmp_path / "cache.json")
    assert [(issue.rule, issue.severity) for issue in found] == [("link-outside", "warning")]
    assert "ConnectionError" in found[0].message


def test_questions_to_one_host_are_spaced(elsewhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(external.time, "sleep", waited.append)
    ask = external.Asker(pause=60)
    assert [ask(f"{elsewhere}/good"), ask(f"{elsewhere}/gone"), ask(f"{elsewhere}/good")] == ["", "404", ""]
    assert [round(wait / 10) for wait in waited] == [6, 6]
