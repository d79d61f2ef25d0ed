"""Which pages of the site must be written again, and the writing of them.

Knows what a page is made of (see `cache`) and compares it with the last build. Must not know MkDocs, templates or what
a page shows: the caller renders. Pages are made in parallel where there are many; each is written once, whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any
from urllib.parse import unquote

from messages import say
from site_builder import workers
from site_builder.bodies import Bodies, Rendered
from site_builder.cache import Output, mark
from site_builder.compose import Planned
from site_builder.issues import Issue
from site_builder.published import Folder
from site_builder.views import Card, Picture, View


@dataclass(frozen=True)
class Made:
    """A page that was made, and the body that was rendered for it."""

    address: str
    output: Output
    body: Rendered | None


def address_of(planned: Planned) -> str:
    """The file of a page, below `site/`."""
    url = unquote(planned.url)
    return url if url.endswith(".html") else f"{url}index.html"


class Rebuild:
    """The pages of one build. `frame` is a mark of what all pages share; `render` turns a page and its view to HTML.

    `elsewhere_same`: what pages show of others is what they showed in the last build (see `surroundings`).
    """

    def __init__(
        self,
        bodies: Bodies,
        folder: Folder,
        frame: str,
        render: Callable[[Planned, View], str],
        *,
        elsewhere_same: bool = False,
    ) -> None:
        self.bodies = bodies
        self.folder = folder
        self.frame = frame
        self.render = render
        self._elsewhere_same = elsewhere_same
        self._tell = Telling()

    def stale(self, pages: Sequence[Planned]) -> Iterator[Planned]:
        """The pages that are not in `site/` as they should be."""
        return (planned for planned in pages if not self._holds(planned))

    def _holds(self, planned: Planned) -> bool:
        address = address_of(planned)
        known = self.folder.outputs.get(address)
        if known is None:
            return False
        shown = known.shown if self._elsewhere_same and known.shown else mark(self._tell(planned.gather()))
        made_of = self._mark(planned, shown)
        if made_of is None or not self.folder.holds(address, made_of):
            return False
        self.folder.outputs[address] = self.folder.outputs[address]._replace(shown=shown)
        return True

    def make(self, stale: Sequence[Planned], made: Callable[[], None] = lambda: None) -> None:
        """Write the `stale` pages; `made` is told after each."""
        for page in workers.spread(self._make, stale):
            self.folder.outputs[page.address] = page.output
            if page.body:
                self.bodies.take(page.body)
            made()

    def _make(self, planned: Planned) -> Made:
        if planned.entry and not self.bodies.digest(planned.source):
            self.bodies.take(self.bodies.render(planned.source))
        gathered = planned.gather()
        html = self.render(planned, planned.finish(gathered))
        shown = mark(self._tell(gathered))
        made_of = self._mark(planned, shown)
        assert made_of
        address = address_of(planned)
        output = self.folder.put(address, made_of, html.encode("utf-8", "xmlcharrefreplace"))
        # handed over also where another page of this process has shown it before; this process needs it no longer
        return Made(address, output._replace(shown=shown), self.bodies.fresh.pop(planned.source, None))

    def _mark(self, planned: Planned, shown: str) -> str | None:
        """A mark of all the page is made of; None while its body is not rendered. `shown`: a mark of what it shows."""
        if planned.entry is None:
            return mark(self.frame, planned.template, planned.url, shown)
        digest = self.bodies.digest(planned.source)
        return mark(self.frame, planned.template, planned.url, shown, planned.entry.mark, digest) if digest else None


class Telling:
    """Values as text, the same for equal ones and for no others. What many pages show is told once."""

    def __init__(self) -> None:
        self._told: dict[int, tuple[object, str]] = {}

    def __call__(self, value: object) -> str:
        """`value`, made of dataclasses, tuples and plain data."""
        return repr(self._plain(value))

    def _plain(self, value: object) -> object:
        """`value` without dataclasses: `repr` is quick with tuples, and a card is a word."""
        kind = type(value)
        if kind is Card:
            return self._once(value, lambda: mark(repr((Card, *self._parts(value)))))
        if kind is Picture:
            assert isinstance(value, Picture)
            sizes = self._once(value.sources, lambda: mark(repr(value.sources)))
            return value.src, value.alt, value.width, value.height, value.caption, sizes
        if kind is tuple:
            assert isinstance(value, tuple)
            return [each if type(each) in _SCALARS else self._plain(each) for each in value]
        return (kind.__name__, *self._parts(value)) if is_dataclass(kind) else value

    def _parts(self, value: object) -> list[object]:
        kind: Any = type(value)
        return [each if type(each) in _SCALARS else self._plain(each) for each in _getter(kind)(value)]

    def _once(self, value: object, tell: Callable[[], str]) -> str:
        """What `tell` says of `value`, which is kept so that no other takes its place in memory."""
        if id(value) not in self._told:
            self._told[id(value)] = value, tell()
        return self._told[id(value)][1]


_SCALARS = {str, int, bool, float, type(None)}


@cache
def _getter(kind: type[Any]) -> Callable[[object], tuple[object, ...]]:
    names = [each.name for each in fields(kind)]
    return attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)


def body_issues(pages: Sequence[Planned], bodies: Bodies) -> Iterator[Issue]:
    """Links and pictures in bodies that lead nowhere."""
    notes = {planned.url: (planned, bodies.notes(planned.source)) for planned in pages if planned.entry}
    for planned, said in notes.values():
        yield from said.issues
        for url, anchor, line in said.anchors:
            if url in notes and anchor not in notes[url][1].ids:
                yield no_anchor(planned, url, anchor, line)


def no_anchor(planned: Planned, url: str, anchor: str, line: int) -> Issue:
    """A link to a place that the page does not have."""
    assert planned.entry
    message = say("content.no-anchor", target=url or "/", anchor=anchor)
    return Issue(planned.entry.shown, line, "link", message, say("content.no-anchor-fix"), "warning")
