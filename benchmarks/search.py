# ruff: noqa: E501  a table is read better as it stands
"""Search on a large site: `python -m benchmarks.search [--entries 5000] [--queries 200]`.

Invents articles from a seed, indexes them, changes one, and lets the real script look for random pieces of text: in
Node to the last page, in Chromium for time and bytes. Writes its own section of RESULTS.md, between its marks.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from benchmarks import site_corpus
from site_builder import search, search_grams, search_store
from site_builder.search import Entry

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "site_builder/theme/assets/js/search.js"
RESULTS = ROOT / "benchmarks/RESULTS.md"
KINDS = {
    "interviews": "インタビュー", "news": "お知らせ", "events": "イベント", "people": "人", "opportunities": "募集",
}  # fmt: skip
BEGIN, END = "<!-- search: begin -->", "<!-- search: end -->"


def corpus(entries: int, characters: int, seed: int = 1) -> list[Entry]:
    """The entries of the invented site that are pages, as search sees them; `characters` is the length of interviews."""
    return [
        Entry(
            piece.kind,
            f"{piece.kind}/{piece.slug}/",
            piece.title,
            piece.date.isoformat(),
            tuple((person.name, person.reading) for person in piece.people),
            piece.tags,
            _text(piece),
        )
        for piece in site_corpus.pieces(entries, seed, characters)
        if piece.kind in KINDS
    ]


def _text(piece: site_corpus.Piece) -> str:
    """What a page's text comes to, a line a block; nearly what a build would hand over, without a build."""
    text = re.sub(
        r"!?\[([^\]]*)\]\([^)]*\)|\{([^|{}]*)\|[^{}]*\}|\[\^note\]:? ?|^(?:――|> |- )|[*|]",
        r"\1\2",
        piece.body,
        flags=re.M,
    )
    lines = [search.HEADING + piece.description]
    for line in filter(str.strip, text.split("\n")):
        lines.append(search.HEADING + line[3:] if line.startswith("## ") else line.strip("- "))
    return "\n".join(filter(None, lines))


def _processor() -> float:
    """Seconds of processor time, with those of processes that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _timed(folder: Path, entries: list[Entry]) -> tuple[float, float, int]:
    """(seconds, seconds of processor time, files written)."""
    begun, used = time.perf_counter(), _processor()
    written = search_store.update(folder, entries, KINDS, search.words("ja"))
    search_store.publish(folder, folder.with_name("published"))
    return time.perf_counter() - begun, _processor() - used, written


_WATCH = """
import re, select, sys
from os import getpid
from pathlib import Path
most = 0
while True:
    total = 0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            status = (place / "status").read_text()
            if int(place.name) != getpid() and (place.name == sys.argv[1] or f"\\nPPid:\\t{sys.argv[1]}\\n" in status):
                total += int(re.search(r"(?m)^Pss:\\s+(\\d+)", (place / "smaps_rollup").read_text())[1])
        except (OSError, TypeError):
            continue
    most = max(most, total)
    if select.select([sys.stdin], [], [], 0.1)[0]:
        break
