"""The editors' guide tells the truth: its commands run, its examples are sound and build, its reference is current."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

import alumni
from site_builder import checks, content, reading, reference
from site_builder.checks import RULES
from site_builder.schema import KINDS

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "編集ガイド.md").read_text("utf-8")
EXAMPLES = re.findall(r'```markdown title="([^"]+)"\n(.*?)```', GUIDE, re.DOTALL)


pytestmark = pytest.mark.sample


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what an editor has."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    for name in ("site.yml", "mkdocs.yml", "form.toml", "registration.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "site_builder").symlink_to(ROOT / "site_builder")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_reference_is_current() -> None:
    assert reference.PLACE.read_text("utf-8") == reference.page(), "run `python -m site_builder.reference`"


def test_the_reference_names_every_rule_and_field() -> None:
    page = reference.page()
    assert all(f"#### `{name}`" in page for name in RULES)
    assert all(f"| `{name}` |" in page for model in KINDS.values() for name in model.model_fields)


def test_there_is_an_example_of_every_type() -> None:
    folders = {name.split("/")[1] if name.count("/") > 1 else "pages" for name, _ in EXAMPLES}
    assert folders == set(KINDS)


def test_the_examples_are_sound_beside_our_own_content(house: Path) -> None:
    for name, text in EXAMPLES:
        (house / name).write_text(text, "utf-8")
    issues = checks.check(reading.load(house / "content"), content.load_site(house / "site.yml"))
    assert [str(issue) for issue in issues] == []


def test_the_examples_build(house: Path) -> None:
    """Alone, with a small picture: all of our own content would take a minute."""
    shutil.rmtree(house / "content")
    for name, text in EXAMPLES:
        (house / name).parent.mkdir(parents=True, exist_ok=True)
        (house / name).write_text(text, "utf-8")
        for picture in re.findall(r"(?m)^hero: (.+)$", text):
            (house / "content" / picture).parent.mkdir(parents=True, exist_ok=True)
            Image.new("RGB", (64, 36), "navy").save(house / "content" / picture)
    config = house / "mkdocs.yml"
    config.write_text(re.sub(r"(?m)^nav:\n(?:[ -].*\n|\n|#.*\n)+", "", config.read_text("utf-8")), "utf-8")
    done = CliRunner().invoke(alumni.app, ["site", "build", "--strict", "--drafts"])
    assert done.exit_code == 0, done.output
    page = (house / "site" / "interviews" / "back-to-the-desk" / "index.html").read_text("utf-8")
    assert "農機の会社では、畑で図面を直しました。" in page


def test_every_command_runs(house: Path) -> None:
    commands = re.findall(r"(?m)^\s*\$ alumni (.+)$", GUIDE)
    assert len(commands) >= 8
    for command in commands:
        words = shlex.split(command)
        if words[:2] == ["site", "build"]:
            continue  # built above; a second build of everything tells nothing new
        done = CliRunner().invoke(alumni.app, words)
        assert done.exit_code == 0, f"{command}\n{done.output}"


def test_links_of_the_guide_lead_somewhere() -> None:
    headings = {re.sub(r"[^\w-]", "", h.lower().replace(" ", "-")) for h in re.findall(r"(?m)^#+ (.+)$", GUIDE)}
    for target in re.findall(r"\]\(([^)#\s]*#?[^)\s]*)\)", re.sub(r"```.*?```", "", GUIDE, flags=re.DOTALL)):
        path, _, anchor = target.partition("#")
        if target.startswith(("http", "../assets")) or "`" in target:
            continue
        assert not path or (ROOT / "docs" / path).is_file(), target
        assert not anchor or path or anchor in headings, target
