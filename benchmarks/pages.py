"""What a reader waits for: Lighthouse, what the first load transfers, and how often pages move or ask elsewhere.

    python -m benchmarks.pages [--site site] [--runs 3]

Needs chromium on PATH, Node.js and what `npm ci` installs; says which is missing. Without `--site` the site is built
first. Writes its section of `RESULTS.md`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from benchmarks.results import conditions, write_section
from site_builder import commands
from tests.factory_pages import ROOT, TODAY, kinds, serving

MEASURED = ("home", "interview", "interviews", "event")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => (sum += entry.value)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 800);
})"""


@dataclass
class Load:
    """One cold load of a page on a phone (390 x 844 at device pixel ratio 2)."""

    transferred: int = 0
    """Bytes on the wire, headers included, before anybody scrolls."""
    requests: int = 0
    elsewhere: int = 0
    """Requests to other hosts."""
    stored: int = 0
    """Cookies and storage entries."""
    shift: float = 0.0
    faults: list[str] = field(default_factory=list)


def missing() -> Iterator[str]:
    """Programs that are not here."""
    for name in ("chromium", "node"):
        if shutil.which(name) is None:
            yield f"{name} is not on PATH"
    if not (ROOT / "node_modules/lighthouse").is_dir():
        yield "lighthouse is not installed; hint: npm ci --ignore-scripts"


def load(browser: Browser, host: str, path: str) -> Load:
    """Open `path` with an empty cache and count what comes."""
    phone = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
    context = browser.new_context(**phone)  # type: ignore[arg-type]
    page = context.new_page()
    counted = Load()
    page.on("console", lambda said: counted.faults.append(said.text) if said.type == "error" else None)
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def finished(event: dict[str, Any]) -> None:
        counted.transferred += int(event["encodedDataLength"])

    def sent(event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        if urlsplit(url).scheme in ("http", "https"):
            counted.requests += 1
            counted.elsewhere += not url.startswith(host)

    wire.on("Network.loadingFinished", finished)
    wire.on("Network.requestWillBeSent", sent)
    page.goto(host + path, wait_until="networkidle")
    counted.shift = page.evaluate(SHIFTS)
    counted.stored = len(context.cookies()) + page.evaluate("localStorage.length + sessionStorage.length")
    context.close()
    return counted


def lighthouse(address: str, runs: int) -> dict[str, float]:
    """Median of Lighthouse's mobile scores (0-100), with `lcp` in seconds and `tbt` in milliseconds."""
    found: dict[str, list[float]] = {}
    for _ in range(runs):
        with TemporaryDirectory() as profile:
            report = Path(profile) / "report.json"
            command = [
                "node",
                str(ROOT / "node_modules/lighthouse/cli/index.js"),
                address,
                "--quiet",
                "--output=json",
                f"--output-path={report}",
                f"--only-categories={','.join(CATEGORIES)}",
                f"--chrome-flags={FLAGS} --user-data-dir={profile}/chrome",
            ]
            chrome = {"CHROME_PATH": shutil.which("chromium") or ""}
            subprocess.run(command, check=True, capture_output=True, env=os.environ | chrome)
            said = json.loads(report.read_text("utf-8"))
        for category in CATEGORIES:
            found.setdefault(category, []).append(said["categories"][category]["score"] * 100)
        found.setdefault("lcp", []).append(said["audits"]["largest-contentful-paint"]["numericValue"] / 1000)
        found.setdefault("tbt", []).append(said["audits"]["total-blocking-time"]["numericValue"])
        for audit in said["audits"].values():
            if audit.get("score") is not None and audit["score"] < 0.9 and audit.get("scoreDisplayMode") == "binary":
                print(f"  {address}: {audit['id']}: {audit['title']}", file=sys.stderr)
    return {name: median(values) for name, values in found.items()}


def section(site: Path, runs: int) -> str:
    """Markdown of all that was measured on `site`."""
    paths = kinds(site)
    scores = [
        "| page | performance | accessibility | best practices | SEO | LCP | blocking |",
        "|:--|--:|--:|--:|--:|--:|--:|",
    ]
    loads = ["| page | first load | requests | to other hosts | stored | CLS |", "|:--|--:|--:|--:|--:|--:|"]
    with serving(site) as host, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS.split()[1:])
        for kind, path in paths.items():
            found = load(browser, host, path)
            loads.append(
                f"| {kind} | {found.transferred / 1000:.0f} kB | {found.requests} | {found.elsewhere} | "
                f"{found.stored} | {found.shift:.3f} |"
            )
            for fault in found.faults:
                print(f"  {path}: {fault}", file=sys.stderr)
        browser.close()
        for kind in MEASURED:
            print(f"  Lighthouse: {kind}", file=sys.stderr)
            got = lighthouse(host + paths[kind], runs)
            cells = " | ".join(f"{got[category]:.0f}" for category in CATEGORIES)
            scores.append(f"| {kind} | {cells} | {got['lcp']:.1f} s | {got['tbt']:.0f} ms |")
    assets = site / "assets"
    sizes = {
        path: len(gzip.compress((assets / path).read_bytes(), 9, mtime=0))
        for path in ("site.css", "js/site.js", "js/theme.js")
    }
    packed = ", ".join(f"`{path}` {size / 1000:.1f} kB" for path, size in sizes.items())
    return "\n".join(
        [
            "## Pages",
            "",
            "`python -m benchmarks.pages`: Lighthouse 12.8, mobile (slow 4G and a slow phone, simulated), median of "
            f"{runs} {'runs' if runs > 1 else 'run'}:",
            "",
            *scores,
            "",
            "First load, cold cache, gzip, 390 x 844 at device pixel ratio 2, nothing scrolled:",
            "",
            *loads,
            "",
            f"Packed with gzip: {packed}. axe and the Nu HTML checker are tests (`tests/browser`).",
            "",
            conditions(),
        ]
    )


def main() -> int:
    """Measure and write; exit code 2 where a program is missing."""
    words = argparse.ArgumentParser(prog="python -m benchmarks.pages", description="Measure the finished pages")
    words.add_argument("--site", type=Path, help="a built site; built anew without it")
    words.add_argument("--runs", type=int, default=3, help="Lighthouse runs a page")
    asked = words.parse_args()
    absent = list(missing())
    if absent:
        print(*absent, sep="\n", file=sys.stderr)
        return 2
    with TemporaryDirectory() as folder:
        site = asked.site or commands.build(ROOT / "mkdocs.yml", today=TODAY, site_dir=Path(folder) / "site").site_dir
        text = section(site, asked.runs)
    write_section("pages", text)
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
