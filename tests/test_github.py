"""What runs in Actions is pinned, asks for little, and is written as GitHub reads it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

GITHUB = Path(__file__).resolve().parent.parent / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")


def _tool(*command: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name(command[0])
    return subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False)


def _load(path: Path) -> dict[Any, Any]:
    loaded = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def test_zizmor_has_nothing_to_say() -> None:
    done = _tool("zizmor", "--offline", "--persona", "pedantic", str(GITHUB))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("vendor.github-issue-forms", FORMS),
        ("vendor.github-issue-config", [GITHUB / "ISSUE_TEMPLATE" / "config.yml"]),
        ("vendor.dependabot", [GITHUB / "dependabot.yml"]),
    ],
)
def test_github_reads_it(schema: str, paths: list[Path]) -> None:
    assert paths
    done = _tool("check-jsonschema", "--builtin-schema", schema, *map(str, paths))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_nothing_is_allowed_by_default(path: Path) -> None:
    assert _load(path)["permissions"] == {}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_to_commits_and_jobs_end(path: Path) -> None:
    for job in _load(path)["jobs"].values():
        assert job["timeout-minutes"] <= 60
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"])


def test_registrations_leave_nothing_behind_and_see_only_what_they_need() -> None:
    workflow = _load(GITHUB / "workflows" / "registrations.yml")
    text = (GITHUB / "workflows" / "registrations.yml").read_text("utf-8")
    assert "upload-artifact" not in text
    assert "actions/cache" not in text
    assert workflow["concurrency"]["cancel-in-progress"] is False
    (job,) = workflow["jobs"].values()
    assert job["environment"]
    assert job["permissions"] == {"contents": "read", "id-token": "write"}
    # `on` is YAML 1.1's `true`
    assert set(workflow[True]) == {"schedule", "workflow_dispatch"}
    for entry in workflow[True]["schedule"]:
        minute = int(entry["cron"].split()[0])
        assert minute % 2 == 1, "an odd minute is less crowded than the full hour"
