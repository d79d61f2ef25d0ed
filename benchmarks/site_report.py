"""What the rounds of `benchmarks.site` come to: ratios, the bars, and the section of RESULTS.md.

Knows the bars and how they are judged; nothing is compared across runs. Must not know how anything was measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from benchmarks.site_peers import PEERS, Peer
from benchmarks.site_rounds import SCENARIOS
from benchmarks.site_runs import Run

# ---- the bars


@dataclass(frozen=True)
class Bar:
    """One promise: what was measured, what it is held against, and whether it is reached (None: not measured)."""

    what: str
    aim: str
    measured: str
    reached: bool | None

    def row(self) -> str:
        """A row of the table."""
        word = {True: "reached", False: "**missed**", None: "not measured"}[self.reached]
        return f"| {self.what} | {self.aim} | {self.measured} | {word} |"


def _most(what: str, value: float | None, aim: float, unit: str = "s") -> Bar:
    shown = "–" if value is None else f"{value:.2f} {unit}" if unit == "s" else f"{value:.0f} {unit}"
    return Bar(what, f"≤ {aim:g} {unit}", shown, None if value is None else value <= aim)


def _share(what: str, value: float | None, of: float | None, aim: float, named: str) -> Bar:
    ratio = value / of if value is not None and of else None
    shown = "–" if ratio is None else f"{ratio:.2f}×"
    return Bar(what, f"≤ {aim:g}× {named}", shown, None if ratio is None else ratio <= aim)


def _first(run: Run) -> Bar:
    """Faster than everybody else whose output is complete after an article changed."""
    ours = run.of("ours", "article")
    others = {
        peer: value
        for peer in run.figures
        if not peer.startswith("ours") and PEERS[peer].whole and (value := run.of(peer, "article")) is not None
    }
    what = "one article changed, beside the fastest other"
    if ours is None or not others:
        return Bar(what, "less than it", "–", None)
    fastest = min(others, key=lambda peer: others[peer])
    shown = f"{ours:.2f} s; {PEERS[fastest].label} {others[fastest]:.2f} s"
    return Bar(what, "less than it", shown, ours < others[fastest])


_SECONDS: Final = {1000: (0.8, 1.2, 0.8, 1.0), 5000: (1.5, 3.0, 0.7, 2.0)}
"""Size -> nothing changed, one article changed, cold beside Material, save to reload."""
PEAK: Final = 500
"""MB at 5,000."""


def bars(run: Run) -> Iterator[Bar]:
    """What is promised of a size."""
    if run.size not in _SECONDS:
        return
    nothing, article, cold, reload = _SECONDS[run.size]
    yield _most("nothing changed", run.of("ours", "nothing"), nothing)
    yield _most("one article changed", run.of("ours", "article"), article)
    yield _first(run)
    if run.size == 5000:
        yield _share(
            "one article changed, without search on either side", run.of("ours-no-search", "article"),
            run.of("hugo-derived", "article"), 0.5, "Hugo with taxonomies",
        )  # fmt: skip
        yield _share(
            "… with search on ours alone", run.of("ours", "article"), run.of("hugo-derived", "article"), 0.5,
            "Hugo with taxonomies",
        )  # fmt: skip
    yield _share("one template changed", run.of("ours", "template"), run.of("ours", "cold"), 0.5, "cold")
    yield _share(
        "cold, without search", run.of("ours-no-search", "cold"), run.of("material", "cold"), cold,
        "plain MkDocs + Material",
    )  # fmt: skip
    yield _most("save to reload in `serve`", median(run.saves) if run.saves else None, reload)
    if run.size == 5000:
        yield _most("peak memory", run.peak("ours") if "ours" in run.figures else None, PEAK, "MB")


def growth(runs: Mapping[int, Run]) -> Iterator[Bar]:
    """From 5,000 to 10,000, where one run measured both."""
    small, large = runs.get(5000), runs.get(10_000)
    if not small or not large or small.began != large.began:
        return
    for scenario in SCENARIOS:
        before, after = small.of("ours", scenario), large.of("ours", scenario)
        if before is not None and after is not None:
            ratio = after / before
            yield Bar(f"10,000 beside 5,000: {_WORDS[scenario]}", "≤ 2.5×", f"{ratio:.2f}×", ratio <= 2.5)


# ---- the section

_WORDS: Final = {
    "cold": "cold",
    "nothing": "nothing changed",
    "article": "one article changed",
    "template": "one template changed",
}


def section(runs: Mapping[int, Run]) -> str:
    """Markdown of all sizes."""
    lines = [
        "## Building the site, beside others",
        "",
        "`python -m benchmarks.site`: invented articles of one seed, four of five of them interviews of about 6,000 "
        "characters, the same for all; after each build the pages are counted and looked into. Medians; rounds are "
        "interleaved, another generator first in each. Share cards are off. Cold: nothing is kept but the sizes of the "
        "nine pictures, which nobody else makes. ×: beside this project on the same side of search. "
        "*As cold*: nothing is kept from the last build, so that every build is a cold one. Memory: the whole tree of "
        "processes, most of any scenario.",
        "",
        "![Seconds by generator](site.svg)",
    ]
    for size, run in sorted(runs.items()):
        lines += ["", f"### {size:,} entries", "", *_table(run), "", *_notes(run)]
        if held := list(bars(run)):
            lines += ["", "| promised | bar | measured | |", "|:--|:--|:--|:--|", *(bar.row() for bar in held)]
    if held := list(growth(runs)):
        lines += ["", "| growth | bar | measured | |", "|:--|:--|:--|:--|", *(bar.row() for bar in held)]
    return "\n".join(lines)


def _table(run: Run) -> Iterator[str]:
    yield (
        "| | pages made of several entries | search | "
        + " | ".join(_WORDS.values())
        + " | cold, of processor | memory | rounds |"
    )
    yield "|:--|:--|:--|" + "--:|" * (len(_WORDS) + 3)
    for name in run.figures:
        peer = PEERS[name]
        cells = [_cell(run, peer, scenario) for scenario in SCENARIOS]
        cpu = run.of(name, "cold", "cpu")
        yield " | ".join(
            [f"| {peer.label}", peer.derived or "none", "yes" if peer.search else "no", *cells,
             "–" if cpu is None else f"{cpu:.1f} s", f"{run.peak(name):.0f} MB", f"{run.times(name)} |"]
        )  # fmt: skip


def _cell(run: Run, peer: Peer, scenario: str) -> str:
    value = run.of(peer.name, scenario)
    if value is None:
        return "–"
    own = "ours" if peer.search else "ours-no-search"
    mine = run.of(own, scenario) if own in run.figures else None
    shown = f"{value:.2f} s" if scenario in peer.scenarios else "as cold"
    return shown if peer.name == own or not mine else f"{shown}, {value / mine:.1f}×"


def _notes(run: Run) -> Iterator[str]:
    saves = f" Save to reload in `serve`: {_spread(run.saves, 'saves')}." if run.saves else ""
    titles = f" An article with another title: {_spread(run.titles, 'builds')}." if run.titles else ""
    yield f"Encoding the nine pictures for the first time: {run.pictures:.1f} s more.{saves}{titles}"
    yield ""
    told = ", ".join(f"{name} {version}" for name, version in run.versions.items())
    for name, why in run.failed.items():
        yield f"Left out: {PEERS[name].label} ({why})."
        yield ""
    yield f"`{run.command}`, {run.began} UTC, {run.machine}; {told}."


def _spread(values: Sequence[float], what: str) -> str:
    return f"{median(values):.2f} s ({min(values):.2f} to {max(values):.2f}, {len(values)} {what})"


def summed_up(bars_: Sequence[Bar]) -> str:
    """How many bars are reached, for the terminal."""
    judged = [bar for bar in bars_ if bar.reached is not None]
    return f"{sum(bool(bar.reached) for bar in judged)} of {len(judged)} bars reached"
