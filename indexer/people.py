"""Expert finding by voting: pages vote for the people in them.

Reciprocal rank votes (Macdonald & Ounis 2006, Voting for Candidates, CIKM), smoothed: a page at rank r of a ranking
gives each of its people role weight / (60 + r). What a person collects is damped by how much they have taken part in,
so that the most prolific don't always win.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass

from indexer.catalog import Involved
from kb.choices import Role

RANK_SMOOTHING = 60
VOTERS = 100
DAMPING = 0.25
ROLE_WEIGHTS = {Role.AUTHOR: 1.0, Role.PRACTITIONER: 1.0, Role.CONTACT: 0.8, Role.EDITOR: 0.3}
REASONS = 3


@dataclass(frozen=True)
class Expert:
    """A person with their score and the pages that speak most for them, best first, each with its role."""

    person: int
    score: float
    evidence: tuple[tuple[int, Role], ...]


class ExpertIndex:
    """Who took part in which pages. The catalog holds the parts of people who may be recommended, and no others."""

    def __init__(self, involved: Iterable[Involved]) -> None:
        """Take all involvements."""
        self._by_page: dict[int, list[Involved]] = defaultdict(list)
        self._pages: dict[int, set[int]] = defaultdict(set)
        for part in involved:
            self._by_page[part.page].append(part)
            self._pages[part.person].add(part.page)

    def experts(self, ranked_pages: Sequence[int], k: int, without: Collection[int] = ()) -> list[Expert]:
        """Return the `k` people whom the best-ranked pages speak for, leaving out those in `without`."""
        votes: dict[int, float] = defaultdict(float)
        evidence: dict[int, dict[int, tuple[float, Role]]] = defaultdict(dict)
        for rank, page in enumerate(ranked_pages[:VOTERS], 1):
            for part in self._by_page.get(page, ()):
                vote = ROLE_WEIGHTS[part.role] / (RANK_SMOOTHING + rank)
                known = evidence[part.person].get(page)
                if part.person not in without and (known is None or known[0] < vote):
                    votes[part.person] += vote - (known[0] if known else 0)
                    evidence[part.person][page] = (vote, part.role)
        scored = [(votes[person] / len(self._pages[person]) ** DAMPING, person) for person in votes]
        best = sorted(scored, key=lambda item: (-item[0], item[1]))[:k]
        return [Expert(person, score, _strongest(evidence[person])) for score, person in best]

    @property
    def pages(self) -> Set[int]:
        """The pages that anybody took part in."""
        return self._by_page.keys()

    def work_of(self, person: int) -> set[int]:
        """Return the pages that a person took part in."""
        return self._pages.get(person, set())

    def of_page(self, page: int) -> set[int]:
        """Return the people who took part in a page."""
        return {part.person for part in self._by_page.get(page, ())}


def _strongest(evidence: dict[int, tuple[float, Role]]) -> tuple[tuple[int, Role], ...]:
    best = sorted(evidence.items(), key=lambda item: (-item[1][0], item[0]))[:REASONS]
    return tuple((page, role) for page, (_, role) in best)
