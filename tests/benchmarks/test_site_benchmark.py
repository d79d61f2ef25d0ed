"""The measurement of builds: the invented site is sound, a small run measures what it says, and bars are computed."""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from statistics import mean
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from benchmarks import site, site_corpus, site_peers, site_plot, site_report, site_rounds, site_runs
from benchmarks.process_cost import Cost, FailedError, cost
from benchmarks.site_runs import Run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are watched by way of /proc")


@pytest.fixture(scope="module")
def texts() -> list[site_corpus.Piece]:
    return list(site_corpus.pieces(100, seed=3))


# ---- the corpus


def test_four_of_five_entries_are_interviews_of_about_six_thousand_characters(texts: list[site_corpus.Piece]) -> None:
    kinds = Counter(piece.kind for piece in texts)
    assert kinds["interviews"] == 80
    assert set(kinds) == {"interviews", "news", "people", "events", "opportunities", "voices"}
    lengths = [len(piece.body) for piece in texts if piece.kind == "interviews"]
    assert 5_700 < mean(lengths) < 6_600


def test_the_same_seed_writes_the_same_and_another_one_does_not(texts: list[site_corpus.Piece]) -> None:
    assert list(site_corpus.pieces(100, seed=3)) == texts
    assert [piece.title for piece in site_corpus.pieces(100, seed=4)] != [piece.title for piece in texts]


@pytest.mark.sample
def test_the_checks_have_nothing_to_say_about_the_site(texts: list[site_corpus.Piece], tmp_path: Path) -> None:
    from site_builder.checks import command

    site_corpus.write_site(tmp_path, texts)
    report = command.run([], here=tmp_path)
    assert list(map(str, report.issues)) == []
    assert report.files == len(texts) + len(site_corpus.PAGES)


@pytest.mark.parametrize("absolute", [True, False])
def test_others_get_the_same_words_without_our_marks(texts: list[site_corpus.Piece], absolute: bool) -> None:
    for piece in texts:
        body = site_corpus.plain(piece.body, absolute=absolute)
        assert not re.search(r"\{[^}]*[|}]", body)
        assert len(body) == pytest.approx(len(piece.body), rel=0.02)
        targets = re.findall(r"\]\(([^) ]+)", body)
        assert all(target.startswith("/") for target in targets) if absolute else "](/" not in body


# ---- a run


def _small_pictures(folder: Path) -> None:
    """The pool's addresses with pictures that take no time to encode."""
    for name in site_corpus.POOL:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (64, 36), "#0b3c5d").save(folder / name)


@pytest.mark.sample
def test_a_small_run_of_ourselves_writes_its_section_and_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_corpus, "copy_pictures", _small_pictures)
    results, data = tmp_path / "RESULTS.md", tmp_path / "site.json"
    done = site.main(["--sizes", "10:1", "--peers", "ours", "--saves", "1"], results=results, data=data)
    assert done == 0, capsys.readouterr().err
    run = site_runs.load(data)[10]
    assert {name: len(costs) for name, costs in run.figures["ours"].items()} == dict.fromkeys(site_rounds.SCENARIOS, 1)
    assert all(cost.wall > 0.1 and cost.cpu > 0.1 and cost.peak > 20 for cost in run.figures["ours"]["cold"])
    assert len(run.saves) == 1
    text = results.read_text("utf-8")
    assert "### 10 entries" in text
    assert "python -m benchmarks.site --sizes 10:1 --peers ours --saves 1" in text
    ET.fromstring(results.with_name("site.svg").read_text("utf-8"))


def test_a_page_that_is_not_there_stops_the_run(texts: list[site_corpus.Piece], tmp_path: Path) -> None:
    ours = site_peers.PEERS["ours"]
    with pytest.raises(site_rounds.NotShownError, match="99 pages are missing"):
        site_rounds.check_all(ours, tmp_path, texts)


def test_words_that_a_page_does_not_show_stop_the_run(texts: list[site_corpus.Piece], tmp_path: Path) -> None:
    ours = site_peers.PEERS["ours"]
    for piece in texts:
        page = site_peers.page(ours, tmp_path, piece)
        page.parent.mkdir(parents=True)
        page.write_text("<p>こちらは空です。</p>", "utf-8")
    with pytest.raises(site_rounds.NotShownError, match="does not show"):
        site_rounds.check_all(ours, tmp_path, texts)


@pytest.mark.sample
def test_another_generator_that_fails_is_left_out_with_its_reason(tmp_path: Path) -> None:
    broken = replace(
        site_peers.PEERS["material"], name="broken", command=(sys.executable, "-c", "raise SystemExit('no')")
    )
    figures, failed = site_rounds.gathered(site_rounds.rounds(tmp_path, 10, [broken], 2, 2, seed=1), 10)
    assert figures == {}
    assert list(failed) == ["broken"]
    assert "code 1" in failed["broken"]
    run = replace(_run(1000, {"hugo": {"cold": 1.0, "article": 1.0}}), failed={"material": "mkdocs ended with code 1"})
    assert "Left out: MkDocs + Material, plain (mkdocs ended with code 1)." in site_report.section({1000: run})


@pytest.mark.sample
def test_ourselves_failing_ends_the_run(tmp_path: Path) -> None:
    ours = replace(site_peers.PEERS["ours"], command=(sys.executable, "-c", "raise SystemExit('no')"))
    (tmp_path / "pictures").mkdir()
    with pytest.raises(FailedError):
        list(site_rounds.rounds(tmp_path, 10, [ours], 1, 1, seed=1))


