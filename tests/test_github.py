"""What runs in Actions is pinned, asks for little, and is written as GitHub reads it."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

import alumni
from site_builder import portable
from tests import factory_site

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
    hours: list[str] = []
    for entry in workflow[True]["schedule"]:
        minute, hour, _, _, days = entry["cron"].split()
        assert int(minute) % 2 == 1, "an odd minute is less crowded than the full hour"
        assert days == "1-5"
        hours += hour.split(",")
    assert len(hours) >= 3, "several times a day: what one run misses the next takes on"
    assert job["runs-on"] == "${{ vars.ALUMNI_RUNNER || 'ubuntu-24.04' }}", "the firm's own machine, where it wants one"
    assert job["timeout-minutes"] <= 20


def test_a_scheduled_run_writes_and_a_run_by_hand_rehearses_unless_told_otherwise() -> None:
    workflow = _load(GITHUB / "workflows" / "registrations.yml")
    choice = workflow[True]["workflow_dispatch"]["inputs"]["dry-run"]
    assert (choice["type"], choice["default"]) == ("boolean", True)
    (job,) = workflow["jobs"].values()
    step, told = job["steps"][-2:]
    assert step["run"].endswith('alumni registrations "$WHAT" $HOW')
    # `inputs` is empty on a schedule, and what is empty is false
    assert step["env"]["WHAT"] == "${{ inputs.what || 'run' }}"
    assert step["env"]["HOW"] == "${{ inputs.dry-run && '--dry-run' || inputs.what == 'expire' && '--yes' || '' }}"
    given = {name for name, value in step["env"].items() if "secrets." in value}
    assert given == {"ALUMNI_RESPONSES", "ALUMNI_ROSTER", "ALUMNI_REVIEW", "ALUMNI_SECRET", "ALUMNI_WEBHOOK"}
    assert "secrets." not in str(job["steps"][:-2]), "nobody else sees where people are"
    assert told["if"] == "failure() && steps.run.conclusion == 'skipped' && inputs.what != 'expire'", (
        "a run that stops tells it itself"
    )
    assert told["env"] == {"ALUMNI_WEBHOOK": "${{ secrets.ALUMNI_WEBHOOK }}"}
    assert told["run"].endswith("python -m workflows.told_outside")
    assert "pull_request" not in workflow[True]
    google = next(one for one in job["steps"] if one.get("id") == "google")["with"]
    assert google["access_token_lifetime"] == "600s"
    assert google["access_token_scopes"] == "https://www.googleapis.com/auth/spreadsheets"
    assert google["create_credentials_file"] is False


def test_what_was_kept_long_enough_is_erased_by_a_person_only() -> None:
    workflow = _load(GITHUB / "workflows" / "registrations.yml")
    choice = workflow[True]["workflow_dispatch"]["inputs"]["what"]
    assert (choice["type"], choice["options"], choice["default"]) == ("choice", ["run", "expire"], "run")
    assert "expire" not in str(workflow[True]["schedule"])


def test_an_approver_is_handed_the_preview_and_the_proofs_even_where_something_is_to_be_mended() -> None:
    job = _load(GITHUB / "workflows" / "ci.yml")["jobs"]["preview"]
    assert job["if"] == "github.event_name == 'pull_request'"
    assert job["permissions"] == {"contents": "read"}
    checkout, *steps = job["steps"]
    assert checkout["with"] == {"persist-credentials": False, "fetch-depth": 0}, "what changed is told by history"
    (upload,) = [step for step in steps if "uses" in step]
    assert upload["uses"].startswith("actions/upload-pages-artifact@")
    assert upload["with"]["name"] != "github-pages", "what is not public yet is never taken for the site"
    assert upload["with"]["path"] == portable.FOLDER
    names = [step["name"] for step in steps]
    after_the_build = steps[names.index("Build the preview") + 1 :]
    assert all(step["if"] == "${{ !cancelled() }}" for step in after_the_build)
    assert steps[-1]["run"].endswith('alumni site check --github --changed-since "$BASE"')
    for step in steps:
        assert "github." not in step.get("run", ""), "what comes from outside reaches a shell as a variable"
        if "$BASE" in step.get("run", ""):
            assert step["env"] == {"BASE": "${{ github.event.pull_request.base.sha }}"}


def test_the_commands_of_a_pull_request_do_what_the_job_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run as written, in a repository where an interview was changed, against the version before."""
    factory_site.write(tmp_path, {})
    git = ["git", "-C", str(tmp_path), "-c", "user.name=t", "-c", "user.email=t@example.com"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "before"]):
        subprocess.run([*git, *words], check=True)
    entry = next(iter(sorted((tmp_path / "content" / "interviews").glob("*.md"))))
    entry.write_text(entry.read_text("utf-8").replace("はじめの一段落。", "はじめの一段落。。"), "utf-8")
    monkeypatch.chdir(tmp_path)
    steps = _load(GITHUB / "workflows" / "ci.yml")["jobs"]["preview"]["steps"]
    commands = [step["run"] for step in steps if ".venv/bin/alumni " in step.get("run", "")]
    outputs = []
    for command in commands:
        words = shlex.split(command.replace("$BASE", "HEAD"))[1:]
        outputs.append(CliRunner().invoke(alumni.app, words).stdout)
    build, proof, check = outputs
    assert "preview/index.html" in build
    assert (tmp_path / "preview" / "index.html").is_file()
    assert [path.name for path in (tmp_path / "preview" / "proofs").iterdir()] == [f"interviews-{entry.stem}.html"]
    assert "preview/proofs/" in proof
    assert f"::warning file=content/interviews/{entry.name}" in check
    assert "doubled-punctuation" in check


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_form_asks_for_no_names_of_people(path: Path) -> None:
    form = _load(path)
    assert form["body"][0]["type"] == "markdown"
    said = form["body"][0]["attributes"]["value"]
    assert "書かないでください" in said or "no names" in said
    (promise,) = [part for part in form["body"] if part["type"] == "checkboxes"]
    assert all(option["required"] for option in promise["attributes"]["options"])
    assert re.search(r"お名前|identifies", promise["attributes"]["options"][0]["label"])


def test_there_is_a_form_for_what_editors_are_told() -> None:
    assert {path.stem for path in FORMS} >= {"correction", "news", "interview"}
