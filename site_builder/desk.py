"""The editor's desk: files in, files out, nothing overwritten.

The shell around `importer`: reads what is named, writes what came out, says what happened. Must not know grammar, rules
or formats.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from messages import say
from site_builder import approval, content, manuscript, new, photos, plan, proof, reading, retract, retracted
from site_builder.checks.article import House, article
from site_builder.checks.command import Misdirected, changed, root_of
from site_builder.content import Entry
from site_builder.dates import today_in_tokyo
from site_builder.importer import Importer
from site_builder.issues import ContentError, Issue, relative
from site_builder.proposals import TO_FILL
from site_builder.schema import KINDS, Colours, Interview, Person, Site

Ask = Callable[[str, str, Callable[[str], str]], str]
"""Asks a person: (question, default, what is wrong with an answer) -> answer."""


class Refused(Exception):
    """Nothing was written; the message says why and how to go on."""


@dataclass(frozen=True)
class Done:
    """What was written and found."""

    path: str
    issues: list[Issue]
    closing: str


def import_manuscript(file: Path, out: Path, *, slug: str = "", fix: bool = False, shown: str = "") -> Done:
    """Write the entry made of `file` below `out`, its pictures below `assets/<slug>/` of the content folder.

    Findings name the manuscript `shown` (as given, where that is empty).
    """
    if slug and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise Refused(say("importer.bad-slug", slug=slug))
    try:
        with file.open("rb") as handle:
            data = handle.read(manuscript.LIMIT + 1)
    except OSError:
        raise Refused(say("importer.no-file", path=file.as_posix())) from None
    site = nearest_site(out)
    try:
        found = manuscript.read(data, file.name)
    except manuscript.Unreadable as error:
        raise Refused(str(error)) from None
    notice, wording = (site.notice, site.wording) if site else ("", None)
    work = Importer(found, shown or file.as_posix(), fix=fix, notice=notice, wording=wording)
    made = work.result(today_in_tokyo(), slug)
    if any(issue.severity == "error" for issue in made.issues):
        raise Refused("\n".join([*map(str, made.issues), say("importer.refused")]))
    target = out / f"{made.slug}.md"
    assets = assets_of(out) / made.slug
    if target.exists() or (made.pictures and assets.exists()):
        taken = target if target.exists() else assets
        raise Refused(f"{say('importer.exists', path=taken.as_posix())}\nhint: {say('importer.exists-fix')}")
    out.mkdir(parents=True, exist_ok=True)
    pictures = {photo.name: photo.data for photo in made.pictures}
    if "hero.jpg" not in pictures and f"hero: assets/{made.slug}/hero.jpg" in made.text:
        pictures["hero.jpg"] = photos.provisional((site.colours if site else Colours()).brand)
    for name, picture in pictures.items():
        assets.mkdir(parents=True, exist_ok=True)
        if not (assets / name).exists():
            (assets / name).write_bytes(picture)
    with target.open("x", encoding="utf-8", newline="\n") as handle:
        handle.write(made.text)
    path = target.as_posix()
    closing = [say("importer.done", path=path, **made.counts)]
    if TO_FILL in made.text:
        closing.append("hint: " + say("importer.next", mark=TO_FILL, path=path))
    return Done(path, made.issues, "\n".join(closing))


def import_inbox(here: Path, report: Path | None = None) -> str:
    """Import every manuscript in `content/_inbox/`: the imported are removed there, the refused stay.

    Returns, and writes to `report`, what happened in Markdown: the text of a pull request. No manuscript's trouble
    keeps another from being imported.
    """
    inbox = here / "content" / "_inbox"
    files = [
        file
        for file in sorted(inbox.glob("*"))
        if file.is_file() and file.name[0] not in "._" and file.name != "README.md"
    ]
    said: list[str] = []
    for file in files:
        shown = relative(file, here)
        said += [f"## `{shown}`", ""]
        try:
            done = import_manuscript(file, here / "content" / "interviews", shown=shown)
        except Refused as refused:
            said += [say("importer.inbox-refused"), "", "```", *str(refused).split("\n"), "```", ""]
            continue
        file.unlink()
        said += [say("importer.inbox-done", path=relative(Path(done.path), here)), ""]
        if done.issues:
            said += ["```", *map(str, done.issues), "```", ""]
    text = "\n".join(said) if files else say("importer.inbox-empty")
    if report:
        report.write_text(text + "\n", "utf-8")
    return text


def new_entry(
    word: str, title: str, here: Path, given: Mapping[str, str], *, slug: str = "", ask: Ask | None = None
) -> Done:
    """Write a new entry of type `word` from its template; `ask` asks for what `given` lacks and nobody can guess."""
    folder = here / "content"
    if not folder.is_dir():
        raise Refused(say("new.no-content"))
    today = today_in_tokyo()
    try:
        kind = new.kind_of(word)
        values = dict(given)
        for name, value in values.items():
            if wrong := new.mistake_in(name, value):
                raise new.Unknown(f"--{name} {value}: {wrong}")
        slug = slug or new.slug_for(kind, title, today)
        if ask:
            for name in kind.asks:
                if name not in values:
                    values[name] = ask(say(f"new.ask-{name}"), "", partial(new.mistake_in, name))
            if not re.search(r"\.", slug):
                slug = ask(say("new.ask-slug"), slug, _mistake_in_slug)
        if wrong := _mistake_in_slug(slug):
            raise new.Unknown(wrong)
        template = new.template_of(kind, values, folder)
        if not template.is_file():
            missing = say("new.no-template", path=relative(template, here))
            raise Refused(f"{missing}\nhint: {say('new.no-template-fix')}")
        text = new.entry(template.read_text("utf-8"), kind, title, today, values, slug)
    except new.Unknown as unknown:
        raise Refused(str(unknown)) from None
    target = folder / kind.folder / f"{slug}.md"
    path = relative(target, here)
    try:
        with target.open("x", encoding="utf-8", newline="\n") as handle:
            handle.write(text)
    except FileExistsError:
        raise Refused(f"{say('new.exists', path=path)}\nhint: {say('new.exists-fix')}") from None
    if f"hero: assets/{slug}/hero.jpg" in text:
        site = nearest_site(folder)
        hero = folder / "assets" / slug / "hero.jpg"
        hero.parent.mkdir(parents=True, exist_ok=True)
        if not hero.exists():
            hero.write_bytes(photos.provisional((site.colours if site else Colours()).brand))
    closing = f"{say('new.done', path=path)}\nhint: {say('new.next', mark=TO_FILL, path=path)}"
    return Done(path, [], closing)


def one_entry(file: Path, here: Path) -> tuple[Entry, Site, Path]:
    """(the entry in `file`, its site, its `content/`). Raises `Refused` for what is no entry or not sound."""
    whole = Path(os.path.normpath(here / file))
    if not whole.is_file() or whole.suffix != ".md":
        raise Refused(say("proof.not-one", path=file.as_posix()))
    root = root_of(whole)
    site = nearest_site(whole.parent)
    inside = PurePosixPath(whole.relative_to(root).as_posix())
    entry, issues = content.parse(whole.read_text("utf-8", "replace"), inside, relative(whole, here))
    if entry is None:
        raise Refused("\n".join(map(str, issues)))
    if site is None:
        raise Refused(f"{say('content.no-site-file')}\nhint: {say('content.no-site-file-fix')}")
    return entry, site, root


def write_proof(file: Path, out: Path, here: Path) -> str:
    """Write the proof sheet of the entry in `file` to `out` (`.html`, or `.pdf` where a Chromium is); says so."""
    entry, site, root = one_entry(file, here)
    if out.suffix.lower() not in {".html", ".pdf"}:
        raise Refused(say("proof.bad-ending"))
    page = proof.sheet(entry, site, root)
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.suffix.lower() == ".html":
        out.write_text(page, "utf-8")
    else:
        browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        if browser is None:
            raise Refused(say("proof.no-browser"))
        with tempfile.TemporaryDirectory() as scratch:
            source = Path(scratch) / "proof.html"
            source.write_text(page, "utf-8")
            subprocess.run(  # noqa: S603
                [
                    browser,
                    *(
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--disable-background-networking",
                    ),
                    f"--user-data-dir={scratch}/profile",
                    "--no-pdf-header-footer",
                    f"--print-to-pdf={Path(scratch) / 'proof.pdf'}",
                    source.as_uri(),
                ],
                check=True,
                capture_output=True,
                timeout=120,
            )
            shutil.copyfile(Path(scratch) / "proof.pdf", out)
    return say("proof.done", path=relative(out.absolute(), here), version=approval.seal(entry.meta, entry.body))


def write_proofs(revision: str, out: Path, here: Path) -> list[str]:
    """Write to the folder `out` the proofs of interviews and people changed since `revision`; says so, one line each.

    What cannot be read yet is said and left out: `check` tells why.
    """
    folder = here / "content"
    if not folder.is_dir():
        raise Refused(say("new.no-content"))
    try:
        touched, _ = changed(folder, revision, here)
    except Misdirected as wrong:
        raise Refused(str(wrong)) from None
    said: list[str] = []
    for source in reading.sources(folder):
        kind = source.relative_to(folder).parts[0]
        if kind in ("interviews", "people") and relative(source, here) in touched:
            try:
                said.append(write_proof(source, out / f"{kind}-{source.stem}.html", here))
            except Refused as refused:
                said.append(str(refused))
    return said or [say("proof.nothing-changed", revision=revision)]


def approve(file: Path, ref: str, here: Path) -> str:
    """Record in `consent` that the entry as it stands was approved today; says so."""
    entry, _, _ = one_entry(file, here)
    if not isinstance(entry.meta, (Interview, Person)):
        raise Refused(say("approve.no-consent-here"))
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9/_.-]*", ref) or not re.search(r"\d", ref):
        raise Refused(say("approve.bad-ref", ref=ref))
    path = here / file
    data = path.read_bytes().decode("utf-8")
    mark = approval.seal(entry.meta, entry.body)
    line = f"consent: {{ref: {ref}, date: {today_in_tokyo().isoformat()}, seal: {mark}}}"
    head = re.match(r"(\ufeff?---[ \t]*\r?\n)(.*?)(^(?:---|\.\.\.)[ \t]*\r?$)", data, re.DOTALL | re.MULTILINE)
    assert head  # the entry was read, so it has front matter
    end = "\r\n" if "\r\n" in head[1] else "\n"
    front, count = re.subn(r"(?m)^consent:[^\n]*\n(?:[ \t]+[^\n]*\n)*", lambda _: line + end, head[2])
    new = head[1] + (front if count else head[2] + line + end) + data[head.start(3) :]
    again, issues = content.parse(new, entry.path, entry.shown)
    if again is None or issues or count > 1 or approval.seal(again.meta, again.body) != mark:
        raise Refused(say("approve.unwritable", path=entry.shown))
    path.write_bytes(new.encode())
    return say("approve.done", path=entry.shown, seal=mark)


def take_back(file: Path, here: Path) -> str:
    """Retract the entry in `file`: delete it and its pictures, mend what pointed to it, keep its address; says what."""
    entry, site, root = one_entry(file, here)
    house = House(root, site)
    articles = [article(source, root, relative(source, here)) for source in house.sources]
    gone = next(each for each in articles if each.path == entry.path)
    taken = retract.retraction(gone, [each for each in articles if each.path != entry.path], house)
    for path, text in taken.write.items():
        (root / path).write_bytes(text.encode())
    listed = [*retracted.addresses(root), *taken.addresses]
    (root / retracted.LIST).write_text("\n".join(dict.fromkeys(filter(None, listed))) + "\n", "utf-8")
    for path in taken.delete:
        (root / path).unlink()
    said = [say("retract.done", path=entry.shown)]
    said += [say("retract.picture", path=relative(root / path, here)) for path in taken.delete[1:]]
    said += [say("retract.mended", path=relative(root / path, here), line=line) for path, line in taken.mended]
    said += [say("retract.left", path=relative(root / path, here), line=line) for path, line in taken.left]
    return "\n".join([*said, say("retract.history")])


def upcoming(here: Path, days: int, today: dt.date | None = None) -> list[str]:
    """What happens in the next days, one line each."""
    if not (here / "content").is_dir():
        raise Refused(say("new.no-content"))
    entries = reading.load(here / "content", here).entries
    found = plan.happenings(entries, today or today_in_tokyo(), days)
    return [str(each) for each in found] or [say("plan.none", days=days)]


def _mistake_in_slug(slug: str) -> str:
    good = re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    return "" if good else say("importer.bad-slug", slug=slug)


def assets_of(out: Path) -> Path:
    """Where pictures of an entry in `out` lie: `assets/` beside the folder of its kind, else inside `out`."""
    return (out.parent if out.name in KINDS else out) / "assets"


def nearest_site(start: Path) -> Site | None:
    """The `site.yml` that governs `start`: in it or above it, or where the editor stands; None without a sound one."""
    here = start.resolve()
    for folder in (here, *here.parents, Path.cwd()):
        if (folder / "site.yml").is_file():
            try:
                return content.load_site(folder / "site.yml")
            except ContentError:
                return None
    return None
