"""Expert finding: pages vote for the people in them, and people are measured by the company they keep.

A page at rank r gives each of its people role weight / (1 + r)^1.25 (Balog et al. 2006, model 2; Macdonald & Ounis
2006). What somebody is about, taken from all their pages, adds its likeness to what the people with most votes are
about: it tells those who know the field from those who once wrote a page on it. Tried and measured in
docs/decisions/0014-finding-people.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Scores, Vectors
from indexer.catalog import Involved
from kb.choices import Role

VOTERS = 1000
RANK_SMOOTHING = 1
STEEPNESS = 1.25
COMPANY_WEIGHT = 2.0
# How much more those with most votes say of what is asked about.
COMPANY_POWER = 3
# So many pages of somebody count half: a single page says less of what they are about than many do.
PAGES_FOR_HALF = 1.0
# Judged collections know authors only: these weights are judgement, not measurement.
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

    def __init__(self, involved: Iterable[Involved], vectors: Vectors | None = None) -> None:
        """Take all involvements, and what each page is about, shape (pages, dimensions), if that is known."""
        parts: dict[int, dict[int, Role]] = defaultdict(dict)
        self._pages: dict[int, set[int]] = defaultdict(set)
        for part in involved:
            known = parts[part.page].get(part.person)
            if known is None or ROLE_WEIGHTS[known] < ROLE_WEIGHTS[part.role]:
                parts[part.page][part.person] = part.role
            self._pages[part.person].add(part.page)
        self._parts: Mapping[int, Mapping[int, Role]] = dict(parts)
        self._people = sorted(self._pages)
        self._places = {person: place for place, person in enumerate(self._people)}
        self._vectors = vectors
        self._about = None if vectors is None else self._profiles(vectors)

    def experts(
        self,
        ranked_pages: Iterable[int],
        k: int,
        without: Collection[int] = (),
        hidden: Collection[int] = (),
        reasons: Container[int] | None = None,
    ) -> list[Expert]:
        """Return the `k` people whom the best-ranked pages speak for, leaving out those in `without`.

        Pages that nobody took part in take no rank. Nothing is known of those in `hidden`: neither do they vote, nor
        do they say what their people are about. Where `reasons` are given, only these pages are shown as evidence, and
        nobody is returned who has none of them.
        """
        voting = [page for page in ranked_pages if page in self._parts and page not in hidden][:VOTERS]
        votes = np.zeros(len(self._people), np.float32)
        evidence: dict[int, list[tuple[float, int, Role]]] = defaultdict(list)
        for rank, page in enumerate(voting, 1):
            for person, role in self._parts[page].items():
                vote = ROLE_WEIGHTS[role] / (RANK_SMOOTHING + rank) ** STEEPNESS
                votes[self._places[person]] += vote
                if reasons is None or page in reasons:
                    evidence[person].append((vote, page, role))
        scores = self._scores(votes, hidden)
        scored = [(float(scores[self._places[person]]), person) for person in evidence if person not in without]
        best = sorted(scored, key=lambda item: (-item[0], item[1]))[:k]
        return [Expert(person, score, _strongest(evidence[person])) for score, person in best]

    @property
    def pages(self) -> Set[int]:
        """The pages that anybody took part in."""
        return self._parts.keys()

    def work_of(self, person: int) -> set[int]:
        """Return the pages that a person took part in."""
        return self._pages.get(person, set())

    def of_page(self, page: int) -> set[int]:
        """Return the people who took part in a page."""
        return set(self._parts.get(page, ()))

    def _scores(self, votes: Scores, hidden: Collection[int]) -> Scores:
        """Return votes as a share of the most, with what the company of those who have most of them adds."""
        share: Scores = votes / max(votes.max(initial=0), np.finfo(np.float32).tiny)
        about = self._about_without(hidden)
        if about is None:
            return share
        likeness = np.maximum(about @ (share**COMPANY_POWER @ about), 0)
        company: Scores = share + COMPANY_WEIGHT * likeness / max(likeness.max(initial=0), np.finfo(np.float32).tiny)
        return company

    def _about_without(self, hidden: Collection[int]) -> Vectors | None:
        """Return what all people are about, as far as it isn't known from hidden pages alone."""
        concerned = [person for page in hidden for person in self.of_page(page)]
        if self._about is None or self._vectors is None or not concerned:
            return self._about
        about = self._about.copy()
        for person in concerned:
            about[self._places[person]] = self._profile(person, self._vectors, self._pages[person].difference(hidden))
        return about

    def _profiles(self, vectors: Vectors) -> Vectors:
        profiles = [self._profile(person, vectors, self._pages[person]) for person in self._people]
        return np.array(profiles, np.float32).reshape(len(self._people), vectors.shape[1])

    def _profile(self, person: int, vectors: Vectors, pages: Collection[int]) -> Vectors:
        """Return the mean direction of somebody's pages, the shorter the fewer there are and the more they differ."""
        numbers = sorted(pages)
        weights = np.array([ROLE_WEIGHTS[self._parts[page][person]] for page in numbers], np.float32)
        total = weights @ vectors[numbers]
        profile: Vectors = total / (np.linalg.norm(total) + PAGES_FOR_HALF)
        return profile


def _strongest(evidence: Sequence[tuple[float, int, Role]]) -> tuple[tuple[int, Role], ...]:
    best = sorted(evidence, key=lambda item: (-item[0], item[1]))[:REASONS]
    return tuple((page, role) for _, page, role in best)
