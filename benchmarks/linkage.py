"""How well linkage decides, what each part of it is worth, what others find on the same data, and how long it takes.

    python -m benchmarks.linkage            all of it, about ten minutes; peers need the extra `bench`
    python -m benchmarks.linkage decisions  one part: decisions · ablation · peers · speed

Everything follows from seeds that no weight was trained on. Writes its sections of `RESULTS.md`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pyarrow.parquet as pq

from benchmarks.linkage_measures import Measured, interval, measure
from benchmarks.results import conditions, write_section
from workflows import linkage, population
from workflows.linkage import aliases, birth_dates, names, normalise
from workflows.linkage.tables import Outcome

SEEDS = (2001, 2002, 2003)
ROSTER, RESPONSES = 100_000, 10_000
TODAY = date(2026, 4, 1)
PROFILES = {"usual": population.USUAL, "hard": population.HARD}
MUST = {"usual": (0, 0.58, 0.965, 2, 0.998), "hard": (0, 0.44, 0.91, 3, 0.99)}


def main() -> None:
    """Measure the parts named on the command line, or all."""
    parts: dict[str, Callable[[], str]] = {
        "decisions": decisions,
        "ablation": ablation,
        "peers": peers,
        "speed": speed,
    }
    for name in sys.argv[1:] or parts:
        started = time.perf_counter()
        text = parts[name]()
        write_section(f"linkage-{name}", f"{text}\n\n{conditions()}")
        print(f"{name}: {time.perf_counter() - started:.0f} s")


@cache
def invented(seed: int, profile: str) -> tuple[population.Population, population.Registrations]:
    """A roster, and registrations of some of its people."""
    everyone = population.people(ROSTER, seed=seed)
    return everyone, population.register(everyone, RESPONSES, seed=seed, profile=PROFILES[profile])


def linked(seed: int, profile: str) -> Measured:
    """Linkage's word on an invented population, measured against the truth."""
    everyone, registered = invented(seed, profile)
    found = linkage.link(registered.responses, everyone.roster, as_of=TODAY)
    return measure(found, registered.truth.to_pylist())


def decisions() -> str:
    """Outcomes per class, the shares that must be reached, causes, reliability of the score."""
    measured = {(seed, profile): linked(seed, profile) for profile in PROFILES for seed in SEEDS}
    return "\n\n".join(
        [
            "## Linkage: who is let in\n\n"
            f"`python -m benchmarks.linkage decisions`: {RESPONSES:,} responses, roster of {ROSTER:,}, "
            f"{len(SEEDS)} invented populations each, none of them trained on. Shares are of leavers who registered "
            "once.",
            _reached(measured),
            "Nobody is `verified` without an equal employee id, phone or e-mail, so the impostors who know one and the "
            "birth date too are let in by the machine, never by HR: answers go to an address the roster holds. "
            "Those who know the birth date alone look like honest leavers without proof, and are asked for one.",
            *(_classes(profile, [one for (_, its), one in measured.items() if its == profile]) for profile in PROFILES),
            _causes(list(measured.values())),
            _reliability(list(measured.values())),
        ]
    )


def _reached(measured: dict[tuple[int, str], Measured]) -> str:
    lines = [
        "| | false `verified` | leavers `verified` (who gave a non-public fact) | `verified` or `needs_proof` "
        "| wrong `needs_proof` | right person first / in first 3 | reviewed per 1,000 |",
        "|:--|--:|--:|--:|--:|--:|--:|",
    ]
    for (seed, profile), one in measured.items():
        lines.append(
            f"| {profile}, seed {seed} | {one.false_verified} | {one.verified:.1%} ({one.could_be_verified:.1%}) "
            f"| {one.decided:.1%} | {one.wrong_needs_proof} | {one.first:.2%} / {one.first_three:.2%} "
            f"| {one.reviewed:.0f} |"
        )
    for profile, (false, verified, decided, wrong, three) in MUST.items():
        lines.append(
            f"| *{profile}, wanted* | {false} | ≥ {verified:.0%} | ≥ {decided:.1%} | ≤ {wrong} | ≥ {three:.1%} | |"
        )
    accepted = sum(one.accepted for one in measured.values())
    false = sum(one.false_verified for one in measured.values())
    low, high = interval(false, accepted)
    lines.append(
        f"\nFalse `verified`, impostors who know the birth date included: {false} of {accepted:,}; "
        f"the rate lies between {low:.4%} and {high:.4%} (Clopper–Pearson, 95 %)."
    )
    return "\n".join(lines)


