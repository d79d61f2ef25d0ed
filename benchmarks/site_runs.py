"""Runs of `benchmarks.site` as data: what was measured of each size, when and on what, kept in `benchmarks/site.json`.

The file holds the last run of each size, so that a run of one size leaves the others as they were. Must not know the
bars, nor how anything was measured.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.process_cost import Cost
from benchmarks.site_peers import PEERS
from benchmarks.site_rounds import Figures

DATA: Final = Path(__file__).with_name("site.json")


@dataclass(frozen=True)
class Run:
    """All that was measured of one size in one run."""

    size: int
    began: str
    """UTC, to the minute; sizes of one run say the same."""
    command: str
    machine: str
    versions: dict[str, str]
    pictures: float
    """Seconds to encode the pool of pictures, apart from all builds."""
    figures: Figures
    saves: list[float] = field(default_factory=list)
    """Seconds from save to reload."""
    titles: list[float] = field(default_factory=list)
    """Seconds of our builds after a title was changed."""
    failed: dict[str, str] = field(default_factory=dict)
    """Who did not build the site -> why."""

    def of(self, peer: str, scenario: str, what: str = "wall") -> float | None:
        """The median of a cell; where nothing is kept, that of a cold build. None where it was not measured."""
        measured = self.figures.get(peer, {})
        rows = measured.get(scenario) or (measured.get("cold") if scenario not in PEERS[peer].scenarios else None)
        if not rows or (not PEERS[peer].whole and scenario not in measured):
            return None
        return median(float(getattr(row, what)) for row in rows)

    def times(self, peer: str) -> int:
        """How often a peer was asked."""
        return min(map(len, self.figures[peer].values()))

    def peak(self, peer: str) -> float:
        """MB, the most in any scenario."""
        return max(row.peak for rows in self.figures[peer].values() for row in rows)


def machine() -> str:
    """What it is measured on, and how busy that is."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    model = next((line.split(":", 1)[1].strip() for line in lines if "model name" in line), platform.machine())
    busy = f"load average {os.getloadavg()[0]:.1f} before"
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, Linux, Python {platform.python_version()}, {busy}"


def load(data: Path = DATA) -> dict[int, Run]:
    """The last run of each size; what is not a peer any more is left out."""
    runs = {}
    for held in json.loads(data.read_text("utf-8")) if data.is_file() else []:
        figures = {
            peer: {scenario: [Cost(*row) for row in rows] for scenario, rows in scenarios.items()}
            for peer, scenarios in held.pop("figures").items()
            if peer in PEERS
        }
        runs[held["size"]] = Run(**held, figures=figures)
    return dict(sorted(runs.items()))


def save(runs: Mapping[int, Run], data: Path = DATA) -> None:
    """Keep them, one run a line: [seconds, of processor, MB] for each build."""
    lines = []
    for _, run in sorted(runs.items()):
        figures = {
            peer: {name: [[round(part, 3) for part in astuple(each)] for each in rows] for name, rows in found.items()}
            for peer, found in run.figures.items()
        }
        lines.append(json.dumps(asdict(run) | {"figures": figures}, ensure_ascii=False))
    data.write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")
