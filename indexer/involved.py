"""Who took part in which page, and whom pages recommend: values that the catalog stores and `indexer.people` makes."""

from __future__ import annotations

from dataclasses import dataclass

from kb.choices import Role


@dataclass(frozen=True)
class Involved:
    """A person's part in a page, both by number."""

    page: int
    person: int
    role: Role


@dataclass(frozen=True)
class Expert:
    """A person with their score and the pages that speak most for them, best first, each with its role."""

    person: int
    score: float
    evidence: tuple[tuple[int, Role], ...]
