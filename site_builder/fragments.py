"""Parts of pages that are made once and stand on many: `{% kept main_nav, home=(view.url == "") %} … {% endkept %}`.

What stands between the two is HTML made of the named values and of what is the same on all pages (`SHARED`), and of
nothing else: a template that reads another name of the page there is refused with its line, so that no page can show
what was made for another. Macros that are called there need no naming; they count as named. Addresses (`url`,
`srcset`) may be told: they are filled in anew for each page. Without the tag a template is as right, and slower.

Knows Jinja. Must not know pages, views, or what is kept.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from sys import getsizeof, intern
from types import NoneType
from typing import Any, NamedTuple
from weakref import ref

import jinja2
from jinja2 import nodes
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.meta import find_undeclared_variables
from jinja2.parser import Parser
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from messages import say
from site_builder.cache import mark

SHARED = ("site", "t", "today", "joining", "fixed")
"""Names that mean the same on all pages of a build: `equip` is given them."""
_ROOM = 8_000_000
"""Bytes of HTML kept in one process; what was not asked for longest goes. More room saves little: cards stand near
each other in time, and lists come once."""
_FIND = "kept fragment"
"""The name of a filter that no template can name."""
_OF_THE_PLACE = {"self", "super", "caller", "varargs", "kwargs"}
"""What Jinja gives a block or a macro of the page it stands in."""
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#").match


class Here:
    """The page being written: addresses are told from `base`, since pages are written one at a time.

    It is not read from the context, which imported macros do not see.
    """

    def __init__(self) -> None:
        self.stand(".")

    def stand(self, base: str) -> None:
        """The way to the root is `base` from here on, without a trailing slash."""
        self.base = base
        self.escaped = str(escape(base))

    @jinja2.pass_context  # so that Jinja does not work out constant addresses once for all pages
    def url(self, _: jinja2.runtime.Context, address: str) -> str:
        """The filter `url`: from the site's root to what the page needs; absolute ones stay."""
        return address if _ELSEWHERE(address) else f"{self.base}/{address}"

    @jinja2.pass_context
    def srcset(self, _: jinja2.runtime.Context, variants: Iterable[tuple[str, int]]) -> str:
        """The filter `srcset`: the variants of a picture as that attribute wants them."""
        return ", ".join(
            [f"{address if _ELSEWHERE(address) else f'{self.base}/{address}'} {width}w" for address, width in variants]
        )


def equip(env: jinja2.Environment, shared: Mapping[str, object]) -> Here:
    """Let `env` know `kept`, `url` and `srcset` before any template is read, and what is the `SHARED` of its pages."""
    env.add_extension(Kept)
    env.globals.update({name: shared[name] for name in SHARED})
    env.make_globals = lambda d: dict(env.globals, **(d or {}))  # type: ignore[method-assign]  # asked for each include
    kept = env.extensions[Kept.identifier]
    assert isinstance(kept, Kept)
    return kept.here


class _Fragment(NamedTuple):
    html: Sequence[str]
    """What stands between the places where the way to the root belongs."""
    values: Sequence[object]
    """Held, so that no other takes their place in memory."""
    macros: Sequence[ref[Any]]
    """Not held: a macro imported with a page's context holds that page."""


