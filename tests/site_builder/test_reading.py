"""A file that did not change is not even opened, and one that did is never taken for what it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder import reading, stamps, workers
from site_builder.issues import ContentError
from site_builder.reading import Memory, load
from tests import factory_site as factory


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("reading")
    factory.write(root)
    return root / "content"


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "RECENT", 0)


def test_what_did_not_change_is_not_opened(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory: Memory = {}
    fresh = load(content)
    assert load(content, memory=memory) == fresh
    monkeypatch.setattr(reading, "_looked_at", lambda *_: pytest.fail("a file was read"))
    again = load(content, memory=memory)
    assert again == fresh
    for entry, first in zip(again.entries, fresh.entries, strict=True):
        assert (entry.values.data, entry.values.lines) == (first.values.data, first.values.lines)
        assert (entry.seal, entry.mark) == (first.seal, first.mark)


def test_many_files_are_parsed_by_several_processes(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "WORTH_IT", 2)
    (content / "news/broken.md").write_text("---\ntitle: a: b\n---\n", "utf-8")
    alone, shared = load(content), load(content, memory={})
    (content / "news/broken.md").unlink()
    assert shared == alone
    assert shared.issues


def test_a_file_that_has_just_changed_is_read_again(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "RECENT", 3600)
    memory: Memory = {}
    load(content, memory=memory)
    assert {known.stamp for known in memory.values()} == {""}


def test_a_text_that_becomes_another_meanwhile_is_not_published(content: Path) -> None:
    path = content / "about.md"
    was = path.read_bytes()
    entry = next(each for each in load(content, memory={}).entries if each.slug == "about")
    path.write_bytes(was + b"more")
    with pytest.raises(ContentError, match=r"content/about\.md:0: .*書き換えられました"):
        _ = entry.body
    path.unlink()
    with pytest.raises(ContentError, match="もう一度ビルド"):
        _ = entry.body
    path.write_bytes(was)
    assert entry.body
