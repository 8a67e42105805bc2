"""Turn what was found by number into what readers see: hits and people, each with the extract that speaks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from indexer.analysis import terms
from indexer.catalog import Catalog, PassageRecord
from indexer.explaining import words_in
from indexer.involved import Expert
from indexer.nearness import Stretches
from indexer.passages import sentences
from indexer.query import ParsedQuery
from indexer.ranking import Ranking
from indexer.results import ContactWay, Hit, PageSummary, PersonReason, PersonSuggestion, Place, Reason
from indexer.snippets import snippet_of
from kb.links import page_url
from kb.page import PersonHead

REASON_LENGTH = 180


class Extracts:
    """Reads summaries and passages of one generation."""

    def __init__(self, catalog: Catalog) -> None:
        """Take the catalog to read."""
        self._catalog = catalog

    def hits(
        self,
        ranking: Ranking,
        places: Iterable[int],
        offset: int,
        parsed: ParsedQuery,
        stretches: Stretches | None = None,
    ) -> tuple[Hit, ...]:
        """Return the pages at these places of a ranking, ranked from `offset` + 1, each with its best passage.

        `stretches` tell which sentences to show of those that were found by meaning alone.
        """
        places = list(places)
        summaries = self._catalog.summaries(ranking.pages[places])
        shown, near = ranking.passages[places].tolist(), ranking.nearest[places].tolist()
        passages = self._catalog.passages({*shown, *near})
        hits = []
        for rank_number, place in enumerate(places, offset + 1):
            page = summaries[int(ranking.pages[place])]
            passage = passages[int(ranking.passages[place])]
            alone = stretches if ranking.by_meaning[place] and not ranking.by_words[place] else None
            bonuses = _nearness(int(ranking.passages[place]), passage, parsed, alone)
            snippet = snippet_of(passage.text, parsed.weights, phrases=parsed.phrases, bonuses=bonuses)
            anchor, section = passage.under(snippet.start)
            words, missing = words_in({*terms(page.title), *terms(passage.section), *terms(passage.text)}, parsed)
            nearest = passages[int(ranking.nearest[place])] if ranking.by_meaning[place] else passage
            hit = Hit(
                rank=rank_number,
                page=page,
                url=page_url(page.id, anchor),
                score=round(float(ranking.scores[place]), 4),
                snippet=snippet,
                section=section,
                reasons=_reasons(ranking, place),
                words=words,
                missing=missing,
                nearest=_place(page, nearest) if nearest.anchor not in {anchor, passage.anchor} else None,
                steps={name: round(float(values[place]), 4) for name, values in ranking.steps.items()},
            )
            hits.append(hit)
        return tuple(hits)

    def people(
        self, experts: Sequence[Expert], passages: Mapping[int, int], weights: Mapping[str, float]
    ) -> tuple[PersonSuggestion, ...]:
        """Return people with the pages that speak for them; `passages` names the passage to quote from each page.

        `weights` are those of the words to mark.
        """
        suggestions = []
        for expert in experts:
            pages = self._catalog.summaries([expert.person, *(page for page, _ in expert.evidence)])
            texts = self._catalog.passages(passages[page] for page, _ in expert.evidence)
            head = self._catalog.head(expert.person)
            if not isinstance(head, PersonHead):
                raise TypeError(f"{pages[expert.person].id} takes part as a person and isn't one")
            reasons = []
            for page, role in expert.evidence:
                passage = texts[passages[page]]
                snippet = snippet_of(passage.text, weights, REASON_LENGTH)
                url = page_url(pages[page].id, passage.under(snippet.start)[0])
                reasons.append(PersonReason(pages[page], role, url, snippet))
            contact, score = ContactWay.of(head.contact), round(expert.score, 5)
            suggestions.append(
                PersonSuggestion(pages[expert.person], head.role, head.offers, contact, score, tuple(reasons))
            )
        return tuple(suggestions)


def _nearness(number: int, passage: PassageRecord, parsed: ParsedQuery, stretches: Stretches | None) -> Sequence[float]:
    """Return how near each sentence of a passage is, on the scale of the question's words; nothing where unknown."""
    found = stretches(number, sentences(passage.text)) if stretches else None
    # All words together weigh as much as utter nearness: the few that there are hardly turn the scale.
    return () if found is None else (found * (sum(parsed.weights.values()) or 1)).tolist()


def _place(page: PageSummary, passage: PassageRecord) -> Place:
    return Place(page_url(page.id, passage.anchor), passage.section)


def _reasons(ranking: Ranking, place: int) -> tuple[Reason, ...]:
    held = ((Reason.EXACT_WORDS, ranking.by_words[place]), (Reason.SIMILAR_MEANING, ranking.by_meaning[place]))
    return tuple(reason for reason, holds in held if holds)
