"""What to suggest to the author of a page that need not be in the index: composed from one generation.

The page is cut into passages as the index cuts its own, and embedded by the index's model; its own indexed version is
left out. Without a model nearness is that of words. `indexer.searcher` calls it for `kb suggest`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexer.advice import Advice, NearCopy, SuggestedLink, SuggestedPractice, SuggestedValue
from indexer.arrays import Mask, Numbers, Scores, Vectors, mask_of
from indexer.asked import Facet
from indexer.catalog import Catalog
from indexer.copies import held, runs, shared_and_new
from indexer.encoder import Encoder
from indexer.extracts import Extracts
from indexer.making import MadePage, make_page
from indexer.page_words import page_likeness
from indexer.parts import Stretch, problem_and_approach
from indexer.people import ExpertIndex
from indexer.postings import Postings
from indexer.query import rarest_terms
from indexer.related import FLOOR
from indexer.results import PageSummary, PersonSuggestion
from indexer.vectors import VectorIndex
from indexer.votes import Vote, neighbours, votes
from indexer.words import unit
from kb.choices import ENTRY_KINDS, Kind
from kb.draft import Draft
from kb.mentions import mentions
from kb.page import EntryHead, PersonHead
from kb.rendering import Rendered

SUGGESTED = 3
SHOWN_PAGES = 3
LINKS = 10
# A passage is near to another from this cosine on; measured in docs/decisions/0021-suggestions-for-contributors.md.
NEAR_PASSAGE = 0.8
# What makes a page a near copy: so many of its passages near and some runs of words, or so many runs alone.
NEAR_SHARE, SOME_WORDS, MANY_WORDS = 0.5, 0.1, 0.3
# So many of the nearest pages, and of each passage's nearest, are looked at for copies.
LOOKED_AT = 20
# A value is suggested from this share of all votes on.
LEAST_SHARE = 0.15
# How near a practice comes to the approach of a page that seems to use it.
NEAR_PRACTICE = 0.55
# The least likeness in words that makes pages neighbours where there is no model.
WORDS_FLOOR = 0.1
LIKENESS_TERMS = 100
LIKENESS_WEIGHT = 0.6


@dataclass(frozen=True)
class Known:
    """What a generation knows. Without `encoder` only words count, and `notice` says why."""

    catalog: Catalog
    extracts: Extracts
    postings: Postings
    passage_pages: Numbers
    page_lengths: Numbers
    experts: ExpertIndex
    vectors: VectorIndex | None
    page_vectors: Vectors | None
    encoder: Encoder | None
    notice: str = ""


@dataclass(frozen=True)
class Compared:
    """A page by number, with the shares of passages that are near to it and of runs of words that it holds."""

    page: int
    near: float
    words: float


class Suggesting:
    """One draft, compared with all that is known."""

    def __init__(self, known: Known, draft: Draft) -> None:
        """Take a generation and a page read from its file."""
        self._known, self._draft = known, draft
        self._page = draft.page
        self._made: MadePage = make_page(self._page, 0, draft.rendered, draft.pages, known.encoder)
        self._texts = [passage.record.text for passage in self._made.passages]
        self._own = known.catalog.numbers([self._page.id]).get(self._page.id)
        self._allowed = np.ones(len(known.page_lengths), np.bool_)
        if self._own is not None:
            self._allowed[self._own] = False

    def advice(self) -> Advice:
        """Return all that there is to suggest."""
        head = self._page.head
        domains = self._values(Facet.DOMAIN, getattr(head, "domains", ())) if hasattr(head, "domains") else ()
        return Advice(
            id=self._page.id,
            title=self._page.title,
            path=self._page.path,
            near_copies=self._near_copies(),
            domains=domains,
            issues=self._issues(head, domains) if isinstance(head, EntryHead) else (),
            tags=self._values(Facet.TAG, head.tags),
            practices=self._practices(head) if isinstance(head, EntryHead) else (),
            people=() if isinstance(head, PersonHead) else self._people(),
            links=self._links(),
            notice=self._known.notice,
        )

    # --- nearness ---

    @cached_property
    def _embeddings(self) -> Vectors | None:
        """The embeddings of this page's passages, None without a model."""
        encoder = self._known.encoder
        if encoder is None or self._known.page_vectors is None:
            return None
        return encoder.encode_passages([passage.embedded for passage in self._made.passages])

    @cached_property
    def _likeness(self) -> Scores:
        """How far each page has this one's words, shape (pages,)."""
        known = self._known
        text = " \n".join((self._page.title, *self._texts))
        terms = rarest_terms(text, len(known.postings), known.catalog.term)[:LIKENESS_TERMS]
        return page_likeness(terms, known.postings, known.passage_pages, known.page_lengths)

    @cached_property
    def nearness(self) -> Scores:
        """How near each page is: the cosine of what both are about, or without a model the likeness of words."""
        if self._embeddings is None or self._known.page_vectors is None:
            return self._likeness
        about = unit(self._embeddings.mean(axis=0, keepdims=True))[0]
        found: Scores = (self._known.page_vectors @ about).astype(np.float32)
        return found

    def _near(self, pages: Collection[int]) -> Numbers:
        """Return the nearest of these pages, none below the floor, best first."""
        floor = WORDS_FLOOR if self._embeddings is None else FLOOR
        allowed = mask_of(len(self._allowed), list(pages)) & self._allowed & (self.nearness >= floor)
        return neighbours(self.nearness, allowed)

    # --- near copies ---

    def _near_copies(self) -> tuple[NearCopy, ...]:
        found = [one for one in self.compared() if is_copy(one.near, one.words)][:SUGGESTED]
        pages = self._known.catalog.summaries(one.page for one in found)
        return tuple(self._near_copy(pages[one.page], one) for one in found)

    def _near_copy(self, page: PageSummary, found: Compared) -> NearCopy:
        shared, new = shared_and_new(self._draft.rendered.sections, self._texts_of(found.page))
        return NearCopy(page, round(found.near, 3), round(found.words, 3), shared, new)

    def compared(self) -> list[Compared]:
        """Return the pages that may be copies, those with most in common first."""
        own = runs(self._texts)
        found = [
            Compared(page, self._near_share(page), held(own, runs(self._texts_of(page)))) for page in self._looked_at()
        ]
        return sorted(found, key=lambda one: (-one.words, -one.near, one.page))

    def _passages_of(self, page: int) -> Numbers:
        return np.flatnonzero(self._known.passage_pages == page)

    def _texts_of(self, page: int) -> list[str]:
        return [record.text for record in self._known.catalog.passages(self._passages_of(page)).values()]

    def _looked_at(self) -> list[int]:
        """Return pages of this one's kind of content that may be copies: entries to entries, others to their kind."""
        kinds = ENTRY_KINDS if self._page.kind in ENTRY_KINDS else frozenset({self._page.kind})
        alike = self._pages_of(kinds) & self._allowed
        pages = neighbours(self.nearness, alike, LOOKED_AT).tolist()
        vectors = self._known.vectors
        if self._embeddings is not None and vectors is not None:
            mask = alike[self._known.passage_pages]
            for vector in self._embeddings:
                rows, cosines = vectors.nearest(vector, LOOKED_AT, mask)
                pages += self._known.passage_pages[rows[cosines >= NEAR_PASSAGE]].tolist()
        counts = Counter(pages)
        return [page for page, _ in counts.most_common(2 * LOOKED_AT)]

    def _pages_of(self, kinds: Collection[Kind]) -> Mask:
        numbers = [number for number, kind in enumerate(self._known.catalog.kinds()) if kind in kinds]
        return mask_of(len(self._allowed), numbers)

    def _near_share(self, page: int) -> float:
        """Return the share of this page's passages that come near to one of another's; 0 without a model."""
        if self._embeddings is None or self._known.vectors is None:
            return 0.0
        cosines = self._embeddings @ self._known.vectors.rows(self._passages_of(page)).T
        return float((cosines.max(axis=1) >= NEAR_PASSAGE).mean())

    # --- values that neighbours carry ---

    def _values(self, facet: Facet, own: Iterable[str]) -> tuple[SuggestedValue, ...]:
        carried: dict[int, list[str]] = defaultdict(list)
        for page, found, value in self._known.catalog.facets():
            if found is facet:
                carried[page].append(value)
        near = self._near(carried.keys())
        return self._suggested(votes(near, self.nearness, carried), own, facet)

    def _suggested(self, found: Sequence[Vote], own: Iterable[str], facet: Facet | None) -> tuple[SuggestedValue, ...]:
        known = {value.casefold() for value in own}
        chosen = [
            vote
            for vote in found[: SUGGESTED + len(known)]
            if vote.share >= LEAST_SHARE and vote.value.casefold() not in known
        ][:SUGGESTED]
        titles = self._known.catalog.titles(Kind.DOMAIN) if facet is Facet.DOMAIN else {}
        pages = self._known.catalog.summaries(page for vote in chosen for page in vote.pages[:SHOWN_PAGES])
        return tuple(
            SuggestedValue(
                vote.value,
                titles.get(vote.value, vote.value),
                tuple(pages[page] for page in vote.pages[:SHOWN_PAGES]),
            )
            for vote in chosen
        )

    def _issues(self, head: EntryHead, domains: Sequence[SuggestedValue]) -> tuple[SuggestedValue, ...]:
        """Return issues of the page's own domains and the suggested ones, as near entries have them."""
        near = self._near(self._known.catalog.entries())
        summaries = self._known.catalog.summaries(near)
        wanted = {*head.domains, *(domain.value for domain in domains)}
        possible = self._issue_titles(wanted)
        carried = {
            page: [issue for issue in summary.issues if issue in possible]
            for page, summary in summaries.items()
            if wanted & {domain for domain, _ in summary.domains}
        }
        voting = near[[page in carried and bool(carried[page]) for page in near.tolist()]]
        found = self._suggested(votes(voting, self.nearness, carried), head.issues, None)
        return tuple(SuggestedValue(one.value, possible[one.value], one.pages) for one in found)

    def _issue_titles(self, domains: Collection[str]) -> dict[str, str]:
        heads = (self._draft.pages[domain].head for domain in sorted(domains) if domain in self._draft.pages)
        return {issue.id: issue.title for head in heads for issue in getattr(head, "issues", ())}

    # --- practices, people, links ---

    def _practices(self, head: EntryHead) -> tuple[SuggestedPractice, ...]:
        """Return practices that the text links to or names, then those near in approach, if `uses` hasn't got them."""
        catalog = self._known.catalog
        practices = {page.id: page for page in catalog.pages_of_kind(Kind.PRACTICE) if not page.archived}
        reasons = {page: "The text links to it." for page in self._linked if page in practices}
        for mention in mentions(self._page, self._draft.pages, ()):
            if mention.page in practices:
                reasons.setdefault(mention.page, f"Line {mention.line} names it: “{mention.text}”.")
        if self._page.kind is not Kind.PRACTICE:  # a practice near to a practice is another one, not one it uses
            for page in self._near_practices(list(practices)):
                reasons.setdefault(page, "What it describes is near to what was done here.")
        wanted = [page for page in reasons if page not in head.uses and page != self._page.id]
        return tuple(SuggestedPractice(practices[page], reasons[page]) for page in wanted[:SUGGESTED])

    def _near_practices(self, practices: Sequence[str]) -> list[str]:
        vectors = self._known.page_vectors
        if self._embeddings is None or vectors is None or not practices:
            return []
        numbers = self._known.catalog.numbers(practices)
        stretches = [
            Stretch(made.record.anchor, tuple(heading.anchor for heading in made.record.later))
            for made in self._made.passages
        ]
        approach = problem_and_approach(stretches, self._made.record.toc)[1]
        about = unit(self._embeddings[approach].mean(axis=0, keepdims=True))[0]
        cosines = vectors[list(numbers.values())] @ about
        order = np.argsort(-cosines, kind="stable")
        ids = list(numbers)
        return [ids[place] for place in order.tolist() if cosines[place] >= NEAR_PRACTICE]

    def _people(self) -> tuple[PersonSuggestion, ...]:
        """Return whom to ask for a review: nobody of the page's own people, and nobody who doesn't want to be asked."""
        known = self._known
        near = self._near(known.catalog.recommendable_entries())
        order = self.nearness + (LIKENESS_WEIGHT * self._likeness if self._embeddings is not None else 0)
        ranked = np.argsort(-order, kind="stable")
        hidden = () if self._own is None else (self._own,)
        own = known.catalog.numbers(sorted(self._own_people)).values()
        experts = known.experts.experts(
            ranked.tolist(), SUGGESTED, without=set(own), hidden=hidden, reasons=set(near.tolist())
        )
        passages = {page: self._telling_passage(page) for expert in experts for page, _ in expert.evidence}
        return known.extracts.people(experts, passages, {})

    @cached_property
    def _own_people(self) -> set[str]:
        """The people whom the page's head names, in whatever role, and its own."""
        head = self._page.head
        named = {part.person for part in getattr(head, "people", ())}
        named |= {use.person for use in getattr(head, "used_by", ()) if use.person}
        for field in ("coordinators", "members", "speakers"):
            named |= set(getattr(head, field, ()))
        return named | {getattr(head, "curator", None) or ""}

    def _telling_passage(self, page: int) -> int:
        """Return the passage of a page that comes nearest to this one; without a model its first."""
        numbers = self._passages_of(page)
        if self._embeddings is None or self._known.vectors is None:
            return int(numbers[0])
        cosines = self._known.vectors.rows(numbers) @ self._embeddings.mean(axis=0)
        return int(numbers[int(cosines.argmax())])

    @cached_property
    def _linked(self) -> list[str]:
        return linked_pages(self._draft.rendered)

    def _links(self) -> tuple[SuggestedLink, ...]:
        """Return words that could link to pages of this generation."""
        found = mentions(self._page, self._draft.pages, self._linked)[:LINKS]
        catalog = self._known.catalog
        numbers = catalog.numbers([mention.page for mention in found])
        pages = catalog.summaries(numbers.values())
        return tuple(SuggestedLink(pages[numbers[one.page]], one) for one in found if one.page in numbers)


def is_copy(near: float, words: float) -> bool:
    """Whether a page is told to be nearly the same, by the shares of passages and of runs of words."""
    return words >= MANY_WORDS or (near >= NEAR_SHARE and words >= SOME_WORDS)


def linked_pages(rendered: Rendered) -> list[str]:
    """Return the ids of the pages that a body links to, in order."""
    return list(dict.fromkeys(link.target.page for link in rendered.links if link.target.page))
