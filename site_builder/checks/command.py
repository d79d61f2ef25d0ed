"""`alumni site check`: which files are meant, what is repaired, what a change is answerable for.

Knows folders, Git and the order of work. Must not know any rule.
"""

from __future__ import annotations

import difflib
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path, PurePosixPath

from messages import say
from site_builder import checks, content, frontmatter, interview, reading
from site_builder.checks.article import Article, House, article
from site_builder.checks.external import outside
from site_builder.checks.language import slips_of
from site_builder.content import Content, Entry
from site_builder.dates import today_in_tokyo
from site_builder.issues import ContentError, Issue, relative
from site_builder.schema import KINDS, Site

SAFE = {
    "doubled-punctuation",
    "stray-desu",
    "half-width-punctuation",
    "invisible-character",
    "no-break-space",
    "missing-full-stop",
    "wording",
}
"""Slips `--fix` may mend without a person: their repair cannot change what is said."""


class Misdirected(Exception):
    """What was asked for is not there; the message says so."""


@dataclass
class Report:
    """What a run says: `issues` to answer for, the number left to others, files looked at, a diff of repairs."""

    issues: list[Issue]
    files: int
    elsewhere: list[Issue] = field(default_factory=list)
    diff: str = ""
    mended: int = 0

    @property
    def failed(self) -> bool:
        """Whether any finding is an error."""
        return any(issue.severity == "error" for issue in self.issues)

    def closing(self) -> Iterator[str]:
        """The count, and what lies elsewhere."""
        errors, warnings = _count(self.issues)
        key = "count" if self.issues else "none"
        yield say(f"check.{key}", files=self.files, errors=errors, warnings=warnings)
        if self.elsewhere:
            errors, warnings = _count(self.elsewhere)
            yield say("check.elsewhere", errors=errors, warnings=warnings)


def _count(issues: Iterable[Issue]) -> tuple[int, int]:
    severities = [issue.severity for issue in issues]
    return severities.count("error"), severities.count("warning")


def run(
    paths: Sequence[Path],
    *,
    fix: bool = False,
    changed_since: str = "",
    external: bool = False,
    here: Path | None = None,
) -> Report:
    """Check `paths` (default: `content/` where the editor stands).

    Raises `Misdirected` for paths and revisions that are not there, `ContentError` for a `site.yml` that is not sound.
    """
    here = here or Path.cwd()
    if not paths:
        if not (here / "content").is_dir():
            raise Misdirected(say("check.no-content"))
        paths = [here / "content"]
    diff, mended = "", 0
    if fix:
        diff, mended = _mend(paths, here)
    report = Report([], 0, diff=diff, mended=mended)
    for root, chosen in _roots(paths, here):
        site = _site(root, here)
        whole = root in {path.resolve() for path in paths}
        found, files = _check_all(root, site, here) if whole else _check_some(root, site, chosen, here)
        if external:
            asked = [article(source, root, relative(source, here)) for source in chosen]
            found += outside(asked, root.parent / ".cache" / "links.json")
        if os.environ.get("GITHUB_ACTIONS") and whole:
            found += exposed(root, site, here)
        if changed_since:
            touched, before = _before(root, changed_since, here)
            mine = [issue for issue in found if issue.path in touched or _is_new(issue, before)]
            report.elsewhere += [issue for issue in found if issue not in mine]
            found = mine
        report.issues += found
        report.files += files
    report.issues = sorted(set(report.issues))
    return report


def _is_new(issue: Issue, before: set[tuple[str, str, str]]) -> bool:
    return issue.severity == "error" and (issue.path, issue.rule, issue.message) not in before


def _check_all(root: Path, site: Site, here: Path) -> tuple[list[Issue], int]:
    loaded = reading.load(root, here)
    return checks.check(loaded, site, base=here), sum(1 for _ in reading.sources(root))


def _check_some(root: Path, site: Site, chosen: Sequence[Path], here: Path) -> tuple[list[Issue], int]:
    """Some files only: nothing else is loaded but the people they point to, so that one file takes no second."""
    house = House(root, site)
    articles: list[Article] = []
    entries: list[Entry] = []
    issues: set[Issue] = set()
    for source in chosen:
        shown = relative(source, here)
        inside = PurePosixPath(source.relative_to(root).as_posix())
        if len(inside.parts) == 1 and root.name != "content" and not (root / "index.md").is_file():
            inside = PurePosixPath(_kind(source)) / inside
        try:
            entry, found = content.parse(source.read_text("utf-8"), inside, shown)
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            issues.add(Issue(shown, line, "front-matter", say("content.not-utf8"), say("content.not-utf8-fix")))
            continue
        issues.update(found)
        entries += [entry] if entry else []
        articles.append(article(source, root, shown, entry))
    people = [
        entry
        for source in sorted((root / "people").glob("*.md"))
        if source not in chosen and any(content.references(each) for each in entries)
        for entry in [content.parse(source.read_text("utf-8", "replace"), _inside(source, root), "")[0]]
        if entry
    ]
    mine = {each.shown for each in articles}
    issues.update(issue for issue in content.between([*entries, *people], root) if issue.path in mine)
    issues.update(checks.check_articles(articles, house))
    return sorted(issues), len(chosen)


