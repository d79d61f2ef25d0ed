"""A mark of all that a page may show, or lead to, beyond its own text: others' front matter, files, the day, ourselves.

Knows what entries say of themselves and which files lie beside them. Must not know pages, nor what each shows: that is
`gathering`'s and `compose`'s. While this mark stays, an edit was one of texts alone; then every page shows of others
what it showed before, and nobody has to look (see `rebuild`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from site_builder.approval import awaited
from site_builder.cache import Known, mark
from site_builder.content import Content, Entry
from site_builder.schema import Site


def surroundings(
    content: Content,
    public: Iterable[Entry],
    known: Mapping[str, Known],
    files: Iterable[str],
    site: Site,
    *asked: str,
) -> str:
    """The mark; empty where it cannot be told. `known` by path; `files` are those published as they are; `asked` is
    what else decides what is shown: the day, whether drafts are, the font of share cards."""
    if not content.beside:
        return ""
    told = [site.model_dump_json(), content.beside, *asked, *sorted(files)]
    told += [entry.path.as_posix() for entry in content.entries]  # what is there and not public is said of links to it
    for entry in public:
        path = entry.path.as_posix()
        # of fixed pages the text counts as well: questions of the FAQ are shown on others
        told += [path, entry.mark if entry.kind == "pages" else known[path].meta]
        if site.approval:
            told.append(str(awaited(entry.meta, entry.seal)))
    return mark(*told)
