"""What to suggest to the author of a page that need not be in the index: composed from one generation.

`indexer.drafted` compares the page with it; `indexer.searcher` calls this for `kb suggest`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

import numpy as np

from indexer.advice import Advice, NearCopy, SuggestedLink, SuggestedPractice, SuggestedValue
from indexer.asked import Facet
from indexer.copies import shared_and_new
from indexer.drafted import Compared, Drafted, is_copy
from indexer.page_words import LIKENESS_WEIGHT
from indexer.parts import Stretch, problem_and_approach
from indexer.results import PageSummary, PersonSuggestion
from indexer.votes import Vote, votes
from indexer.words import unit
from kb.choices import Kind
from kb.mentions import mentions
from kb.page import EntryHead, PersonHead
from kb.rendering import Rendered

SUGGESTED = 3
SHOWN_PAGES = 3
LINKS = 10
# A value is suggested from this share of all votes on.
LEAST_SHARE = 0.15
# How near a practice comes to the approach of a page that seems to use it.
NEAR_PRACTICE = 0.55


class Suggesting:
    """What there is to suggest for one draft."""

    def __init__(self, drafted: Drafted) -> None:
        """Take a draft that is compared with a generation."""
        self._drafted, self._known = drafted, drafted.known
        self._page = drafted.draft.page

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

    # --- near copies ---

    def _near_copies(self) -> tuple[NearCopy, ...]:
        found = [one for one in self._drafted.compared() if is_copy(one)][:SUGGESTED]
        pages = self._known.catalog.summaries(one.page for one in found)
        return tuple(self._near_copy(pages[one.page], one) for one in found)

    def _near_copy(self, page: PageSummary, found: Compared) -> NearCopy:
        shared, new = shared_and_new(self._drafted.draft.rendered.sections, self._drafted.texts_of(found.page))
        return NearCopy(page, round(found.near, 3), round(found.words, 3), shared, new)

    # --- values that neighbours carry ---

    def _values(self, facet: Facet, own: Iterable[str]) -> tuple[SuggestedValue, ...]:
        carried: dict[int, list[str]] = defaultdict(list)
        for page, found, value in self._known.catalog.facets():
            if found is facet:
                carried[page].append(value)
        near = self._drafted.near(carried.keys())
        return self._suggested(votes(near, self._drafted.nearness, carried), own, facet)

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
        near = self._drafted.near(self._known.catalog.entries())
        summaries = self._known.catalog.summaries(near)
        wanted = {*head.domains, *(domain.value for domain in domains)}
        possible = self._issue_titles(wanted)
        carried = {
            page: [issue for issue in summary.issues if issue in possible]
            for page, summary in summaries.items()
            if wanted & {domain for domain, _ in summary.domains}
        }
        voting = near[[page in carried and bool(carried[page]) for page in near.tolist()]]
        found = self._suggested(votes(voting, self._drafted.nearness, carried), head.issues, None)
        return tuple(SuggestedValue(one.value, possible[one.value], one.pages) for one in found)

    def _issue_titles(self, domains: Collection[str]) -> dict[str, str]:
        heads = (
            self._drafted.draft.pages[domain].head for domain in sorted(domains) if domain in self._drafted.draft.pages
        )
        return {issue.id: issue.title for head in heads for issue in getattr(head, "issues", ())}

    # --- practices, people, links ---

    def _practices(self, head: EntryHead) -> tuple[SuggestedPractice, ...]:
        """Return practices that the text links to or names, then those near in approach, if `uses` hasn't got them."""
        catalog = self._known.catalog
        practices = {page.id: page for page in catalog.pages_of_kind(Kind.PRACTICE) if not page.archived}
        reasons = {page: "The text links to it." for page in self._linked if page in practices}
        for mention in mentions(self._page, self._drafted.draft.pages, ()):
            if mention.page in practices:
                reasons.setdefault(mention.page, f"Line {mention.line} names it: “{mention.text}”.")
        if self._page.kind is not Kind.PRACTICE:  # a practice near to a practice is another one, not one it uses
            for page in self._near_practices(list(practices)):
                reasons.setdefault(page, "What it describes is near to what was done here.")
        wanted = [page for page in reasons if page not in head.uses and page != self._page.id]
        return tuple(SuggestedPractice(practices[page], reasons[page]) for page in wanted[:SUGGESTED])

    def _near_practices(self, practices: Sequence[str]) -> list[str]:
        vectors = self._known.page_vectors
        if self._drafted.embeddings is None or vectors is None or not practices:
            return []
        numbers = self._known.catalog.numbers(practices)
        stretches = [
            Stretch(made.record.anchor, tuple(heading.anchor for heading in made.record.later))
            for made in self._drafted.made.passages
        ]
        approach = problem_and_approach(stretches, self._drafted.made.record.toc)[1]
        about = unit(self._drafted.embeddings[approach].mean(axis=0, keepdims=True))[0]
        cosines = vectors[list(numbers.values())] @ about
        order = np.argsort(-cosines, kind="stable")
        ids = list(numbers)
        return [ids[place] for place in order.tolist() if cosines[place] >= NEAR_PRACTICE]

    def _people(self) -> tuple[PersonSuggestion, ...]:
        """Return whom to ask for a review: nobody of the page's own people, and nobody who doesn't want to be asked."""
        known = self._known
        near = self._drafted.near(known.catalog.recommendable_entries())
        order = self._drafted.nearness + (
            LIKENESS_WEIGHT * self._drafted.likeness if self._drafted.embeddings is not None else 0
        )
        ranked = np.argsort(-order, kind="stable")
        hidden = () if self._drafted.own is None else (self._drafted.own,)
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
        numbers = self._drafted.passages_of(page)
        if self._drafted.embeddings is None or self._known.vectors is None:
            return int(numbers[0])
        cosines = self._known.vectors.rows(numbers) @ self._drafted.embeddings.mean(axis=0)
        return int(numbers[int(cosines.argmax())])

    @cached_property
    def _linked(self) -> list[str]:
        return linked_pages(self._drafted.draft.rendered)

    def _links(self) -> tuple[SuggestedLink, ...]:
        """Return words that could link to pages of this generation."""
        found = mentions(self._page, self._drafted.draft.pages, self._linked)[:LINKS]
        catalog = self._known.catalog
        numbers = catalog.numbers([mention.page for mention in found])
        pages = catalog.summaries(numbers.values())
        return tuple(SuggestedLink(pages[numbers[one.page]], one) for one in found if one.page in numbers)


def linked_pages(rendered: Rendered) -> list[str]:
    """Return the ids of the pages that a body links to, in order."""
    return list(dict.fromkeys(link.target.page for link in rendered.links if link.target.page))
