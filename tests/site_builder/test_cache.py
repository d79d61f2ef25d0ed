"""What is kept from one build to the next: when it is used, when it is not, and what is never in it."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner
from watchdog.events import FileSystemEventHandler

import alumni
from site_builder import checks, commands, stamps, unchanged, workers
from site_builder.cache import Cache, Kept, Known, Left, Output, packed
from site_builder.commands import StoppedError, build
from site_builder.stages import Stages
from site_builder.watch import Watch
from tests import factory_site as factory

House = Callable[..., Path]
runner = CliRunner()


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """As `factory.write`, with pictures that were encoded once for all tests here."""
    first = tmp_path_factory.mktemp("first")
    build(factory.write(first), today=factory.TODAY)

    def write(root: Path, *content: dict[str, str | None], **more: str) -> Path:
        shutil.copytree(first / ".cache/images", root / ".cache/images")
        return factory.write(root, *content, **more)

    return write


def write_on(path: Path, text: str = "一文を書き足しました。") -> None:
    path.write_text(f"{path.read_text('utf-8')}\n{text}\n", "utf-8")


def test_only_what_changed_is_made(tmp_path: Path, house: House) -> None:
    config = house(tmp_path)
    assert build(config, today=factory.TODAY).changed == 9
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*.html")}
    assert build(config, today=factory.TODAY).changed == 0
    write_on(tmp_path / "content/about.md")
    assert build(config, today=factory.TODAY).changed == 1
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*.html")}
    assert {path.relative_to(tmp_path).as_posix() for path in after if after[path] != before[path]} == {
        "site/about/index.html"
    }


def test_a_page_that_shows_what_changed_changes_with_it(tmp_path: Path, house: House) -> None:
    config = house(tmp_path)
    build(config, today=factory.TODAY)
    person = tmp_path / "content/people/kawase-kishi.md"
    person.write_text(person.read_text("utf-8").replace("role: 設計部", "role: 相談役"), "utf-8")
    assert build(config, today=factory.TODAY).changed == 2  # the interview shows the person
    assert "相談役" in (tmp_path / "site/interviews/coming-back/index.html").read_text("utf-8")


def test_a_template_changes_pages_and_no_body(tmp_path: Path, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    config = house(tmp_path, mkdocs=factory.MKDOCS.replace("material}", "material, custom_dir: theme}"))
    (tmp_path / "theme/partials").mkdir(parents=True)
    build(config, today=factory.TODAY)
    monkeypatch.setattr("site_builder.body.Renderer.render", lambda *_: pytest.fail("a body was rendered again"))
    (tmp_path / "theme/partials/notice.html").write_text("<p>別の案内</p>", "utf-8")
    assert build(config, today=factory.TODAY).changed == 9
    assert "別の案内" in (tmp_path / "site/interviews/coming-back/index.html").read_text("utf-8")


def test_warnings_are_said_again(tmp_path: Path, house: House) -> None:
    config = house(tmp_path)
    write_on(tmp_path / "content/about.md", "[だれか](people/nobody.md) [所](faq.md#none) ![絵](assets/none.png)")
    first = build(config, today=factory.TODAY).warnings
    assert len(first) == 3
    assert build(config, today=factory.TODAY).warnings == first
    with pytest.raises(StoppedError) as stopped:
        build(config, today=factory.TODAY, strict=True)
    assert set(first) <= set(stopped.value.warnings)


def test_a_strict_build_says_again_what_checks_found_without_looking(
    tmp_path: Path, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "RECENT", 0)
    config = house(tmp_path)
    write_on(tmp_path / "content/news/opened.md", "電話は090-1234-5678です。")

    def said() -> tuple[str, ...]:
        with pytest.raises(StoppedError) as stopped:
            build(config, today=factory.TODAY, strict=True)
        return stopped.value.warnings

    first = said()
    assert any("090" in each for each in first)
    with monkeypatch.context() as patched:
        patched.setattr(checks, "check_articles", lambda *_: pytest.fail("an entry was checked again"))
        assert said() == first
    write_on(tmp_path / "content/about.md")
    assert said() == first
    shutil.copy(tmp_path / "content/assets/hero.jpg", tmp_path / "content/assets/new.jpg")
    assert said() == first


def test_what_somebody_did_to_the_site_is_undone(tmp_path: Path, house: House) -> None:
    config = house(tmp_path)
    site = build(config, today=factory.TODAY).site_dir
    right = tree(site)
    (site / "index.html").write_text("edited", "utf-8")
    (site / "about/index.html").unlink()
    (site / "stale").mkdir()
    (site / "stale/page.html").write_text("stale", "utf-8")
    (site / ".nojekyll").write_text("", "utf-8")
    assert build(config, today=factory.TODAY).changed == 1
    assert tree(site) == {**right, ".nojekyll": b""}


def test_a_site_copied_with_its_cache_is_known_by_its_bytes(tmp_path: Path, house: House) -> None:
    config = house(tmp_path)
    site = build(config, today=factory.TODAY).site_dir
    for path in site.rglob("*.html"):
        os.utime(path, (1, 1))
    assert build(config, today=factory.TODAY).changed == 0


@pytest.mark.parametrize("how", ["cut short", "garbled", "no database", "a folder"])
def test_a_damaged_cache_is_said_in_one_line_and_not_used(tmp_path: Path, house: House, how: str) -> None:
    config = house(tmp_path)
    right = tree(build(config, today=factory.TODAY).site_dir)
    path = tmp_path / ".cache/public.sqlite"
    data = path.read_bytes()
    match how:
        case "cut short":
            path.write_bytes(data[: len(data) // 2])
        case "garbled":
            path.write_bytes(data.replace("川瀬".encode(), "河瀬".encode()))
        case "no database":
            path.write_text("nothing of the kind", "utf-8")
        case _:
            path.unlink()
            path.mkdir()
    built = build(config, today=factory.TODAY)
    assert built.notes[:1] == ("前回のビルドの控えが壊れていたため、使わずに全部を作り直しました",)
    assert not built.warnings
    assert tree(built.site_dir) == right


def test_a_cache_of_other_code_is_not_used(tmp_path: Path, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    config = house(tmp_path)
    build(config, today=factory.TODAY)
    for module in ("cache", "templates", "outputs", "unchanged"):
        monkeypatch.setattr(f"site_builder.{module}.engine", lambda: "another")
    built = build(config, today=factory.TODAY)
    assert built.notes == ("前回のビルドの控えは別の版のものなので、使わずに全部を作り直しました",)
    assert built.changed == 9


def test_nobody_else_finds_a_draft_in_what_is_kept(tmp_path: Path, house: House) -> None:
    """CI hands the cache of the public site from run to run."""
    config = house(tmp_path, {"news/plan.md": factory.front(title="秘密の計画", draft="true")})
    build(config, today=factory.TODAY, drafts=True)
    build(config, today=factory.TODAY)
    kept = b"".join(path.read_bytes() for path in (tmp_path / ".cache").iterdir() if path.name.startswith("public"))
    assert "窓口を開きました".encode() in kept
    assert "秘密の計画".encode() not in kept
    about = tmp_path / "content/news/opened.md"
    about.unlink()
    build(config, today=factory.TODAY)
    assert "窓口を開きました".encode() not in (tmp_path / ".cache/public.sqlite").read_bytes()


def test_the_command_does_nothing_twice(tmp_path: Path, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house(tmp_path)
    monkeypatch.chdir(tmp_path)
    words = ["site", "build", "--today", factory.TODAY.isoformat()]
    first, again = runner.invoke(alumni.app, words), runner.invoke(alumni.app, words)
    assert re.fullmatch(r"記事9件 · 作り直し9件 · \d+\.\d秒：site\n", first.stdout)
    assert re.fullmatch(r"記事9件 · 作り直し0件 · \d+\.\d秒：site\n", again.stdout)
    for more, remade in (["--profile"], 0), (["--no-cache"], 9), (["--clean"], 9), (["--drafts"], 9):
        run = runner.invoke(alumni.app, [*words, *more])
        assert f"作り直し{remade}件" in run.stdout, more
        assert ("本文とページを作る" in run.stderr) is (more == ["--profile"])
    write_on(tmp_path / "content/about.md", "[だれか](people/nobody.md)")
    assert runner.invoke(alumni.app, words).stderr.count("people/nobody.md") == 1
    assert runner.invoke(alumni.app, words).stderr.count("people/nobody.md") == 1
    assert runner.invoke(alumni.app, [*words, "--strict"]).exit_code == 1
    assert runner.invoke(alumni.app, [*words, "--strict"]).exit_code == 1


def test_cleaning_takes_what_we_made_and_nothing_else(tmp_path: Path, house: House) -> None:
    config = house(tmp_path)
    right = tree(build(config, today=factory.TODAY).site_dir)
    (tmp_path / ".cache/mine.txt").write_text("mine", "utf-8")
    built = build(config, today=factory.TODAY, clean=True)
    assert (built.changed, tree(built.site_dir)) == (9, right)
    assert (tmp_path / ".cache/mine.txt").read_text("utf-8") == "mine"


def test_whatever_a_build_can_see_is_looked_at(tmp_path: Path, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    config = house(tmp_path, mkdocs=factory.MKDOCS.replace("[alumni]", "[alumni: {site: firm/site.yml}]"))
    (tmp_path / "firm").mkdir()
    (tmp_path / "site.yml").rename(tmp_path / "firm/site.yml")
    (tmp_path / "content/assets/desk.svg").write_text("<svg/>", "utf-8")

    def known(**more: object) -> bool:
        wanted = {"today": factory.TODAY.isoformat(), "drafts": False, "strict": False, "language": "ja", **more}
        return unchanged.recalled(config, **wanted) is not None  # type: ignore[arg-type]

    assert not known()
    monkeypatch.setattr(stamps, "RECENT", 0)  # what was written a moment ago may be written again unnoticed
    build(config, today=factory.TODAY)
    assert known()
    assert not known(drafts=True)
    assert not known(strict=True)
    assert not known(language="en")
    assert not known(today="2026-11-23")
    assets = ("content/assets/desk.svg", "content/assets/hero.jpg")
    for name in ("firm/site.yml", "mkdocs.yml", "content/about.md", *assets):
        path = tmp_path / name
        data, times = path.read_bytes(), (path.stat().st_atime_ns, path.stat().st_mtime_ns)
        path.write_bytes(data + b" ")
        os.utime(path, ns=times)
        assert not known(), name
        path.write_bytes(data)
        os.utime(path, ns=times)
        assert known() is not name.endswith(".jpg"), name  # a picture counts by its times: some things are never equal
    (tmp_path / "site/about/index.html").write_text("edited", "utf-8")
    assert not known()


def test_mkdocs_itself_uses_what_alumni_kept(tmp_path: Path, house: House) -> None:
    config = house(tmp_path)
    right = tree(build(config, today=factory.TODAY).site_dir)
    write_on(tmp_path / "content/about.md")
    mkdocs = Path(sys.executable).with_name("mkdocs")
    environment = os.environ | {"ALUMNI_TODAY": factory.TODAY.isoformat(), "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run([mkdocs, "build", "-q"], cwd=tmp_path, env=environment, check=True, capture_output=True)
    now = tree(tmp_path / "site")
    assert {name for name in now if now[name] != right.get(name)} >= {"about/index.html"}
    clean = build(config, today=factory.TODAY, keep=False, site_dir=tmp_path.with_name(f"{tmp_path.name}-clean"))
    assert now == tree(clean.site_dir)


def test_with_other_plugins_every_page_goes_through_mkdocs(tmp_path: Path, house: House) -> None:
    config = house(tmp_path)
    right = tree(build(config, today=factory.TODAY).site_dir)
    (tmp_path / "hook.py").write_text("def on_post_page(output, **_):\n    return output + '<!-- seen -->'\n", "utf-8")
    config.write_text(f"{factory.MKDOCS}hooks: [hook.py]\n", "utf-8")
    for _ in range(2):
        pages = tree(build(config, today=factory.TODAY).site_dir)
        assert pages["about/index.html"] == right["about/index.html"] + b"<!-- seen -->"
    config.write_text(factory.MKDOCS, "utf-8")
    assert tree(build(config, today=factory.TODAY).site_dir) == right


def test_mkdocs_own_search_may_be_listed_before_or_after_us(tmp_path: Path, house: House) -> None:
    right = tree(build(house(tmp_path), today=factory.TODAY).site_dir)
    for plugins in ("[alumni, search]", "[search, alumni]"):
        (tmp_path / "mkdocs.yml").write_text(factory.MKDOCS.replace("[alumni]", plugins), "utf-8")
        pages = tree(build(tmp_path / "mkdocs.yml", today=factory.TODAY).site_dir)
        assert b"coming-back" in pages.pop("search/search_index.json"), plugins
        assert pages == right, plugins


def test_where_nothing_can_be_kept_the_site_is_built_all_the_same(tmp_path: Path, house: House) -> None:
    config = house(tmp_path)
    build(config, today=factory.TODAY)
    write_on(tmp_path / "content/about.md")
    other = sqlite3.connect(tmp_path / ".cache/public.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    built = build(config, today=factory.TODAY)
    other.close()
    assert built.notes == ("次のビルドのための控えを書けませんでした。サイトはできています（次は全部を作り直します）",)
    assert "一文を書き足しました" in (tmp_path / "site/about/index.html").read_text("utf-8")
    assert [build(config, today=factory.TODAY).changed for _ in range(2)] == [1, 0]


def test_keeping_is_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, digest = packed("本文")
    kept = Kept("m", "[]", "", "[]", digest)
    known = Known("1", "4 9 3", "", "{}", "[]", "")
    first = Cache(tmp_path / "a.sqlite")
    first.keep(Left({"a.md": known}, {"a.md": kept}, {"a/index.html": Output("m", "d", 1, 2)}), {"a.md": data})
    first.close()
    second = Cache(tmp_path / "a.sqlite")
    assert (second.left.entries, second.html("a.md"), second.trouble) == ({"a.md": known}, "本文", "")

    def fails(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(Cache, "_put", fails)
    second.keep(Left(), {})
    assert second.trouble == "cache-unwritten"
    second.close()
    third = Cache(tmp_path / "a.sqlite")
    assert third.html("a.md") == "本文"
    third.close()


def test_pages_made_by_several_processes_are_the_same(
    tmp_path: Path, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = house(tmp_path)
    alone = tree(build(config, today=factory.TODAY, keep=False).site_dir)
    monkeypatch.setattr(workers, "WORTH_IT", 2)
    monkeypatch.setattr(workers, "processors", lambda: 2)
    assert tree(build(config, today=factory.TODAY, keep=False).site_dir) == alone
    assert tree(build(config, today=factory.TODAY).site_dir) == alone


def test_work_is_spread_and_comes_back_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "processors", lambda: 2)
    jobs = list(range(60))
    done = list(workers.spread(lambda number: (number * number, os.getpid()), jobs, worth_it=10))
    assert [square for square, _ in done] == [number * number for number in jobs]
    if sys.platform == "linux" and threading.active_count() == 1:
        assert os.getpid() not in {who for _, who in done}


def test_a_process_that_dies_leaves_its_work_to_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "processors", lambda: 2)
    here = os.getpid()

    def work(number: int) -> int:
        if number == 40 and os.getpid() != here:
            os._exit(9)
        return number

    assert list(workers.spread(work, range(60), worth_it=10)) == list(range(60))


def test_stages_within_stages_count_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter((0.0, 1.0, 4.0, 10.0))
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))
    stage = Stages()
    with stage("outer"), stage("inner"):
        pass
    assert stage.seconds == {"outer": 7.0, "inner": 3.0}


def test_saving_is_noticed_and_reading_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("a", "utf-8")
    seen = threading.Event()
    handler = FileSystemEventHandler()
    handler.on_any_event = lambda event: seen.set()  # type: ignore[method-assign]
    watch = Watch()
    watched = watch.schedule(handler, str(tmp_path), recursive=True)
    watch.start()
    try:
        time.sleep(0.1)
        seen.clear()
        path.read_text("utf-8")
        assert not seen.wait(0.3)
        path.write_text("b", "utf-8")
        assert seen.wait(10)
        watch.unschedule(watched)
    finally:
        watch.stop()
        watch.join()


def test_serving_keeps_what_it_shows(tmp_path: Path, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    config = house(tmp_path, {"news/plan.md": factory.front(title="下書きの計画", draft="true")})
    monkeypatch.setenv("ALUMNI_TODAY", factory.TODAY.isoformat())
    monkeypatch.setenv("ALUMNI_DRAFTS", "")
    made: list[str] = []

    def served(server: object) -> None:
        write_on(tmp_path / "content/about.md")
        server.builder()  # type: ignore[attr-defined]
        made.append((tmp_path / ".cache/serve/about/index.html").read_text("utf-8"))

    monkeypatch.setattr("mkdocs.livereload.LiveReloadServer.serve", served)
    monkeypatch.setattr("mkdocs.livereload.LiveReloadServer.shutdown", lambda server: server.server_close())
    commands.serve(config, today=factory.TODAY, address="127.0.0.1:0")
    assert "一文を書き足しました" in made[0]
    assert (tmp_path / ".cache/serve/news/plan/index.html").is_file()
    assert not (tmp_path / "site").exists()
