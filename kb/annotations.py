"""Problems as GitHub's workflow commands, which become annotations beside the lines of a pull request.

The form is that of `actions/toolkit`: what would end a command or a property is escaped. `kb check --format github`
prints these.
"""

from __future__ import annotations

import os
from pathlib import Path

from kb.problems import Problem, Severity

_IN_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = _IN_DATA | str.maketrans({":": "%3A", ",": "%2C"})


def annotation(problem: Problem, content: Path, checkout: Path) -> str:
    """Return the command for one problem; the path of its file is written from the top of the checkout."""
    file = Path(os.path.relpath(content / problem.path, checkout)).as_posix()
    properties = {"file": file, "line": problem.line, "col": problem.column, "title": problem.code}
    written = ",".join(f"{name}={str(value).translate(_IN_PROPERTY)}" for name, value in properties.items())
    command = "notice" if problem.severity is Severity.NOTE else problem.severity.value
    return f"::{command} {written}::{problem.text.translate(_IN_DATA)}"