def _inside(source: Path, root: Path) -> PurePosixPath:
    return PurePosixPath(source.relative_to(root).as_posix())


def _kind(source: Path) -> str:
    """The content type of a file that lies in no content folder, by what only that type says of itself."""
    parts = frontmatter.split(source.read_bytes().decode("utf-8", "replace"))
    said = set(frontmatter.read(parts[0], "")[0].data) if parts else set()
    telling = {
        "interviews": {"speakers", "summary"},
        "events": {"start", "end", "audience"},
        "opportunities": {"conditions", "as_of"},
        "voices": {"quote", "attribution"},
        "people": {"career", "role"},
    }
    return next((kind for kind, names in telling.items() if said & names), "news")


def _roots(paths: Sequence[Path], here: Path) -> list[tuple[Path, list[Path]]]:
    """The content folders meant, each with the files meant."""
    found: dict[Path, list[Path]] = {}
    for path in paths:
        whole = path if path.is_absolute() else here / path
        whole = Path(os.path.normpath(whole))
        if not whole.exists():
            raise Misdirected(say("check.no-path", path=path.as_posix()))
        root = root_of(whole)
        files = list(reading.sources(root)) if whole == root else []
        if whole.is_dir() and whole != root:
            files = [source for source in reading.sources(root) if source.is_relative_to(whole)]
        elif whole.is_file():
            files = [whole]
        found.setdefault(root, []).extend(files)
    return [(root, sorted(set(files))) for root, files in found.items()]


def root_of(path: Path) -> Path:
    """The `content/` folder `path` belongs to; for a file somewhere else, its own folder."""
    for folder in (path, *path.parents):
        if folder.name == "content" and folder.is_dir():
            return folder
        if folder.name in KINDS and folder.name != "pages" and folder.is_dir():
            return folder.parent
    return path if path.is_dir() else path.parent


def _site(root: Path, here: Path) -> Site:
    """The `site.yml` beside or above `root`, else where the editor stands."""
    for folder in (root, *root.parents, here):
        if (folder / "site.yml").is_file():
            return content.load_site(folder / "site.yml")
    return content.load_site(here / "site.yml")


def mended(each: Article, house: House) -> str:
    """The body with every safe slip repaired, and labels' colons written `：`; slips inside slips take another turn."""
    for _ in range(4):
        body = _mended_once(each, house)
        if body == each.body:
            break
        each = replace(each, body=body)
    return each.body


def _mended_once(each: Article, house: House) -> str:
    edits: dict[int, tuple[int, str]] = {}
    for _, place, slip, _ in slips_of(each, house):
        if (
            place >= 0
            and slip.rule in SAFE
            and slip.right is not None
            and not ("（" in slip.right and slip.rule == "wording")
        ):
            edits.setdefault(place, (place + slip.end - slip.start, slip.right))
    starts = [0]
    for line in each.body.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for paragraph in each.paragraphs if each.kind == "interviews" else []:
        begun = interview.turn_of(paragraph.text, each.labels)
        if begun and begun[1] != "：":
            place = starts[paragraph.line - each.body_line] + len(each.labels[begun[0]])
            edits[place] = (place + len(begun[1]), "：")
    body = each.body
    fence = len(body) + 1
    for start in sorted(edits, reverse=True):
        end, right = edits[start]
        if end <= fence:
            body = body[:start] + right + body[end:]
            fence = start
    return body


def _mend(paths: Sequence[Path], here: Path) -> tuple[str, int]:
    """Write the repairs; returns them as a diff, and how many files changed."""
    diff: list[str] = []
    changed = 0
    for root, chosen in _roots(paths, here):
        house = House(root, _site(root, here))
        for source in chosen:
            try:
                text = source.read_bytes().decode("utf-8")
            except UnicodeDecodeError:
                continue
            each = article(source, root, relative(source, here))
            plain = text.replace("\r\n", "\n").replace("\r", "\n")
            if not plain.endswith(each.body):
                continue
            new = plain[: len(plain) - len(each.body)] + mended(each, house)
            if new == plain:
                continue
            changed += 1
            diff += difflib.unified_diff(plain.splitlines(), new.splitlines(), each.shown, each.shown, lineterm="", n=0)
            line_end = "\r\n" if "\r\n" in text else "\n"
            source.write_bytes(new.replace("\n", line_end).encode())
    return "\n".join(diff), changed


