"""What every test may ask for: programs of this machine, the language spoken, samples from outside the repository.

A test that needs a program that is missing skips and says which. `ALUMNI_FAIL_ON_SKIP=1` (as `.ci/run` sets it) turns
any skip into a failure, because a machine that installs everything has no excuse.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import messages

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent


def _program(*names: str) -> str:
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    pytest.skip(f"needs {names[0]} on PATH")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium that can run headless."""
    return _program("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def soffice() -> str:
    """Path of LibreOffice."""
    return _program("soffice", "libreoffice")


@pytest.fixture(scope="session")
def node() -> str:
    """Path of Node.js."""
    return _program("node")


@pytest.fixture(scope="session")
def java() -> str:
    """Path of a Java runtime."""
    return _program("java")


@pytest.fixture(scope="session")
def samples() -> Path:
    """A folder of real samples that is not part of the repository, named by `ALUMNI_SAMPLES`."""
    return Path(os.environ["ALUMNI_SAMPLES"])


@pytest.fixture(scope="session")
def cassettes() -> Path:
    """A folder of recorded exchanges with the real Sheets API, named by `ALUMNI_CASSETTES`."""
    return Path(os.environ["ALUMNI_CASSETTES"])


@pytest.fixture(autouse=True)
def _japanese() -> Iterator[None]:
    """Every test starts in the product's first language."""
    with messages.speaking("ja"):
        yield


def pytest_configure(config: pytest.Config) -> None:
    """The marks of these tests."""
    # A firm that has not settled its own reason yet can try the program all the same.
    os.environ.setdefault("ALUMNI_LAWFUL_BASIS", "同意書（試験のため）")
    config.addinivalue_line("markers", "sample: reads the sample company's content, which `alumni init` takes away")


def _is_the_sample() -> bool:
    """Whether the site here is still the fictional company's."""
    site = (ROOT / "site.yml").read_text("utf-8")
    return bool(re.search(r"(?m)^ +fictional: true\s*$", site))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs samples or recordings that are not here: those of outside unless they are named, and the
    sample company's once a firm has made the site its own."""
    unnamed = {name for name in ("samples", "cassettes") if not os.environ.get(f"ALUMNI_{name.upper()}")}
    here = _is_the_sample()
    extra = [
        item
        for item in items
        if unnamed & set(getattr(item, "fixturenames", ())) or not (here or item.get_closest_marker("sample") is None)
    ]
    if extra:
        config.hook.pytest_deselected(items=extra)
        items[:] = [item for item in items if item not in extra]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where everything is installed, a skipped test is a failed one."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and os.environ.get("ALUMNI_FAIL_ON_SKIP") and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
