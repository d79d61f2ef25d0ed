"""The bars of `benchmarks/site.svg`: seconds of each generator, cold and after one article changed.

Knows SVG; readable on light and on dark. Must not know how anything was measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from benchmarks.site_peers import PEERS
from benchmarks.site_runs import Run

_WIDTH, _LABEL, _ROW, _BAR = 760, 250, 24, 15
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1b2733 }
.head { font-weight: 600 } .note { font-size: 11px; fill: #5b6672 }
rect { fill: #9aa7b4 } .ours { fill: #b3202c } .ground { fill: #ffffff }
@media (prefers-color-scheme: dark) {
  text { fill: #e6e9ec } .note { fill: #a3adb8 } rect { fill: #5f6c79 } .ours { fill: #ff7a70 }
  .ground { fill: #12181f }
}
"""
_PANELS = {"article": "One article changed", "cold": "Cold"}


def shown(runs: Mapping[int, Run]) -> int:
    """The size to draw: the largest that most generators were asked for."""
    return max(runs, key=lambda size: (len(runs[size].figures), size))


def plot(run: Run) -> str:
    """One picture of a run, the quickest first; generators whose output is not complete are left out."""
    body, height = [], 10
    for scenario, head in _PANELS.items():
        found = {name: value for name in run.figures if PEERS[name].whole and (value := run.of(name, scenario))}
        if found:
            height += 22
            body.append(f'<text class="head" x="10" y="{height}">{head}, {run.size:,} entries (seconds)</text>')
            body += _bars(found, height + 12)
            height += 22 + _ROW * len(found)
    note = "Medians of one run; what each makes besides the pages differs: see the table."
    body.append(f'<text class="note" x="10" y="{height + 4}">{note}</text>')
    size = f'width="{_WIDTH}" height="{height + 16}" viewBox="0 0 {_WIDTH} {height + 16}"'
    told = f"Seconds by site generator, {run.size:,} entries"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{told}">',
            f"<style>{_STYLE}</style>",
            '<rect class="ground" width="100%" height="100%"/>',
            *body,
            "</svg>\n",
        ]
    )


def _bars(found: dict[str, float], top: int) -> Iterator[str]:
    longest = max(found.values())
    for number, (name, value) in enumerate(sorted(found.items(), key=lambda each: each[1])):
        y = top + number * _ROW
        length = max(value / longest * (_WIDTH - _LABEL - 80), 1)
        label = escape(PEERS[name].label.replace("*", "").replace("`", ""))
        mine = ' class="ours"' if name.startswith("ours") else ""
        yield f'<text x="{_LABEL - 8}" y="{y + 12}" text-anchor="end">{label}</text>'
        yield f'<rect{mine} x="{_LABEL}" y="{y}" width="{length:.1f}" height="{_BAR}" rx="2"/>'
        yield f'<text x="{_LABEL + length + 6:.1f}" y="{y + 12}">{value:.1f}</text>'