print(most / 1024)
"""


@contextmanager
def _watched() -> Iterator[list[float]]:
    """Afterwards holds the MB that this process and those it started had resident at most, shared pages divided.

    Looked at by another process: with a thread beside it, the index would not be made by several processes.
    """
    most: list[float] = []
    command = [sys.executable, "-c", _WATCH, str(os.getpid())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as watcher:
        yield most
        most.append(float(watcher.communicate("done\n")[0]))


def _indexing(folder: Path, entries: list[Entry]) -> dict[str, float]:
    """Cold, after an edit and after a new article, in seconds; what was most resident of all processes, in MB."""
    with _watched() as peak:
        cold, cold_cpu, files = _timed(folder, entries)
    middle = len(entries) // 2
    edited = list(entries)
    edited[middle] = replace(
        edited[middle], text=edited[middle].whole + "\nここに一文を書き足しました。薔薇と檸檬の話です。"
    )
    edit, edit_cpu, edit_files = _timed(folder, edited)
    newer = Entry(
        "news", "news/brand-new/", "新しい記事", "2030-01-01", text=entries[7].whole[:3000] + entries[9].whole[:3000]
    )
    new, new_cpu, new_files = _timed(folder, [*edited, newer])
    fresh = search.index([*edited, newer], KINDS, search.words("ja")) if len(entries) <= 1000 else None
    if fresh is not None:
        held = {
            path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()
        }
        held = {name: text for name, text in held.items() if name not in ("state.json", "published.json")}
        assert held == fresh, "the mended index is not the one made from nothing"
    _timed(folder, entries)
    return {
        "cold_cpu": cold_cpu,
        "edit_cpu": edit_cpu,
        "new_cpu": new_cpu,
        "cold": cold,
        "files": files,
        "edit": edit,
        "edit_files": edit_files,
        "new": new,
        "new_files": new_files,
        "peak": peak[0],
    }


def queries(entries: list[Entry], count: int, seed: int = 2) -> list[str]:
    """Pieces of 2 to 8 characters cut out of the texts at random, none across a line's end."""
    rng = random.Random(seed)
    found: list[str] = []
    while len(found) < count:
        line = rng.choice(rng.choice(entries).whole.split("\n")).strip(search.HEADING)
        size = rng.randint(2, 8)
        if len(line) > size:
            at = rng.randrange(len(line) - size)
            piece = line[at : at + size]
            if not re.search(r"\s", piece):  # two words may stand anywhere, each alone
                found.append(piece)
    return found


_HARNESS = """
const fs = require("fs"), path = require("path");
const [script, folder, file] = process.argv.slice(2);
const source = fs.readFileSync(script, "utf8").split("// ---- showing")[0].split("// ---- folding")[1];
let bytes = 0;
const fetch = async (address) => {
  const text = fs.readFileSync(path.join(folder, address.split("?")[0].replace("search/index/", "")), "utf8");
  return { ok: true, text: async () => text };
};
const run = new Function("fetch", "root", "PAGE", "showFilters", "//" + source + "; return { firstLevel, results, fold };");
const { firstLevel, results, fold } = run(fetch, "", 10, () => {});
(async () => {
  const data = await firstLevel(), answers = [];
  for (const query of JSON.parse(fs.readFileSync(file, "utf8"))) {
    const terms = query.normalize("NFKC").split(/\\s+/).map(fold).filter(Boolean), found = [];
    for await (const { entry } of results(data, terms, () => true)) found.push(entry.url);
    answers.push(found);
  }
  process.stdout.write(JSON.stringify(answers));
})();
"""


def _agreement(folder: Path, entries: list[Entry], asked: list[str], work: Path) -> dict[str, int]:
    """What the script finds, paged to the end, against a plain search through the folded texts."""
    harness, file = work / "harness.cjs", work / "queries.json"
    harness.write_text(_HARNESS, "utf-8")
    file.write_text(json.dumps(asked), "utf-8")
    done = subprocess.run(["node", harness, SCRIPT, folder, file], capture_output=True, text=True, check=True)
    answers = json.loads(done.stdout)
    whole = {
        entry.url: "\n".join(
            map(search_grams.fold, (entry.title, *(f"{n}\n{r}" for n, r in entry.people), *entry.tags, entry.whole))
        )
        for entry in entries
    }
    wrong = missed = total = 0
    for query, answer in zip(asked, answers, strict=True):
        term = search_grams.fold(query)
        truth = {url for url, text in whole.items() if term in text}
        total += len(truth)
        wrong += len(set(answer) - truth) + len(answer) - len(set(answer))
        missed += len(truth - set(answer))
    return {"results": total, "wrong": wrong, "missed": missed}