def _classes(profile: str, measured: list[Measured]) -> str:
    total = Counter[tuple[str, Outcome]]()
    for one in measured:
        total.update(one.outcomes)
    lines = [f"Outcomes, {profile}:\n", f"| class | {' | '.join(Outcome)} |", "|:--|--:|--:|--:|--:|"]
    for name in sorted({name for name, _ in total}):
        lines.append(f"| {name} | {' | '.join(f'{total[name, outcome]:,}' for outcome in Outcome)} |")
    return "\n".join(lines)


def _causes(measured: list[Measured]) -> str:
    wrong = Counter(cause for one in measured for cause in one.wrong)
    lost = Counter(cause for one in measured for cause in one.lost)
    lines = ["Every wrong decision (impostors who know the birth date aside), and why leavers went to HR:\n"]
    lines += ["| responses | decision | what the machine saw |", "|--:|:--|:--|"]
    for (outcome, cause), count in wrong.most_common():
        lines.append(f"| {count} | wrong `{outcome}` | {cause} |")
    for (outcome, cause), count in lost.most_common(9):
        lines.append(f"| {count} | leaver in `{outcome}` | {cause} |")
    return "\n".join(lines)


def _reliability(measured: list[Measured]) -> str:
    lines = [
        "Reliability of the score: the best candidate of each response, by what its weight promises. An impostor gives "
        "a leaver's facts, so with impostors a weight promises more than it keeps - why gates come first.\n",
        "| weight, bits | responses | promised | right, impostors aside | right, all |",
        "|:--|--:|--:|--:|--:|",
    ]
    bounds = [-60, -10, -5, 0, 5, 10, 15, 20, 30, 200]
    scores = [score for one in measured for score in one.scores]
    for low, high in pairwise(bounds):
        inside = [score for score in scores if low <= score.weight < high]
        honest = [score for score in inside if not score.impostor]
        if not honest:
            continue
        promised = sum(1 / (1 + 2**-score.weight) for score in inside) / len(inside)
        right = sum(score.right for score in honest) / len(honest)
        everyone = sum(score.right for score in inside) / len(inside)
        lines.append(f"| {low} to {high} | {len(inside):,} | {promised:.1%} | {right:.1%} | {everyone:.1%} |")
    return "\n".join(lines)


@contextmanager
def _without_caches(patched: AbstractContextManager[object]) -> Iterator[None]:
    caches = (names.fold, names._fold_part)
    with patched:
        for cached in caches:
            cached.cache_clear()
        yield
    for cached in caches:
        cached.cache_clear()


def _iso_only(text: str, **_: object) -> tuple[date | None, str]:
    try:
        return date.fromisoformat(text), ""
    except ValueError:
        return None, ""


def _as_written_only(*arguments: object, **options: object) -> list[aliases.Form]:
    return _FORMS(*arguments, **options)[:1]  # type: ignore[arg-type]


_FORMS = aliases.forms

ABLATIONS: dict[str, Callable[[], AbstractContextManager[object]]] = {
    "all of it": nullcontext,
    "without variant kanji": lambda: patch("workflows.linkage.variants.table", dict),
    "without reading dates (ISO alone)": lambda: patch.object(birth_dates, "read", _iso_only),
    "without aliases (former names, swapped order)": lambda: patch("workflows.linkage.aliases.forms", _as_written_only),
    "without folding kana": lambda: patch("workflows.linkage.kana._fold_part", str),
    "without department synonyms": lambda: patch("workflows.linkage.departments.synonyms", list),
    "without reading phones": lambda: patch("workflows.linkage.contacts.phone", lambda text: (text or None, "")),
}


