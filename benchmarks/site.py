"""How long a site takes to build, beside other generators on the same texts.

    python -m benchmarks.site [--sizes 100:3 1000:5:3 5000:3:1] [--peers ours hugo …] [--work DIR] [--no-report]

A size is `entries`, `entries:rounds` or `entries:rounds:rounds of the slow ones`. Each round asks every generator for a
cold build and, where it keeps anything, for one after nothing, one article and one template changed; pages are counted
and looked into. Alone on two cores, `--sizes 100:3 1000:5:3 5000:3:1` takes about 20 minutes, all sizes five times (the
default) about 45. Peers are installed once into `.cache/peers/` from `benchmarks/peers/*.lock`; `--node` adds Eleventy
and Astro. Writes its section of RESULTS.md, `site.json` (the last run of each size) and `site.svg`.
"""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import site_corpus, site_peers, site_plot, site_report, site_rounds, site_runs, site_serve
from benchmarks.process_cost import FailedError
from benchmarks.results import RESULTS, write_section
from benchmarks.site_peers import PEERS, Peer

ALWAYS = [name for name, peer in PEERS.items() if not peer.node]


@dataclass(frozen=True)
class Size:
    """How many entries, and how often each generator is asked."""

    entries: int
    repeat: int = 5
    slow_repeat: int = 5

    @classmethod
    def read(cls, text: str) -> Size:
        """`5000`, `5000:3` or `5000:3:1`; raises `ValueError`."""
        entries, *rest = map(int, text.replace(",", "").split(":"))
        if entries < 10 or len(rest) > 2 or any(number < 1 for number in rest):
            raise ValueError(text)
        return cls(entries, *(rest * 2 if len(rest) == 1 else rest))


def measured(
    sizes: Sequence[Size], peers: Sequence[Peer], saves: int, work: Path, seed: int, command: str
) -> Iterator[site_runs.Run]:
    """One run, size after size. Raises `FailedError` and `NotShownError` where it is ours that fails."""
    began, versions = datetime.now(UTC).strftime("%Y-%m-%d %H:%M"), site_peers.versions(peers)
    machine = site_runs.machine()  # before we keep it busy ourselves
    pictures = site_rounds.pictures(work, seed)
    for size in sizes:
        rounds = site_rounds.rounds(work, size.entries, peers, size.repeat, size.slow_repeat, seed)
        figures, failed = site_rounds.gathered(rounds, size.entries)
        seconds, titles = [], []
        if saves and "ours" in figures:
            titles = site_rounds.retitled(work, size.entries, list(site_corpus.pieces(size.entries, seed)), 3)
            texts = list(site_corpus.pieces(size.entries, seed))
            seconds = site_serve.saves(work / str(size.entries) / "ours", texts, saves)
            shown = ", ".join(f"{each:.2f}" for each in seconds)
            print(f"  {size.entries:>6,}  save to reload: {shown} s", file=sys.stderr)
        ordered = {peer.name: figures[peer.name] for peer in peers if peer.name in figures}
        yield site_runs.Run(size.entries, began, command, machine, versions, pictures, ordered, seconds, titles, failed)


def main(arguments: Sequence[str] | None = None, *, results: Path = RESULTS, data: Path = site_runs.DATA) -> int:
    """Measure and report; exit code 1 where a generator fails or leaves a page out, 2 for a wrong command."""
    words = argparse.ArgumentParser(
        prog="python -m benchmarks.site", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument(
        "--sizes", nargs="+", type=Size.read, default=[Size(100), Size(1000), Size(5000)], metavar="N[:R[:S]]"
    )
    words.add_argument("--peers", nargs="+", choices=[*PEERS], metavar="NAME", help=f"of {', '.join(PEERS)}")
    words.add_argument("--node", action="store_true", help="Eleventy and Astro as well (npm)")
    words.add_argument("--saves", type=int, default=5, help="saves in `serve`; 0: none")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--work", type=Path, help="a new folder to work in, kept afterwards")
    words.add_argument("--no-report", action="store_true", help="print, and write nothing")
    given = sys.argv[1:] if arguments is None else list(arguments)
    asked = words.parse_args(given)
    where = ("--work", str(asked.work))  # a place on this machine is nobody's business
    command = shlex.join(["python", "-m", "benchmarks.site", *(word for word in given if word not in where)])
    peers = [PEERS[name] for name in asked.peers or ([*PEERS] if asked.node else ALWAYS)]
    began = time.monotonic()
    runs = {} if asked.no_report else site_runs.load(data)
    judged: list[site_report.Bar] = []
    try:
        for home in dict.fromkeys(peer.home for peer in peers if peer.home):
            site_peers.install(home)
        with TemporaryDirectory(prefix="alumni-site-") as scratch:
            work = asked.work or Path(scratch)
            work.mkdir(parents=True, exist_ok=True)
            for run in measured(asked.sizes, peers, asked.saves, work, asked.seed, command):
                runs = dict(sorted((runs | {run.size: run}).items()))
                judged += site_report.bars(run)
                if not asked.no_report:  # after each size: what is measured is not lost with what comes after
                    site_runs.save(runs, data)
                    write_section("site", site_report.section(runs), results=results)
                    results.with_name("site.svg").write_text(site_plot.plot(runs[site_plot.shown(runs)]), "utf-8")
    except (FailedError, site_rounds.NotShownError, subprocess.CalledProcessError) as stopped:
        print(stopped, file=sys.stderr)
        return 1
    print(site_report.section(runs))
    print(f"\n{site_report.summed_up(judged)}, {(time.monotonic() - began) / 60:.0f} minutes", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
