"""Every command in README, guides and contributing notes is run, in order, in a copy of the repository.

A command stands on a line beginning `$ ` in a `console` block. `make demo` is run as `alumni demo` (the installation is
what `.ci/run` tries); the other `make` targets are asked for without being carried out, because one of them runs this.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (".", "docs", ".github")
    for path in (ROOT / folder).glob("*.md")
    if "```console" in path.read_text("utf-8")
)
SERVING = re.compile(r"http://127\.0\.0\.1:\d+/?\S*")


def commands(document: str) -> list[str]:
    """The commands of a document, in reading order."""
    blocks = re.findall(r"^```console\n(.*?)^```", (ROOT / document).read_text("utf-8"), re.S | re.M)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is committed or would be, with this environment as its `.venv`, after `make demo`."""
    copy = tmp_path_factory.mktemp("clone")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    (copy / ".venv").symlink_to(sys.prefix)
    _run("alumni demo", copy)
    return copy


def _environment() -> dict[str, str]:
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def _run(command: str, cwd: Path) -> None:
    done = subprocess.run(
        command, shell=True, cwd=cwd, env=_environment(), capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"


def _lines(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stdout
    yield from iter(process.stdout.readline, "")


def _serve(command: str, cwd: Path) -> None:
    """Run a command that serves until stopped, and open what it says it serves."""
    process = subprocess.Popen(
        f"exec {command}",
        shell=True,
        cwd=cwd,
        env=_environment() | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    stop = threading.Timer(120, process.kill)
    stop.start()
    try:
        seen = []
        for line in _lines(process):
            seen.append(line)
            if found := SERVING.search(line):
                with urllib.request.urlopen(found.group().rstrip("。、.,)`"), timeout=30) as page:
                    assert "<html" in page.read().decode("utf-8")
                return
        pytest.fail(f"{command} served nothing\n{''.join(seen)[-3000:]}")
    finally:
        stop.cancel()
        process.terminate()
        process.wait(20)
        if process.stdout:
            process.stdout.close()


@pytest.mark.sample
@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_does_what_it_says(document: str, clone: Path) -> None:
    for command in commands(document):
        made = clone / "content" / "news" / "autumn-meeting.md"
        made.unlink(missing_ok=True)  # two READMEs make the same entry, and nothing is overwritten
        if command == "make demo":
            continue
        if command.startswith("make "):
            _run(f"make -n {command.removeprefix('make ')}", clone)
        elif "--serve" in command or " site serve" in command:
            _serve(command, clone)
        else:
            _run(command, clone)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_between_documents_lead_somewhere(document: str) -> None:
    text = re.sub(r"^(`{3,}).*?^\1", "", (ROOT / document).read_text("utf-8"), flags=re.S | re.M)
    for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", text):
        assert ((ROOT / document).parent / target).exists(), target


def test_the_readmes_show_the_same_commands() -> None:
    assert commands("README.md") == commands("README.ja.md")


def test_ci_runs_the_readmes_commands() -> None:
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    assert all(command in ci for command in ("make demo", "make test", "make check"))
