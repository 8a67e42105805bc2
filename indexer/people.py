"""Expert finding: pages vote for the people in them, and people are measured by the company they keep.

A page at rank r gives each of its people role weight / (1 + r)^1.25 (Balog et al. 2006, model 2; Macdonald & Ounis
2006). What somebody is about, taken from all their pages, adds its likeness to what the people with most votes are
about: it tells those who know the field from those who once wrote a page on it. Tried and measured in
docs/decisions/0014-finding-people.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping

import numpy as np

from indexer.arrays import Mask, Numbers, Scores, Vectors, mask_of
from indexer.involved import Expert, Involved
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
_TINY = np.finfo(np.float32).tiny


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
        self._people = np.array(sorted(self._pages), np.int64)
        self._places = {person: place for place, person in enumerate(self._people.tolist())}
        self.pages: Numbers = np.array(sorted(self._parts), np.int64)
        self._columns = {page: column for column, page in enumerate(self.pages.tolist())}
        self._shares = self._all_shares()
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
        votes = np.zeros((1, len(self.pages)), np.float32)
        votes[0, [self._columns[page] for page in voting]] = votes_at(np.arange(1, len(voting) + 1))
        scores = self.scores(votes, hidden)[0]
        if reasons is None:
            return self.best(scores, votes[0], k, without)
        shown = [page for page in voting if page in reasons]
        silent = self._pages.keys() - {person for page in shown for person in self._parts[page]}
        mask = mask_of(len(self.pages), [self._columns[page] for page in shown])
        return self.best(scores, votes[0], k, {*silent, *without}, mask)

    def scores(self, votes: Scores, hidden: Collection[int] = ()) -> Scores:
        """Return the scores of all people, by number, shape (n, people), by the votes of `pages`, shape (n, pages).

        These are votes as a share of the most, with what the company of those who have most of them adds.
        """
        if not len(self._people):
            return np.zeros((len(votes), 0), np.float32)
        pages, weights, starts = self._shares
        cast = np.add.reduceat(votes[:, pages] * weights, starts, axis=1)
        share: Scores = cast / np.maximum(cast.max(axis=1, keepdims=True), _TINY)
        about = self._about_without(hidden)
        if about is None:
            return share
        likeness = np.maximum(share**COMPANY_POWER @ about @ about.T, 0)
        company: Scores = share + COMPANY_WEIGHT * likeness / np.maximum(likeness.max(axis=1, keepdims=True), _TINY)
        return np.where(cast > 0, company, 0).astype(np.float32)

    def best(
        self, scores: Scores, votes: Scores, k: int, without: Collection[int], shown: Mask | None = None
    ) -> list[Expert]:
        """Return the `k` people with the best of one row of scores, with the pages that speak for them by their votes.

        With a mask over `pages` no others are evidence. Ties go to the smaller number.
        """
        left = scores.copy()
        left[[self._places[person] for person in without if person in self._places]] = 0
        order = np.argsort(-left, kind="stable")[:k]
        places = order[left[order] > 0].tolist()
        return [
            Expert(int(self._people[place]), float(left[place]), self._evidence(place, votes, shown))
            for place in places
        ]

    def work_of(self, person: int) -> set[int]:
        """Return the pages that a person took part in."""
        return self._pages.get(person, set())

    def of_page(self, page: int) -> set[int]:
        """Return the people who took part in a page."""
        return set(self._parts.get(page, ()))

    def _evidence(self, place: int, votes: Scores, shown: Mask | None) -> tuple[tuple[int, Role], ...]:
        """Return the pages with the strongest votes for somebody, each with their role there, best first."""
        pages, weights, starts = self._shares
        own = slice(starts[place], starts[place + 1] if place + 1 < len(starts) else None)
        columns = pages[own]
        cast = votes[columns] * weights[own]
        if shown is not None:
            cast *= shown[columns]
        best = np.argsort(-cast, kind="stable")[:REASONS]
        numbers = self.pages[columns[best[cast[best] > 0]]].tolist()
        person = int(self._people[place])
        return tuple((page, self._parts[page][person]) for page in numbers)

    def _all_shares(self) -> tuple[Numbers, Scores, Numbers]:
        """Return the parts of all people, by person: places of pages, weights of roles, where each begins."""
        work = [sorted(self._pages[person]) for person in self._people.tolist()]
        people = np.repeat(self._people, [len(pages) for pages in work]).tolist()
        pages = [page for own in work for page in own]
        weights = [ROLE_WEIGHTS[self._parts[page][person]] for page, person in zip(pages, people, strict=True)]
        starts = np.cumsum([0, *(len(own) for own in work[:-1])], dtype=np.int64)
        return np.searchsorted(self.pages, pages), np.array(weights, np.float32), starts

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
        profiles = [self._profile(person, vectors, self._pages[person]) for person in self._people.tolist()]
        return np.array(profiles, np.float32).reshape(len(self._people), vectors.shape[1])

    def _profile(self, person: int, vectors: Vectors, pages: Collection[int]) -> Vectors:
        """Return the mean direction of somebody's pages, the shorter the fewer there are and the more they differ."""
        numbers = sorted(pages)
        weights = np.array([ROLE_WEIGHTS[self._parts[page][person]] for page in numbers], np.float32)
        total = weights @ vectors[numbers]
        profile: Vectors = total / (np.linalg.norm(total) + PAGES_FOR_HALF)
        return profile


def votes_at(ranks: Numbers) -> Scores:
    """Return what pages at these ranks give to each of their people, before the weight of the role."""
    return (1 / (RANK_SMOOTHING + ranks.astype(np.float64)) ** STEEPNESS).astype(np.float32)