@pytest.mark.sample
def test_every_peer_can_be_changed_where_the_rounds_change_it(texts: list[site_corpus.Piece], tmp_path: Path) -> None:
    for name in ("ours", "hugo-derived", "zensical", "material-search"):
        peer, folder = site_peers.PEERS[name], tmp_path / name
        folder.mkdir()
        peer.write(folder, texts)
        piece, sentence = site_rounds.rewrite(peer, folder, texts, 0)
        assert sentence in site_peers.source(folder, piece).read_text("utf-8")
        mark = site_rounds.retouch(peer, folder, 0)
        assert (folder / peer.template).read_text("utf-8").count(mark) == 1
        again = site_rounds.retouch(peer, folder, 1)
        assert mark not in (folder / peer.template).read_text("utf-8").replace(again, "")


def test_memory_and_processor_time_of_children_count(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys, time\n"
        "child = 'import time; held = bytearray(100_000_000); time.sleep(0.5)'\n"
        "subprocess.run([sys.executable, '-c', child])\n"
    )
    found = cost([sys.executable, "-c", script], tmp_path)
    assert found.peak > 95
    assert found.wall > 0.5


def test_a_command_that_fails_says_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(FailedError, match="no such thing"):
        cost([sys.executable, "-c", "raise SystemExit('no such thing')"], tmp_path)


# ---- what it comes to


def _run(size: int, seconds: dict[str, dict[str, float]], **more: object) -> Run:
    figures = {
        peer: {name: [Cost(value, value, 400.0)] for name, value in scenarios.items()}
        for peer, scenarios in seconds.items()
    }
    return replace(
        Run(size, "2026-11-22 00:35", "python -m benchmarks.site", "here", {"hugo": "1"}, 3.0, figures), **more
    )


FIVE_THOUSAND = {
    "ours": {"cold": 30.0, "nothing": 1.0, "article": 2.0, "template": 16.0},
    "ours-no-search": {"cold": 22.0, "nothing": 0.9, "article": 1.5, "template": 12.0},
    "hugo-derived": {"cold": 12.0, "article": 11.0},
    "hugo": {"cold": 6.0, "article": 1.9},
    "material": {"cold": 44.0},
    "material-dirty": {"article": 0.5},
}


def test_bars_are_computed_from_what_was_measured() -> None:
    found = {bar.what: bar for bar in site_report.bars(_run(5000, FIVE_THOUSAND, saves=[1.0, 3.0, 2.5]))}
    assert {what: bar.reached for what, bar in found.items()} == {
        "nothing changed": True,
        "one article changed": True,
        "one article changed, beside the fastest other": False,
        "one article changed, without search on either side": True,
        "… with search on ours alone": True,
        "one template changed": False,
        "cold, without search": True,
        "save to reload in `serve`": False,
        "peak memory": True,
    }
    assert found["one article changed, beside the fastest other"].measured == "2.00 s; Hugo, bare 1.90 s"
    assert found["one template changed"].measured == "0.53×"


def test_what_was_not_measured_is_no_success() -> None:
    found = list(site_report.bars(_run(1000, {"ours": {"cold": 5.0}})))
    assert {bar.reached for bar in found} == {None}
    assert list(site_report.bars(_run(100, FIVE_THOUSAND))) == []


def test_generators_that_keep_nothing_are_as_slow_after_a_change_as_cold() -> None:
    run = _run(5000, FIVE_THOUSAND)
    assert run.of("material", "article") == 44.0
    assert run.of("material-dirty", "cold") is None
    assert "| as cold, 29.3× |" in site_report.section({5000: run})


def test_growth_is_told_of_one_run_only() -> None:
    small = _run(5000, FIVE_THOUSAND)
    large = _run(10_000, {"ours": {"cold": 76.0, "nothing": 2.0, "article": 4.0, "template": 30.0}})
    assert [bar.reached for bar in site_report.growth({5000: small, 10_000: large})] == [False, True, True, True]
    another_day = replace(large, began="2026-11-23 00:35")
    assert list(site_report.growth({5000: small, 10_000: another_day})) == []


def test_a_run_of_one_size_leaves_the_others(tmp_path: Path) -> None:
    data = tmp_path / "site.json"
    first = _run(5000, FIVE_THOUSAND, saves=[1.0])
    site_runs.save({5000: first}, data)
    assert site_runs.load(data) == {5000: first}
    site_runs.save(site_runs.load(data) | {1000: _run(1000, FIVE_THOUSAND)}, data)
    assert list(site_runs.load(data)) == [1000, 5000]
    assert site_runs.load(data)[5000] == first


def test_the_picture_draws_complete_outputs_and_marks_ours() -> None:
    drawn = site_plot.plot(_run(5000, FIVE_THOUSAND))
    ET.fromstring(drawn)
    assert drawn.count('class="ours"') == 4
    assert "dirty" not in drawn
    assert "prefers-color-scheme: dark" in drawn


@pytest.mark.parametrize(
    ("text", "wanted"), [("1000", (1000, 5, 5)), ("1,000:3", (1000, 3, 3)), ("5000:3:1", (5000, 3, 1))]
)
def test_sizes_say_how_often_each_is_asked(text: str, wanted: tuple[int, int, int]) -> None:
    size = site.Size.read(text)
    assert (size.entries, size.repeat, size.slow_repeat) == wanted


@pytest.mark.parametrize("text", ["5", "100:0", "100:1:2:3", "many"])
def test_sizes_that_mean_nothing_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        site.Size.read(text)
