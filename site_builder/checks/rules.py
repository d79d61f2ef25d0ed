"""What a rule is, and the list of all of them.

Knows names, severities and examples. Must not know what any rule looks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from messages import say
from site_builder.issues import Issue, Severity

if TYPE_CHECKING:
    from site_builder.checks.article import Article, House


@dataclass(frozen=True)
class Finding:
    """What a rule yields: a line, and the places to fill in the sentences `check.<key>` and `check.<key>-fix`."""

    line: int
    values: Mapping[str, object]
    key: str = ""
    """Which sentence, where a rule has several; the rule's own name otherwise."""
    table: str = "check"
    """The table of sentences."""
    severity: Severity | None = None
    """Where this finding weighs less than its rule."""


Looks = Callable[["Article", "House"], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """A rule with all the reference says of it."""

    name: str
    severity: Severity
    looks: Looks
    kinds: tuple[str, ...]
    """Content types it looks at; empty: all."""
    bad: str
    good: str

    @property
    def family(self) -> str:
        """The module it lives in."""
        return self.looks.__module__.rsplit(".", 1)[1]

    def issues(self, article: Article, house: House) -> Iterator[Issue]:
        """Its findings in `article`, as sentences."""
        for finding in self.looks(article, house):
            key = finding.key or self.name
            sentence = f"{finding.table}.{key}"
            message, fix = say(sentence, **finding.values), say(f"{sentence}-fix", **finding.values)
            severity = finding.severity or self.severity
            yield Issue(article.shown, finding.line, self.name, message, fix, severity)


RULES: dict[str, Rule] = {}
"""Every rule by name, in the order of the reference."""


def rule(
    name: str, severity: Severity, *, bad: str, good: str, kinds: tuple[str, ...] = ()
) -> Callable[[Looks], Looks]:
    """Enter a generator into `RULES`; `bad` and `good` are bodies (or front-matter lines) for the reference."""

    def enter(looks: Looks) -> Looks:
        RULES[name] = Rule(name, severity, looks, kinds, bad, good)
        return looks

    return enter
