"""How long normalising takes, how much memory, and what each step of it is worth.

    python -m benchmarks.normalise [--rows 1000000]

Each measurement runs in a process of its own. Writes its section of `RESULTS.md`.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.results import conditions, write_section

SEED = 20
RESPONSES = 10_000


def measure(path: Path) -> None:
    """Normalise the roster in `path`; print seconds (passed, and of processor) and peak memory in MB."""
    table = pq.read_table(path)
    start, worked = time.perf_counter(), time.process_time()
    from workflows.linkage import normalise

    normalised = normalise.roster(table)
    seconds, cpu = time.perf_counter() - start, time.process_time() - worked
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak": peak_memory(), "rows": normalised.rows.num_rows}))


def peak_memory() -> float:
    """MB at most since this program began. (`ru_maxrss` would count what its parent held when it was started.)"""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text())[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_process(path: Path) -> dict[str, float]:
    """`measure` in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.normalise", "--measure", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def speed(rows: int, folder: Path) -> str:
    """A table of sizes, seconds and memory."""
    from workflows import population

    lines = ["| roster rows | seconds, imports included | of processor | peak memory |", "|--:|--:|--:|--:|"]
    for size in sorted({40_000, rows}):
        path = folder / f"roster-{size}.parquet"
        pq.write_table(population.people(size, SEED).roster, path)
        found = in_process(path)
        lines.append(f"| {size:,} | {found['seconds']:.1f} | {found['cpu']:.1f} | {found['peak']:,.0f} MB |")
    return "\n".join(lines)


def recall() -> str:
    """Of the leavers who registered, how many an exact join on name and birth date finds, step by step."""
    from workflows import population
    from workflows.linkage import birth_dates, names, normalise

    def joined(responses: pa.Table, roster: pa.Table) -> set[tuple[int, int]]:
        keys = ["name", "birth_date"]
        left = responses.select(["record", *keys]).rename_columns(["response", *keys]).drop_null()
        pairs = left.join(roster.select(["record", *keys]).drop_null(), keys, join_type="inner")
        return set(zip(pairs["response"].to_pylist(), pairs["record"].to_pylist(), strict=True))

    def plain(table: pa.Table, records: pa.Array) -> pa.Table:
        return pa.table({"record": records, "name": table["name"], "birth_date": table["birth_date"]})

    def written(normalised: normalise.Normalised) -> pa.Table:
        return normalised.rows.filter(pc.equal(normalised.rows["alias"], ""))

    def unread(text: str, **_: object) -> tuple[str | None, str]:
        return text or None, ""

    lines = ["| exact join on name and birth date finds of the leavers | usual | hard |", "|:--|--:|--:|"]
    found: dict[str, list[float]] = {}
    everyone = population.people(100_000, SEED)
    position = {roster_id: place for place, roster_id in enumerate(everyone.roster["roster_id"].to_pylist())}
    for profile in (population.USUAL, population.HARD):
        registered = population.register(everyone, RESPONSES, SEED + 1, profile)
        right = {
            row["response"]: {position[roster_id] for roster_id in row["roster_ids"]}
            for row in registered.truth.to_pylist()
            if row["class"] == "leaver"
        }

        def share(pairs: set[tuple[int, int]], right: dict[int, set[int]] = right) -> float:
            hits = {response for response, record in pairs if record in right.get(response, ())}
            return len(hits) / len(right)

        def normalised(registered: population.Registrations = registered) -> tuple[pa.Table, pa.Table]:
            for cached in (names.fold, names._fold_part):  # they remember keys made with the table of variants
                cached.cache_clear()
            roster = normalise.roster(everyone.roster)
            return normalise.responses(registered.responses, roster.census).rows, roster.rows

        def steps(
            registered: population.Registrations = registered,
            share: Callable[[set[tuple[int, int]]], float] = share,
            normalised: Callable[[], tuple[pa.Table, pa.Table]] = normalised,
        ) -> dict[str, float]:
            as_written = joined(
                plain(registered.responses, registered.responses["response"]),
                plain(everyone.roster, pa.array(range(len(everyone.roster)))),
            )
            responses, roster = normalised()
            base = joined(*(table.filter(pc.equal(table["alias"], "")) for table in (responses, roster)))
            without: dict[str, float] = {}
            with patch("workflows.linkage.variants.table", dict):
                without["… without variant kanji"] = share(joined(*normalised()))
            with patch.object(birth_dates, "read", _iso_only):
                without["… without reading dates (ISO alone)"] = share(joined(*normalised()))
            return {
                "as written": share(as_written),
                "normalised": share(joined(responses, roster)),
                "… without aliases (former names, swapped order, other ways to part)": share(base),
                **without,
            }

        for step, value in steps().items():
            found.setdefault(step, []).append(value)
    lines += [f"| {step} | {usual:.1%} | {hard:.1%} |" for step, (usual, hard) in found.items()]
    return "\n".join(lines)


def _iso_only(text: str, **_: object) -> tuple[object, str]:
    from datetime import date

    try:
        return date.fromisoformat(text), ""
    except ValueError:
        return None, ""


def main() -> None:
    """Measure, and write the section."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(options.measure)
        return
    with TemporaryDirectory() as folder:
        parts = [
            "## Normalising",
            "`python -m benchmarks.normalise`: invented rosters; one process, no second one beside it.",
            speed(options.rows, Path(folder)),
            f"{RESPONSES:,} registrations against 100,000 rows. Who stays unfound gave a wrong, no or an unclear date,"
            " kept a former name back, or wrote another character of the same sound:",
            recall(),
            conditions(),
        ]
    write_section("normalise", "\n\n".join(parts))
    print("\n\n".join(parts))


if __name__ == "__main__":
    main()