class _Handler(SimpleHTTPRequestHandler):
    """Serves files compressed, as a static host does, and counts what goes out."""

    sent = 0
    requests = 0
    delay = 0.0
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # as web servers have it: else every answer waits 40 ms for an acknowledgement

    def do_GET(self) -> None:
        path = Path(self.directory) / self.path.split("?")[0].lstrip("/")
        if not path.is_file():
            self.send_error(404)
            return
        data = _compressed(path)
        time.sleep(self.delay)
        type(self).sent += len(data)
        type(self).requests += 1
        self.send_response(200)
        self.send_header(
            "Content-Type",
            {"html": "text/html; charset=utf-8", "js": "text/javascript"}.get(
                path.suffix[1:], "text/plain; charset=utf-8"
            ),
        )
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with suppress(ConnectionError):  # the page was closed: it did not need this any more
            self.wfile.write(data)

    def log_message(self, *_: object) -> None: ...


@cache
def _compressed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 6, mtime=0)


_PAGE = """<!doctype html><html lang="ja"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy"
content="default-src 'none'; script-src 'self'; connect-src 'self'"><title>search</title>
<div data-search data-base="."><search hidden data-search-form><input id="q" type="search" data-search-input>
<div data-search-filters></div></search><p role="status" data-search-status></p><ol data-search-results></ol>
<button type="button" hidden data-search-more>more</button><nav data-search-else></nav></div>
<script src="search.js"></script></html>"""


_SHOWN = """() => new Promise((told) => {
  const list = document.querySelector("[data-search-results]");
  const look = () => list.children.length && told(performance.now() - window.begun);
  document.querySelector("#q").addEventListener("focus", () => (window.begun = performance.now()), { once: true });
  new MutationObserver(look).observe(list, { childList: true });
})"""


def _browsing(folder: Path, asked: list[str], work: Path, delay: float) -> list[Looked]:
    """Each query in a browser that holds nothing yet; answers come after `delay` seconds, as from far away."""
    from playwright.sync_api import sync_playwright

    site = work / "site"
    search_store.publish(folder, site / search.FOLDER)
    (site / "index.html").write_text(_PAGE, "utf-8")
    shutil.copyfile(SCRIPT, site / "search.js")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    done: list[Looked] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for query in asked:
            page = browser.new_page()
            _Handler.delay = 0
            page.goto(f"http://127.0.0.1:{server.server_address[1]}/index.html")
            page.wait_for_load_state("networkidle")
            assert not page.evaluate(
                "performance.getEntriesByType('resource').filter(r => r.name.includes('/index/')).length"
            )
            page.evaluate(f"() => void (window.shown = ({_SHOWN})())")
            _Handler.sent, _Handler.requests, _Handler.delay = 0, 0, delay
            begun = time.perf_counter()
            page.fill("#q", query)
            first = page.evaluate("Promise.race([window.shown, new Promise((_, lost) => setTimeout(lost, 20000))])")
            page.wait_for_selector("[data-search]:not([aria-busy])", timeout=20_000)
            ten = time.perf_counter() - begun
            done.append(Looked(query, first / 1000, ten, _Handler.sent - first_level(site), _Handler.requests))
            page.close()
        browser.close()
    server.shutdown()
    return done


def first_level(site: Path) -> int:
    """Bytes, as sent, of what is read before anything can be looked for."""
    return sum(len(_compressed(site / search.FOLDER / name)) for name in search.LEVELS)


class Looked(NamedTuple):
    """What one query took."""

    query: str
    first: float
    """Seconds from typing to the first result, as the page itself sees them."""
    ten: float
    """Seconds to the first ten, as a program beside the browser sees them."""
    sent: int
    """Bytes beside the first level."""
    requests: int


def _spread(of: Iterable[float], form: str = "{:.2f}") -> str:
    """Median / 95 % / most."""
    each = sorted(of)
    return " / ".join(form.format(one) for one in (statistics.median(each), each[int(len(each) * 0.95)], each[-1]))


