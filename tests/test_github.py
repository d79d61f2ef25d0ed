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


def test_a_scheduled_run_writes_and_a_run_by_hand_rehearses_unless_told_otherwise() -> None:
    workflow = _load(GITHUB / "workflows" / "registrations.yml")
    choice = workflow[True]["workflow_dispatch"]["inputs"]["dry-run"]
    assert (choice["type"], choice["default"]) == ("boolean", True)
    (job,) = workflow["jobs"].values()
    step = job["steps"][-1]
    assert step["run"].endswith("alumni registrations run $DRY_RUN")
    # `inputs` is empty on a schedule, and what is empty is false
    assert step["env"]["DRY_RUN"] == "${{ inputs.dry-run && '--dry-run' || '' }}"
    given = {name for name, value in step["env"].items() if "secrets." in value}
    assert given == {"ALUMNI_RESPONSES", "ALUMNI_ROSTER", "ALUMNI_REVIEW", "ALUMNI_SECRET", "ALUMNI_WEBHOOK"}
    assert "secrets." not in str([one for one in job["steps"] if one is not step]), "nobody else sees where people are"
    assert "pull_request" not in workflow[True]
    google = next(one for one in job["steps"] if one.get("id") == "google")["with"]
    assert google["access_token_lifetime"] == "600s"
    assert google["access_token_scopes"] == "https://www.googleapis.com/auth/spreadsheets"
    assert google["create_credentials_file"] is False
