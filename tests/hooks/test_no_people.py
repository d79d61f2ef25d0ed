"""A list of people never enters the repository; an article with a date does."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("no_people", ROOT / "hooks" / "no_people.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PEOPLE = "\n".join(
    f"架空 花子{n},hanako{n}@mail.invented.jp,090-0000-00{n:02},1980-01-{n % 28 + 1:02}" for n in range(12)
)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("roster.xlsx", b"PK\x03\x04"),
        ("renamed.bin", b"PK\x03\x04workbook under another name"),
        ("old.dat", b"\xd0\xcf\x11\xe0"),
        ("people.csv", b"a,b"),
        ("notes.md", PEOPLE.encode()),
    ],
)
def test_people_are_refused(hook: ModuleType, name: str, data: bytes) -> None:
    assert hook.problem(Path(name), data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (
            "content/news/opening.md",
            "2026-04-01 に開設しました。お問い合わせは alumni@harukaze.example へ。\n".encode() * 40,
        ),
        ("picture.jpg", b"\xff\xd8\xff\xe0"),
        ("module.py", b"print('hello')"),
        ("empty.txt", b""),
    ],
)
def test_the_work_itself_is_welcome(hook: ModuleType, name: str, data: bytes) -> None:
    assert hook.problem(Path(name), data) is None


def test_it_names_the_file_and_never_a_person(
    hook: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(PEOPLE, "utf-8")
    assert hook.main([str(listed)]) == 1
    out = capsys.readouterr().out
    assert "list.txt" in out
    assert "hint:" in out
    assert "花子" not in out
    assert "@" not in out


def test_what_is_committed_now_passes(hook: ModuleType) -> None:
    tracked = [path for path in ROOT.rglob("*.md") if ".venv" not in path.parts and "node_modules" not in path.parts]
    assert not [path for path in tracked if hook.problem(path.relative_to(ROOT), path.read_bytes())]