def _report(text: str) -> None:
    """Put `text` between our marks in RESULTS.md, and leave the rest as it is."""
    old = RESULTS.read_text("utf-8") if RESULTS.is_file() else "# Results\n"
    if BEGIN in old:
        head, rest = old.split(BEGIN, 1)
        tail = rest.split(END, 1)[1]
    else:
        head, tail = old.rstrip("\n") + "\n\n", "\n"
    RESULTS.write_text(f"{head}{BEGIN}\n{text}\n{END}{tail}", "utf-8")


def main() -> None:
    """Measure and report."""
    words = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    words.add_argument("--entries", type=int, default=5000)
    words.add_argument("--characters", type=int, default=6000)
    words.add_argument("--queries", type=int, default=200)
    words.add_argument("--looks", type=int, default=200, help="queries asked in Chromium")
    words.add_argument("--far", type=int, default=60, help="queries asked again, every answer 50 ms later")
    words.add_argument("--no-report", action="store_true")
    asked = words.parse_args()
    entries = corpus(asked.entries, asked.characters)
    gc.collect()
    with _watched() as held:
        time.sleep(0.3)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        folder = work / "index"
        made = _indexing(folder, entries)
        size = sum(path.stat().st_size for path in folder.rglob("*.txt"))
        wanted = queries(entries, asked.queries)
        agreed = _agreement(folder, entries, wanted, work)
        near = _browsing(folder, wanted[: asked.looks], work, 0)
        far = _browsing(folder, wanted[: asked.far], work, 0.05)
        level = first_level(work / "site")
    kilo = asked.entries / 1000
    over = [f"{one.query} ({one.sent / 1000:.0f} kB)" for one in near if one.sent > 100_000]
    lines = f"""## Search in the reader's browser

`python -m benchmarks.search --entries {asked.entries} --queries {asked.queries}`: {asked.entries:,} invented articles of about
{asked.characters:,} characters, {asked.queries} random pieces of 2 to 8 characters; Python {sys.version.split()[0]}, loopback, gzip, no waiting for acknowledgements (Nagle);
{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} (a load above the number of processors stretches all seconds but those of processor time).

| what | measured | aim |
|---|---|---|
| results that do not hold the query | {agreed["wrong"]} of {agreed["results"]:,} | 0 |
| results a plain substring search finds and this does not | {agreed["missed"]} of {agreed["results"]:,} | 0 |
| first level, gzip, for 1,000 entries | {level / 1000 / kilo:.1f} kB | ≤ 70 kB |
| loaded besides for the first ten results, {len(near)} queries: median / 95 % / most | {_spread((one.sent / 1000 for one in near), "{:.0f}")} kB | ≤ 100 kB |
| … queries that load more than 100 kB | {len(over)}{": " if over else ""}{"、".join(over)} | 0 |
| … requests | {_spread((one.requests for one in near), "{:.0f}")} | |
| from typing to the first result, index not loaded before: median / 95 % / most | {_spread(one.first for one in near)} s | ≤ 0.5 s |
| … queries that take longer than 0.5 s | {sum(one.first > 0.5 for one in near)} | 0 |
| … with every answer 50 ms later, {len(far)} queries | {_spread(one.first for one in far)} s | |
| to the first ten, as seen from beside the browser | {_spread(one.ten for one in near)} s | |
| index from nothing | {made["cold"]:.1f} s ({made["cold_cpu"]:.1f} s of processor time), {made["files"]:,.0f} files, {size / 1e6:.0f} MB before compression | ≤ 20 s |
| index after one article was edited | {made["edit"]:.2f} s ({made["edit_cpu"]:.2f} s), {made["edit_files"]:.0f} files written | ≤ 0.7 s |
| index after one article was added | {made["new"]:.2f} s ({made["new_cpu"]:.2f} s), {made["new_files"]:.0f} files written | ≤ 0.7 s |
| most memory at one time, all processes together ({held[0]:.0f} MB of it there before) | {made["peak"]:.0f} MB | ≤ 500 MB |
"""
    print(lines)
    if not asked.no_report:
        _report(lines)


if __name__ == "__main__":
    main()
