"""How long the checks of an editor's content take: a site of many years, and one file of it.

`python -m benchmarks.checks [--entries 5000]` copies the sample's interviews and news under new names into a scratch
folder, four interviews to one news item, runs `alumni site check` on all and on one as an editor does, and writes its
section of RESULTS.md.
"""

from __future__ import annotations

import argparse
import itertools
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.results import conditions, write_section

ROOT = Path(__file__).resolve().parent.parent


def grow(folder: Path, entries: int) -> int:
    """Make a content folder with `entries` interviews and news; characters of their bodies in all."""
    for name in ("site.yml", "mkdocs.yml", "form.toml", "registration.toml"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "content", folder / "content")
    kinds = itertools.cycle(["interviews"] * 4 + ["news"])
    originals = {kind: itertools.cycle(_written(kind)) for kind in ("interviews", "news")}
    characters = 0
    for number, kind in zip(range(entries), kinds, strict=False):
        original = next(originals[kind])
        text = re.sub(r"^title: (.*)$", rf"title: \1 その{number}", original.read_text("utf-8"), count=1, flags=re.M)
        text = re.sub(r", seal: v[0-9a-f]+", "", text)  # a seal is of one text
        characters += len(text)
        (folder / "content" / kind / f"{original.stem}-{number}.md").write_text(text, "utf-8")
    with (folder / "site.yml").open("a", encoding="utf-8") as site:
        site.write("\napproval: false\n")
    return characters


def _written(kind: str) -> list[Path]:
    """The sample's entries of a kind, without the template to copy."""
    return [path for path in sorted((ROOT / "content" / kind).glob("*.md")) if not path.stem.endswith(".template")]


def timed(folder: Path, *paths: str) -> tuple[float, float, str]:
    """Seconds by the clock and of the processor that one `alumni site check` takes, and the last line it says."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    done = subprocess.run(
        [Path(sys.executable).with_name("alumni"), "site", "check", *paths],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    clock = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = (done.stdout + done.stderr).strip().splitlines()
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, said[-1] if said else ""


def main() -> None:
    """Measure and write the section."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--entries", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=3)
    wanted = parser.parse_args()
    with TemporaryDirectory(prefix="alumni-checks-") as scratch:
        folder = Path(scratch)
        characters = grow(folder, wanted.entries)
        one = "content/interviews/why-we-stay-connected.md"
        rows = []
        for what, paths, aim in ((f"{wanted.entries:,} entries", (), "15 s"), ("one file of them", (one,), "1 s")):
            measured = [timed(folder, *paths) for _ in range(wanted.runs)]
            clock = statistics.median(seconds for seconds, _, _ in measured)
            processor = statistics.median(seconds for _, seconds, _ in measured)
            rows.append(f"| {what} | {clock:.1f} | {processor:.1f} | ≤ {aim} |")
            print(what, measured[-1][2], file=sys.stderr)
    table = "\n".join(rows)
    write_section(
        "checks",
        f"""## Checking content

`python -m benchmarks.checks --entries {wanted.entries}`: `alumni site check`, a cold process each, median of
{wanted.runs}; {characters / max(wanted.entries, 1):,.0f} characters an entry, front matter included.

| | seconds | of the processor | wanted |
|:--|--:|--:|--:|
{table}

{conditions()}""",
    )


if __name__ == "__main__":
    main()