class Kept(Extension):
    """The tag `kept`, and what was made within it."""

    tags = {"kept"}  # noqa: RUF012  Jinja's own word

    def __init__(self, environment: jinja2.Environment) -> None:
        super().__init__(environment)
        self.here = Here()
        environment.filters.update({"url": self.here.url, "srcset": self.here.srcset, _FIND: self.find})
        # digits, since filters leave them alone; by chance, so that no text can hold them; no page ever does
        self.base = f"{secrets.randbelow(10**16):016}"
        self._young: dict[tuple[object, ...], _Fragment] = {}
        self._old: dict[tuple[object, ...], _Fragment] = {}
        self._size = 0

    def parse(self, parser: Parser) -> nodes.Node:
        """`{% kept NAME, NAME=EXPRESSION %} … {% endkept %}` as what finds it, or else makes it."""
        line = next(parser.stream).lineno
        named: dict[str, nodes.Expr] = {}
        while parser.stream.current.type != "block_end":
            if named:
                parser.stream.expect("comma")
            name = parser.stream.expect("name").value
            given = parser.stream.skip_if("assign")
            named[name] = parser.parse_expression() if given else nodes.Name(name, "load")
        body = parser.parse_statements(("name:endkept",), drop_needle=True)
        macros = self._macros(parser, body, named, line)
        shared = [name for name in SHARED if name not in named and name in {each.name for each in _read(body)}]
        made_of: list[nodes.Expr] = [
            nodes.Const(mark(repr((list(named), body)))),  # the same text makes the same of the same
            nodes.Tuple([nodes.Name(name, "load") for name in macros], "load"),
        ]
        values = nodes.Tuple([*named.values()], "load")
        found = parser.free_identifier()
        look = nodes.Filter(values, _FIND, made_of, [], None, None)  # of all calls the quickest
        parameters = [nodes.Name(name, "param") for name in (*named, *macros, *shared)]
        make = self.call_method("make", [*made_of, values, nodes.Const(tuple(shared))])
        return nodes.Scope(
            [
                nodes.Assign(found, look),
                nodes.If(found, [nodes.Output([found])], [], [nodes.CallBlock(make, parameters, [], body)]),
            ]
        ).set_lineno(line)

    def _macros(self, parser: Parser, body: list[nodes.Node], named: Iterable[str], line: int) -> list[str]:
        """The names of outside that `body` only calls. Raises `TemplateSyntaxError` where it takes anything else."""
        strict = self.environment.overlay()
        strict.globals = DEFAULT_NAMESPACE  # what others add to Jinja's own may mean something else on each page
        whole = nodes.Template(body, lineno=line)
        whole.set_environment(strict)
        free = find_undeclared_variables(whole) - {*named, *SHARED}
        called = {id(_root(call.node)) for call in whole.find_all(nodes.Call)}
        for each in _read(body):
            unnamed = each.name in free and (id(each) not in called or each.name == "loop")
            if unnamed or each.name in _OF_THE_PLACE:
                parser.fail(say("build.kept-unnamed", name=each.name), each.lineno)
        for found in whole.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Block)):
            if not isinstance(found, (nodes.Import, nodes.FromImport)) or found.with_context:
                parser.fail(say("build.kept-context"), found.lineno)
        return sorted(free)

    @jinja2.pass_context
    def find(
        self, _: jinja2.runtime.Context, values: tuple[object, ...], text: str, macros: tuple[object, ...]
    ) -> Markup | None:
        """What was made of these within `kept`, for the page being written; None where it was not."""
        key = _key(text, values, macros)
        kept = self._young.get(key)
        if kept is None:
            kept = self._old.get(key)
            if kept is None:
                return None
            self._keep(key, kept)
        if macros and tuple([macro() for macro in kept.macros]) != macros:
            return None
        return Markup(self.here.escaped.join(kept.html))  # noqa: S704  templates made it

    def make(
        self,
        text: str,
        macros: tuple[object, ...],
        values: tuple[object, ...],
        shared: tuple[str, ...],
        caller: Callable[..., str],
    ) -> str:
        """The HTML that `caller`, which stands for `text`, makes of these; it is kept."""
        for macro in macros:
            if not isinstance(macro, (Macro, TemplateModule)):
                raise jinja2.TemplateRuntimeError(say("build.kept-value", kind=type(macro).__name__))
        base = self.here.base
        self.here.stand(self.base)
        try:
            html = caller(*values, *macros, *(self.environment.globals[name] for name in shared))
        finally:
            self.here.stand(base)
        pieces = [intern(piece) for piece in str(html).split(self.base)]  # of a picture at any size most are the same
        kept = _Fragment(pieces, values, [ref(macro) for macro in macros])
        self._keep(_key(text, values, macros), kept)
        return self.here.escaped.join(kept.html)

    def _keep(self, key: tuple[object, ...], kept: _Fragment) -> None:
        self._young[key] = kept
        self._size += sum(map(getsizeof, kept.html))
        if self._size > _ROOM // 2:
            self._young, self._old, self._size = {}, self._young, 0


def _key(text: str, values: Iterable[object], macros: Iterable[object]) -> tuple[object, ...]:
    """The same for the same values, and for no others while they are held."""
    return (
        text,
        *[each if type(each) is str else id(each) if type(each) in _LASTING else _told(each) for each in values],
        *map(id, macros),
    )


_LASTING: set[Any] = {tuple, bool, int, NoneType}
"""Kinds of values that never change; frozen dataclasses join them when they are met."""


def _told(value: object) -> int:
    kind: Any = type(value)
    if isinstance(value, jinja2.Undefined):
        str(value)  # says which name it is
    settings = getattr(kind, "__dataclass_params__", None)
    if settings is None or not settings.frozen:
        raise jinja2.TemplateRuntimeError(say("build.kept-value", kind=kind.__name__))
    _LASTING.add(kind)
    return id(value)


def _root(node: nodes.Node) -> nodes.Node:
    """`icon` of `icon.draw`."""
    return _root(node.node) if isinstance(node, (nodes.Getattr, nodes.Getitem)) else node


def _read(body: Iterable[nodes.Node]) -> Iterator[nodes.Name]:
    for statement in body:
        yield from (each for each in statement.find_all(nodes.Name) if each.ctx == "load")
