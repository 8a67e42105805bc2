"""The workflow files: their commands run here as they stand, in a clone of a real repository with a branch of changes.

What can't run here are the forges: their triggers, permissions and actions are read, not tried. `gh` is stood in for.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = resources.files("kb").joinpath("workflows")
GOOD = "---\ntitle: Good\nsummary: A page.\n---\nText.\n"
BAD = "---\ntitle: 'Bad @everyone | `x`'\nsummary: A page.\nstage: soon @everyone\n---\n[a](nowhere.md)\n"
GH = """#!/bin/sh
echo "$*" >> "$GH_LOG"
case "$*" in
  *PATCH*|*"-F body"*) cat body.md > "$GH_LOG.body" ;;
  */comments*) echo "$EARLIER" ;;
  *) echo "$HEAD_NOW" ;;
esac
"""


def workflow(name: str) -> dict[Any, Any]:
    """Return a parsed workflow."""
    parsed = yaml.safe_load(WORKFLOWS.joinpath(*name.split("/")).read_text(encoding="utf-8"))
    assert isinstance(parsed, dict)
    return parsed


def steps(name: str, job: str) -> dict[str, str]:
    """Return the commands of a GitHub workflow by the names of their steps, without the installation."""
    found = {step["name"]: step["run"] for step in workflow(name)["jobs"][job]["steps"] if "run" in step}
    assert found.pop("Install", "pip install practice-commons") == "pip install practice-commons"
    return found


def run(script: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a runner does, with `kb` and `gh` from a folder beside the checkout."""
    everything = {
        "PATH": f"{folder.parent / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder.parent),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        **env,
    }
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env=everything,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clone, on a branch that adds a page with faults, of a bare repository with a library on `main`."""
    tools, first, clone = tmp_path / "bin", tmp_path / "first", tmp_path / "clone"
    tools.mkdir()
    for name, text in {"kb": f'#!/bin/sh\nexec "{sys.executable}" -m kb "$@"\n', "gh": GH}.items():
        (tools / name).write_text(text, "utf-8")
        (tools / name).chmod(0o755)
    stories = first / "content/stories"
    stories.mkdir(parents=True)
    (stories / "good.md").write_text(GOOD, "utf-8")
    (stories / "old faults.md").write_text(BAD, "utf-8")
    (first / "kb.toml").write_text('title = "T"\nmodel = "none"\n', "utf-8")
    git = "git -c user.name=A -c user.email=a@example.org"
    made = run(
        f"git init -q -b main && git add -A && {git} commit -qm first && git clone -q --bare . ../origin.git"
        " && git clone -q ../origin.git ../clone && cd ../clone && git checkout -qb work",
        first,
    )
    assert made.returncode == 0, made.stderr
    (clone / "content/stories/bad.md").write_text(BAD, "utf-8")
    (clone / "content/stories/good.md").write_text(GOOD.replace("Text.", "More text."), "utf-8")
    assert run(f"git add -A && {git} commit -qm change", clone).returncode == 0
    return clone


def test_github_checks_reports_and_previews(checkout: Path) -> None:
    """The commands of the workflow annotate the changed lines only, fail for errors, and leave report and preview."""
    env = {"BASE": "origin/main", "NUMBER": "7", "GITHUB_STEP_SUMMARY": str(checkout.parent / "summary"), "CI": "true"}
    commands = steps("github/check-content.yml", "check")
    assert list(commands) == ["Report", "Preview", "Check"]
    for name in ("Report", "Preview"):
        ran = run(commands[name], checkout, **env)
        assert ran.returncode == 0, ran.stderr
    comment = (checkout / "report/comment.md").read_text("utf-8")
    assert comment.startswith("<!-- practice-commons: summary -->\n")
    assert "2 pages checked" in comment
    assert "stories/bad.md:4" in comment
    assert "old faults" not in comment
    assert "@everyone" not in comment
    assert (checkout / "report/number").read_text() == "7\n"
    assert (checkout / "preview/pages/stories/bad.html").is_file()
    assert (checkout / "preview/pages/stories/good.html").is_file()
    checked = run(commands["Check"], checkout, **env, GITHUB_WORKSPACE=str(checkout))
    assert checked.returncode == 1
    lines = checked.stdout.splitlines()
    assert lines
    assert all(line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in lines)
    assert any(line.startswith("::error file=content/stories/bad.md,line=4,") for line in lines)
    assert not any("old faults" in line for line in lines)


@pytest.mark.parametrize("earlier", ["", "42"])
def test_github_posts_one_comment_and_keeps_it(checkout: Path, earlier: str) -> None:
    """A second report changes the first comment instead of adding another."""
    report = checkout / "report"
    report.mkdir()
    (report / "number").write_text("7\n", "utf-8")
    (report / "comment.md").write_text("<!-- practice-commons: summary -->\nText\n", "utf-8")
    log = checkout.parent / "gh.log"
    env = {"REPOSITORY": "o/r", "CHECKED": "abc", "HEAD_NOW": "abc", "EARLIER": earlier, "GH_LOG": str(log)}
    ran = run(steps("github/comment-on-content.yml", "comment")["Comment"], checkout, **env)
    assert ran.returncode == 0, ran.stderr
    posted = log.read_text("utf-8").splitlines()[-1]
    assert posted.startswith(
        "api -X PATCH repos/o/r/issues/comments/42" if earlier else "api repos/o/r/issues/7/comments"
    )
    assert "Text" in Path(f"{log}.body").read_text("utf-8")


@pytest.mark.parametrize(
    ("number", "comment", "head"),
    [("7; touch x", "", "abc"), ("../8", "", "abc"), ("7", "no marker\n", "abc"), ("7", "", "another")],
)
def test_github_takes_the_report_as_data(checkout: Path, number: str, comment: str, head: str) -> None:
    """A report that a stranger has forged runs nothing, and posts nothing on another pull request."""
    report = checkout / "report"
    report.mkdir()
    (report / "number").write_text(number, "utf-8")
    (report / "comment.md").write_text(comment or "<!-- practice-commons: summary -->\n", "utf-8")
    log = checkout.parent / "gh.log"
    env = {"REPOSITORY": "o/r", "CHECKED": "abc", "HEAD_NOW": head, "EARLIER": "", "GH_LOG": str(log)}
    run(steps("github/comment-on-content.yml", "comment")["Comment"], checkout, **env)
    assert "body" not in (log.read_text("utf-8") if log.exists() else "")
    assert not (checkout / "x").exists()


def test_what_strangers_can_change_runs_without_rights() -> None:
    """The workflow that takes a pull request can't write; the one that writes takes no pull request."""
    check, comment = workflow("github/check-content.yml"), workflow("github/comment-on-content.yml")
    assert list(check[True]) == ["pull_request"]  # YAML takes the key `on` for a truth value
    assert check["permissions"] == {"contents": "read"}
    assert list(comment[True]) == ["workflow_run"]
    assert comment[True]["workflow_run"]["workflows"] == [check["name"]]
    uses = [step.get("uses", "") for step in comment["jobs"]["comment"]["steps"]]
    assert not any("checkout" in action for action in uses)
    for found in (check, comment):
        for job in found["jobs"].values():
            for step in job["steps"]:
                assert "${{" not in step.get("run", ""), "values come as variables, never into the text of a script"


def test_gitlab_checks_reports_and_previews(checkout: Path) -> None:
    """The job fails for errors, after it has written what the merge request shows."""
    job = workflow("gitlab/.gitlab-ci.yml")["check-content"]
    assert job["before_script"] == ["pip install practice-commons"]
    ran = run("\n".join(job["script"]), checkout, BASE="origin/main", CI_PROJECT_DIR=str(checkout))
    assert ran.returncode == 1, ran.stderr
    found = json.loads((checkout / job["artifacts"]["reports"]["codequality"]).read_text("utf-8"))
    assert {"major", "minor"} >= {one["severity"] for one in found} - {"info"}
    assert {one["location"]["path"] for one in found} <= {"content/stories/bad.md", "content/stories/good.md"}
    assert len({one["fingerprint"] for one in found}) == len(found)
    assert any(one["check_name"] == "bad-value" and one["location"]["lines"] == {"begin": 4} for one in found)
    assert all((checkout / path).exists() for path in job["artifacts"]["paths"])
