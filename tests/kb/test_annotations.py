"""Workflow commands: what GitHub shows beside the line, whatever a page's name or a value holds."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from kb.annotations import annotation
from kb.problems import Problem, Severity

BAD = Problem("stories/b.md", 3, 5, "bad-value", Severity.ERROR, "stage", "expected a stage (got 'soon')", "Mend it.")


def test_a_problem_is_one_command_with_its_place_and_remedy() -> None:
    """The path is that of the checkout, where GitHub looks for the file, not that of the content folder."""
    assert annotation(BAD, Path("/w/site/content"), Path("/w")) == (
        "::error file=site/content/stories/b.md,line=3,col=5,title=bad-value::"
        "stage: expected a stage (got 'soon'). Mend it."
    )


@pytest.mark.parametrize(("severity", "command"), [*zip(Severity, ["error", "warning", "notice"], strict=True)])
def test_every_severity_has_a_command(severity: Severity, command: str) -> None:
    """GitHub knows three, and shows nothing of another."""
    assert annotation(replace(BAD, severity=severity), Path("/w"), Path("/w")).startswith(f"::{command} file=")


def test_nothing_in_a_page_ends_a_command_or_begins_another() -> None:
    """A pull request by a stranger could otherwise set what later steps read, or hide its own faults."""
    problem = replace(BAD, path="a,line=1::b%.md", message="100%\n::stop-commands::x\r\n::error::y")
    line = annotation(problem, Path("/w"), Path("/w"))
    assert not re.search(r"[\r\n]", line)
    assert line == (
        "::error file=a%2Cline=1%3A%3Ab%25.md,line=3,col=5,title=bad-value::"
        "stage: 100%25%0A::stop-commands::x%0D%0A::error::y. Mend it."
    )
