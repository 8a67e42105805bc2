"""Faults found in content: where they are, what was expected and how to mend them.

Every reader of content appends to one `Problems` list instead of raising, so that a bad page never stops the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a problem costs: an error loses something the author wrote, a warning does not.

    A note says what is unfinished or due, and never fails a check.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, order=True)
class Problem:
    """One fault at one place. `line` and `column` start at 1; `code` is stable and documented in docs/problems.md."""

    path: str
    line: int
    column: int
    code: str
    severity: Severity
    field: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.severity} [{self.code}] {self.text}"

    @property
    def text(self) -> str:
        """What is wrong with which value, and how to mend it."""
        field = f"{self.field}: " if self.field else ""
        return f"{field}{self.message}. {self.remedy}"

    def as_dict(self) -> dict[str, object]:
        """Return the problem as plain values, ready for JSON."""
        return {**vars(self), "severity": self.severity.value}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Problem:
        """Return the problem that `as_dict` made plain values of."""
        return cls(**{**values, "severity": Severity(values["severity"])})


class Problems:
    """The problems of one run, in the order of path and line."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self._problems = list(problems)

    def add(self, problem: Problem) -> None:
        """Collect one problem."""
        self._problems.append(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Collect several problems."""
        self._problems.extend(problems)

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(set(self._problems)))

    def __len__(self) -> int:
        return len(set(self._problems))

    @property
    def errors(self) -> int:
        """Number of problems that lose something."""
        return self._counted(Severity.ERROR)

    @property
    def warnings(self) -> int:
        """Number of problems that lose nothing, but should be mended."""
        return self._counted(Severity.WARNING)

    @property
    def notes(self) -> int:
        """Number of things that are unfinished or due."""
        return self._counted(Severity.NOTE)

    def _counted(self, severity: Severity) -> int:
        return sum(problem.severity is severity for problem in self)

    def by_code(self) -> dict[str, int]:
        """Return the number of problems of each code, most frequent first."""
        return dict(Counter(problem.code for problem in self).most_common())
