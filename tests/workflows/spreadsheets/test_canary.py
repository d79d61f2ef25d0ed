"""The canary: every field of responses, roster and HR's columns is marked; a run and a build of the site follow.

Searched for the mark: all that was said and logged, every file under the repository (site, preview, cache), what
Actions would upload, and the machine's folder for temporary files. It may stand in HR's book and nowhere else.
"""

from __future__ import annotations

import gzip
import io
import json
import logging
import os
import subprocess
import tarfile
import tempfile
import unicodedata
import zipfile
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

import alumni
from tests import factory_site
from tests.factory_firm import RESPONSES, REVIEW, ROSTER, Firm
from tests.factory_registrations import ASKED, AT, ROSTER_HEADER, by_id, save, sheet
from tests.sheets_emulator.grid import Spreadsheet
from workflows import columns, registration, shell

MARK, ADDRESS = "ｶﾅﾘｱ7391", "canary7391"
FORMS = {
    form
    for text in (MARK, unicodedata.normalize("NFKC", MARK), ADDRESS)
    for form in (text.encode(), text.encode("utf-16-le"), json.dumps(text)[1:-1].encode(), text.encode("cp932"))
}
"""The mark as files may hold it: normalised as linkage does, in other encodings, escaped as JSON does."""


def marked(data: bytes) -> bool:
    """Whether the mark stands in `data`, or in what is packed into it."""
    if any(form in data for form in FORMS):
        return True
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(marked(archive.read(name)) for name in archive.namelist())
    for unpack in (gzip.decompress, zlib.decompress):
        try:
            unpacked = unpack(data)
        except (OSError, EOFError, zlib.error):
            continue
        return marked(unpacked)
    return False


def holding(folder: Path) -> list[str]:
    """Files below `folder` that hold the mark, by their path there."""
    paths = (Path(here, name) for here, _, names in os.walk(folder) for name in names)
    return sorted(str(path.relative_to(folder)) for path in paths if path.is_file() and marked(path.read_bytes()))


def says(*words: str) -> str:
    """All that a command says; no traceback reaches anyone."""
    done = CliRunner().invoke(alumni.app, list(words))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return str(done.output) + str(done.stderr)


def test_the_canary_is_found_however_it_is_packed(tmp_path: Path) -> None:
    """A search that finds nothing proves nothing unless it can find."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.json", json.dumps({"name": unicodedata.normalize("NFKC", MARK)}))
    for name, data in {
        "plain.txt": MARK.encode(), "book.xlsx": packed.getvalue(), "page.html.gz": gzip.compress(MARK.encode()),
        "index.bin": zlib.compress(MARK.encode()), "excel.csv": MARK.encode("cp932"),
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(data)
    (tmp_path / "clean.txt").write_text("カナリア")
    assert holding(tmp_path) == ["book.xlsx", "excel.csv", "index.bin", "page.html.gz", "plain.txt"]


def test_a_run_and_a_build_of_the_site_leave_nobody_behind(
    ready: Firm, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    repository, hr, temporary = (tmp_path / name for name in ("repository", "hr", "temporary"))
    for folder in (hr, temporary):
        folder.mkdir()
    factory_site.write(repository, {})
    git = ["git", "-C", str(repository), "-c", "user.name=t", "-c", "user.email=t@example.com"]
    subprocess.run([*git, "init", "-q"], check=True)
    monkeypatch.chdir(repository)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setattr(shell, "linker", lambda *_: by_id)
    clock = [AT]
    monkeypatch.setattr(shell, "now", lambda: clock[0])
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(repository / "summary.md"))

    answers = [
        {name: f"{MARK}{name}{n}" for name in ASKED} | {"consent": "同意する", "email": f"{ADDRESS}{n}@example.com"}
        for n in range(3)
    ]
    leavers = [list(ROSTER_HEADER), *([f"{MARK}{title}{n}" for title in ROSTER_HEADER] for n in range(3))]
    ready.world.books[RESPONSES] = Spreadsheet.holding({"フォームの回答 1": sheet(answers)})
    ready.world.books[ROSTER] = Spreadsheet.holding({"名簿": leavers})
    save(hr / "responses.xlsx", sheet(answers))
    save(hr / "roster.xlsx", leavers, tab="名簿")
    online = ["--responses", f"google:{RESPONSES}", "--roster", f"google:{ROSTER}", "--review", f"google:{REVIEW}"]
    files = [word for name in ("responses", "roster", "review") for word in (f"--{name}", str(hr / f"{name}.xlsx"))]

    said = [says("registrations", "run", *places) for places in (online, files)]
    assert MARK in "".join(map(str, ready.shown()[0].values())), "HR does read it"
    for title in columns.HR_COLUMNS:
        ready.desk.cell(1, ready.column(title)).entered = {"stringValue": f"{MARK}{title}"}
    approved = {columns.JUDGEMENT: "承認", columns.REASON: MARK, columns.CONFIRMED: "名簿の電話", columns.CLERK: MARK}
    ready.write(ready.shown()[1][columns.KEY], approved)
    clock[0] += timedelta(hours=1)
    said += [says("registrations", "run", *places) for places in (online, files)]
    tick(ready)
    lists = {
        "letters": ["letters"],
        "me.json": ["export-me", ready.shown()[1][columns.KEY], "--by", MARK, "--responses", f"google:{RESPONSES}"],
        "members.csv": ["members"],
        "members.json": ["members", "--export", "json"],
        "members.xlsx": ["members", "--newsletter"],
    }
    for name, words in lists.items():
        command = ["registrations", *words, "--review", f"google:{REVIEW}", "--out"]
        said += [says(*command, str(repository / name)), says(*command, str(hr / name))]
        assert ["error:" in one for one in said[-2:]] == [True, False], "written where the operator says, not in Git"
    with monkeypatch.context() as patch:
        patch.setattr(registration, "run", _broken)
        said += [says("registrations", "run", *places) for places in (online, files)]
    assert ["error:" in one for one in said[:4]] == [False] * 4
    assert ["ValueError" in one for one in said[-2:]] == [True] * 2

    for words in (["add", "."], ["commit", "-qm", "all"]):
        subprocess.run([*git, *words], check=True)
    said += [says("site", "build"), says("site", "build", "--portable", "--drafts"), says("site", "check", "--github")]
    site = repository / "site"
    assert (site / "index.html").is_file()
    assert (repository / "preview" / "index.html").is_file()
    with tarfile.open(tmp_path / "artifact.tar", "w") as artifact:
        artifact.add(site, arcname=".")

    assert not marked("\n".join([*said, caplog.text]).encode())
    (draft,) = (hr / "letters").iterdir()
    books = [f"{name}.xlsx" for name in ("responses", "review", "review.bak", "roster")]
    written = [f"letters/{draft.name}", "me.json", "members.csv", "members.json", *books]
    assert holding(tmp_path) == sorted(f"hr/{name}" for name in written)


def tick(firm: Firm) -> None:
    """HR ticks every letter."""
    tab = firm.book.titled(columns.REPLIES_TAB)
    assert tab
    titles = [cell.entered.get("stringValue", "") for cell in tab.cells[0]]
    for line in tab.cells[1:]:
        line[titles.index(columns.SEND)].entered = {"boolValue": True}


def _broken(*_: object) -> None:
    raise ValueError(MARK)
