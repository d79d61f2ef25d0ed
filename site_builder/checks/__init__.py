"""What a machine can see before a reader does: every rule over every entry, all findings at once.

`check` is the one entry point (the command, `serve` and `build --strict` call it). A rule is a generator of findings
about one entry, in the module of its subject; its docstring is the rule. Must not know MkDocs, the command line or how
findings are shown.

    front      what an entry says of itself          grammar   who speaks, and whether the page keeps its form
    pictures   alt text, size, place, file names     links     targets and anchors inside the site
    language   slips in Japanese prose (warnings)    law       conditions, consent, privacy page
    personal   what must not stand on a public page
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from site_builder import facts, workers
from site_builder.checks import front, grammar, language, law, links, personal, pictures
from site_builder.checks.article import Article, House, article
from site_builder.checks.rules import RULES, Rule
from site_builder.content import Content
from site_builder.issues import Issue, relative
from site_builder.schema import Site

__all__ = ["RULES", "Article", "House", "Rule", "check", "check_articles"]

FAMILIES = (front, grammar, pictures, links, language, law, personal)


def check(
    content: Content,
    site: Site,
    *,
    only: Collection[str] | None = None,
    but: Collection[str] = (),
    base: Path | None = None,
) -> list[Issue]:
    """Every finding in `content`, sorted; `only` (paths as shown) limits them to some files, `but` leaves rules out.

    `base` is the folder paths are shown from, as given to `reading.load`. Files whose front matter is broken are
    checked as far as they can be read. Many files are checked on all processors.
    """
    base = content.root.parent if base is None else base
    house = House(content.root, site)
    known = {entry.shown: entry for entry in content.entries}
    if only is not None and known.keys() >= set(only):
        shown = {content.root / known[path].path: path for path in only}
    else:
        paths = ((source, relative(source, base)) for source in house.sources)
        shown = {source: path for source, path in paths if only is None or path in only}
    articles = [article(source, content.root, path, known.get(path)) for source, path in shown.items()]
    issues = {issue for issue in content.issues if only is None or issue.path in only}
    for found in workers.spread(lambda each: check_articles([each], house, but), articles):
        issues.update(found)
    if only is None:
        issues.update(pictures.lying_around(house, articles, base))
        issues.update(facts.load(content.root.parent, site, base)[1])
    return sorted(issues)


def check_articles(articles: Iterable[Article], house: House, but: Collection[str] = ()) -> list[Issue]:
    """What the rules find in `articles`, in the order given; `but` are rules not to be asked."""
    off = {name for name, on in house.site.prose.items() if not on}.union(but)
    return [
        issue
        for each in articles
        for rule in RULES.values()
        if rule.name not in off and (not rule.kinds or each.kind in rule.kinds)
        for issue in rule.issues(each, house)
    ]