def ablation() -> str:
    """What each normalisation is worth to the decisions."""
    lines = [
        "## Linkage: what each normalisation is worth\n",
        f"`python -m benchmarks.linkage ablation`: the same data (seed {SEEDS[0]}), one step of normalising left "
        "out.\n",
        "| | usual: `verified` | decided | first | hard: `verified` | decided | first | wrong |",
        "|:--|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, context in ABLATIONS.items():
        with _without_caches(context()):
            found = {profile: linked(SEEDS[0], profile) for profile in PROFILES}
        cells = [f"{one.verified:.1%} | {one.decided:.1%} | {one.first:.1%}" for one in found.values()]
        wrong = sum(one.false_verified + one.wrong_needs_proof for one in found.values())
        lines.append(f"| {name} | {' | '.join(cells)} | {wrong} |")
    return "\n".join(lines)


def peers() -> str:
    """The same data through what one would otherwise use."""
    from benchmarks import linkage_peers

    everyone, registered = invented(SEEDS[0], "usual")
    hard_everyone, hard = invented(SEEDS[0], "hard")
    lines = [
        "## Linkage: beside others\n",
        f"`python -m benchmarks.linkage peers`: the same {RESPONSES:,} responses and {ROSTER:,} roster rows. Others "
        "give a score and no outcome; their threshold is set with hindsight to the best that wrongly accepts at most "
        "two (impostors who know the birth date aside), which nobody has in practice. *Lightly cleaned*: NFKC, no "
        "spaces, ISO dates, digits of phones. *Our keys*: the columns that `normalise` makes.\n",
        "| | right person first, usual | accepted at ≤ 2 wrong | hard | accepted | seconds |",
        "|:--|--:|--:|--:|--:|--:|",
    ]
    started = time.perf_counter()
    usual_measured = linked(SEEDS[0], "usual")
    seconds = time.perf_counter() - started
    hard_measured = linked(SEEDS[0], "hard")
    lines.append(
        "| **this project** (no hindsight; normalising included) "
        f"| {usual_measured.first:.1%} | {usual_measured.decided:.1%} "
        f"| {hard_measured.first:.1%} | {hard_measured.decided:.1%} | {seconds:.1f} |"
    )
    for name, peer in linkage_peers.PEERS.items():
        started = time.perf_counter()
        usual_peer = linkage_peers.hindsight(peer(registered.responses, everyone.roster), registered, everyone)
        seconds = time.perf_counter() - started
        hard_peer = linkage_peers.hindsight(peer(hard.responses, hard_everyone.roster), hard, hard_everyone)
        cells = [f"{share:.1%}" for pair in (usual_peer, hard_peer) for share in pair]
        lines.append(f"| {name} | {' | '.join(cells)} | {seconds:.1f} |")
        print(lines[-1])
    return "\n".join(lines)


def speed() -> str:
    """Cold runs of the command, and linkage alone on a million rows."""
    lines = [
        "## Linkage: how long it takes\n",
        "`python -m benchmarks.linkage speed`: `alumni registrations match`, a cold process each, roster as parquet.\n",
        "| responses | roster rows | seconds | wanted | of the processor | peak memory |",
        "|--:|--:|--:|--:|--:|--:|",
    ]
    with TemporaryDirectory() as folder:
        for rows, wanted in ((10_000, 3), (100_000, 8), (1_000_000, 60)):
            place = Path(folder) / str(rows)
            place.mkdir()
            everyone = population.people(rows, seed=SEEDS[0])
            registered = population.register(everyone, 50, seed=SEEDS[0])
            _export(place, everyone, registered)
            seconds, busy, peak = _timed(
                "alumni", "registrations", "match", "--responses", f"{place}/responses.xlsx",
                "--roster", f"{place}/roster.parquet", "--out", f"{place}/out.jsonl",
            )  # fmt: skip
            lines.append(f"| 50 | {rows:,} | {seconds:.1f} | ≤ {wanted} | {busy:.1f} | {peak:,.0f} MB |")
        registered = population.register(everyone, 10_000, seed=SEEDS[0])
        stints = normalise.roster(everyone.roster, today=TODAY)
        answers = normalise.responses(registered.responses, stints.census, today=TODAY)
        for name, table in (
            ("stints", stints.rows),
            ("answers", answers.rows),
            ("responses", registered.responses),
            ("roster", everyone.roster),
        ):
            pq.write_table(table, Path(folder) / f"{name}.parquet")
        del everyone, registered, stints, answers
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.linkage_million", folder], capture_output=True, text=True, check=True
        )
        found = json.loads(done.stdout)
    lines.append(
        f"\n10,000 responses against 1,000,000 rows after normalising: {found['cold']:.1f} s in a fresh process, "
        f"{found['warm']:.1f} s again in the same (wanted: ≤ 10 s); {found['busy']:.1f} s of the processor each; "
        f"peak {found['peak']:,.0f} MB (wanted: ≤ 2,000 MB; {found['loaded']:,.0f} MB of it are the tables themselves)."
    )
    if (load := os.getloadavg()[0]) > 3:
        lines.append(
            f"\nOther work ran beside it (load {load:.0f}): where the clock says more than the processor, it waited."
        )
    return "\n".join(lines)


def _export(place: Path, everyone: population.Population, registered: population.Registrations) -> None:
    from workflows.population.exports import HR_HEADINGS

    population.write_form_export(place / "responses.xlsx", registered.responses, seed=1)
    columns = [name for name in HR_HEADINGS if name in everyone.roster.column_names]
    shown = everyone.roster.select(columns).rename_columns([HR_HEADINGS[name] for name in columns])
    pq.write_table(shown, place / "roster.parquet")


def _timed(*command: str) -> tuple[float, float, float]:
    """Seconds by the clock, seconds of the processor, peak memory in MB of a command."""
    import resource

    program = str(Path(sys.executable).with_name(command[0]))
    started = time.perf_counter()
    child = subprocess.Popen([program, *command[1:]], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert child.stderr
    told = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(told.decode())
    assert isinstance(usage, resource.struct_rusage)
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
