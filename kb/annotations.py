"""Problems as forges show them beside the lines of a change: GitHub's workflow commands, GitLab's code quality report.

The form of the commands is that of `actions/toolkit`: what would end a command or a property is escaped.
`kb check --format github` and `--format gitlab` print these.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from kb.problems import Problem, Severity

_IN_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = _IN_DATA | str.maketrans({":": "%3A", ",": "%2C"})
_CODE_QUALITY = dict(zip(Severity, ("major", "minor", "info"), strict=True))


def annotation(problem: Problem, content: Path, checkout: Path) -> str:
    """Return the command for one problem; the path of its file is written from the top of the checkout."""
    file = Path(os.path.relpath(content / problem.path, checkout)).as_posix()
    properties = {"file": file, "line": problem.line, "col": problem.column, "title": problem.code}
    written = ",".join(f"{name}={str(value).translate(_IN_PROPERTY)}" for name, value in properties.items())
    command = "notice" if problem.severity is Severity.NOTE else problem.severity.value
    return f"::{command} {written}::{problem.text.translate(_IN_DATA)}"


def code_quality(problems: Iterable[Problem], content: Path, checkout: Path) -> list[dict[str, object]]:
    """Return problems as GitLab's code quality report has them; paths are written from the top of the checkout.

    Fingerprints leave the line out, so that a finding that only moves is no new one.
    """
    seen = Counter[str]()
    found: list[dict[str, object]] = []
    for problem in problems:
        said = f"{problem.path}\n{problem.code}\n{problem.text}"
        seen[said] += 1
        found.append(
            {
                "description": problem.text,
                "check_name": problem.code,
                "fingerprint": hashlib.sha256(f"{said}\n{seen[said]}".encode("utf-8", "replace")).hexdigest(),
                "severity": _CODE_QUALITY[problem.severity],
                "location": {
                    "path": Path(os.path.relpath(content / problem.path, checkout)).as_posix(),
                    "lines": {"begin": problem.line},
                },
            }
        )
    return found