# -- what a change is answerable for -----------------------------------------------------------------------------------


def _git(folder: Path, *words: str) -> bytes:
    return subprocess.run(  # noqa: S603
        ["git", "-C", str(folder), *words],  # noqa: S607
        check=True,
        capture_output=True,
    ).stdout


def changed(root: Path, revision: str, here: Path) -> tuple[set[str], str]:
    """(files touched since `revision`, as shown; the commit where the two parted). Raises `Misdirected`."""
    try:
        if revision.startswith("-"):
            raise ValueError
        top = Path(os.fsdecode(_git(root, "rev-parse", "--show-toplevel")).rstrip("\n"))
        base = _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    except (subprocess.CalledProcessError, ValueError, FileNotFoundError):
        raise Misdirected(say("check.no-revision", revision=revision)) from None
    merged = subprocess.run(  # noqa: S603
        ["git", "-C", str(root), "merge-base", base, "HEAD"],  # noqa: S607
        check=False,
        capture_output=True,
        text=True,
    ).stdout.strip()
    base = merged or base
    names = _git(top, "diff", "--name-only", "-z", base, "--").split(b"\0")
    names += _git(top, "ls-files", "--others", "--exclude-standard", "-z").split(b"\0")
    return {relative(top / os.fsdecode(name), here) for name in names if name}, base


def _before(root: Path, revision: str, here: Path) -> tuple[set[str], set[tuple[str, str, str]]]:
    """(files touched since `revision`, as shown; findings there were at `revision`)."""
    touched, base = changed(root, revision, here)
    top = Path(os.fsdecode(_git(root, "rev-parse", "--show-toplevel")).rstrip("\n"))
    inside = root.resolve().relative_to(top.resolve())
    with tempfile.TemporaryDirectory() as scratch:
        wanted = [inside.as_posix()]
        beside = ("site.yml", "form.toml", "registration.toml")
        wanted += [name for name in beside if _git(top, "ls-tree", base, "--", name)]
        try:
            packed = _git(top, "archive", "--format=tar", base, "--", *wanted)
        except subprocess.CalledProcessError:
            return touched, set()  # no content yet at that revision
        with tarfile.open(fileobj=BytesIO(packed)) as tar:
            tar.extractall(scratch, filter="data")
        old_root = Path(scratch) / inside
        try:
            old_site = _site(old_root, Path(scratch))
        except ContentError:
            return touched, set()
        old, _ = _check_all(old_root, old_site, Path(scratch))
        offset = relative(root, here).removesuffix(inside.as_posix())
        return touched, {(f"{offset}{issue.path}", issue.rule, issue.message) for issue in old}


# -- what a public repository shows ------------------------------------------------------------------------------------


def exposed(root: Path, site: Site, here: Path) -> list[Issue]:
    """In Actions of a public repository: drafts, entries to come and received manuscripts, which anybody can read."""
    if site.company.fictional or not _repository_is_public():
        return []
    loaded: Content = reading.load(root, here)
    found: list[tuple[str, int, str]] = []
    for entry in loaded.entries:
        if entry.meta.draft:
            found.append((entry.shown, entry.values.line(("draft",)), "draft"))
        elif entry.public_from and entry.public_from > today_in_tokyo():
            found.append((entry.shown, entry.values.line(("date",)), "future"))
    inbox = root / "_inbox"
    found += [
        (relative(file, here), 0, "inbox")
        for file in sorted(inbox.rglob("*") if inbox.is_dir() else [])
        if file.is_file() and file.name != "README.md" and not file.name.startswith(".")
    ]
    return [
        Issue(path, line, "exposed", say("check.exposed", what=say(f"check.exposed-{what}")), say("check.exposed-fix"))
        for path, line, what in found
    ]


def _repository_is_public() -> bool:
    """As the event that started the job tells; unknown is taken for private."""
    try:
        event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text("utf-8"))
        repository = event["repository"]
        return bool(
            repository.get("visibility", "private" if repository.get("private", True) else "public") == "public"
        )
    except (KeyError, OSError, ValueError, TypeError, AttributeError):
        return False
