"""What the checks found in entries: kept, and said again while nothing they looked at changed.

Knows the rules' one entry point and what they may look at. Must not know what any rule looks for. Links, anchors and
pictures are left out: the renderer says those of every page, cached or not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from messages import spoken
from site_builder.cache import Slips, mark
from site_builder.content import Content, Entry
from site_builder.issues import Issue
from site_builder.schema import Site

_SAID_BY_THE_RENDERER = ("link", "anchor", "picture")


class Findings:
    """`kept` is what is known, by path below `content/`. `around` marks all that rules look at besides an entry; empty:
    what is known is not used, and what is found now not again."""

    def __init__(self, kept: Mapping[str, Slips], around: str) -> None:
        self.kept = dict(kept)
        self._around = around

    def of(self, entries: Iterable[Entry], content: Content, site: Site, base: Path) -> Iterator[Issue]:
        """All findings in `entries` of `content`; `base` as for `checks.check`."""
        unknown: dict[str, Entry] = {}
        for entry in entries:
            known = self.kept.get(entry.path.as_posix())
            if self._around and known and known.mark == self._mark(entry):
                yield from (Issue(*each) for each in json.loads(known.issues))
            else:
                unknown[entry.shown] = entry
        if not unknown:
            return
        from site_builder import checks  # most builds ask nothing of them, and should not wait for them either

        found: dict[str, list[Issue]] = {path: [] for path in unknown}
        for issue in checks.check(content, site, only=found.keys(), but=_SAID_BY_THE_RENDERER, base=base):
            found[issue.path].append(issue)
            yield issue
        for path, issues in found.items():
            told = json.dumps([[*vars(issue).values()] for issue in issues], ensure_ascii=False)
            self.kept[unknown[path].path.as_posix()] = Slips(self._mark(unknown[path]) if self._around else "", told)

    def _mark(self, entry: Entry) -> str:
        return mark(self._around, spoken(), entry.shown, entry.mark)
