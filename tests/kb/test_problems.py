"""Problems: collected in any order, shown once, in the order in which a person mends files."""

from __future__ import annotations

from dataclasses import replace

from kb.problems import Problem, Problems, Severity

BAD = Problem("b.md", 3, 5, "bad-value", Severity.ERROR, "stage", "expected a stage (got 'soon')", "Mend it.")
EMPTY = Problem("a.md", 10, 1, "empty-item", Severity.WARNING, "", "the list holds an empty item", "Remove the line.")


def test_a_line_of_output_begins_as_compilers_do() -> None:
    """Editors and CI turn `path:line:column: severity` into a link; the remedy comes last."""
    assert str(BAD) == "b.md:3:5: error [bad-value] stage: expected a stage (got 'soon'). Mend it."
    assert str(EMPTY) == "a.md:10:1: warning [empty-item] the list holds an empty item. Remove the line."


def test_problems_come_by_file_and_line_and_never_twice() -> None:
    """Line 10 comes after line 9, and what two readers of one head both found is one problem."""
    second = replace(EMPTY, line=9)
    problems = Problems([BAD, EMPTY])
    problems.add(second)
    problems.extend([BAD, EMPTY])
    assert list(problems) == [second, EMPTY, BAD]
    assert (len(problems), problems.errors) == (3, 1)
    assert list(problems.by_code().items()) == [("empty-item", 2), ("bad-value", 1)]


def test_json_of_a_problem_holds_every_fact_as_a_plain_value() -> None:
    """Tools filter by severity and code: both are strings, line and column numbers."""
    assert BAD.as_dict() == {
        "path": "b.md",
        "line": 3,
        "column": 5,
        "code": "bad-value",
        "severity": "error",
        "field": "stage",
        "message": "expected a stage (got 'soon')",
        "remedy": "Mend it.",
    }
    assert type(BAD.as_dict()["severity"]) is str
