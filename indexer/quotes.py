"""Answers with citations: the sentences of different entries that come nearest to a question, as they are written.

No text is made up: a quote is a stretch of whole sentences of one passage, with its page and heading. Where nothing is
near enough, nothing is quoted. Calibrated in docs/decisions/0012-quotes.md.
"""

from __future__ import annotations

import numpy as np

from indexer.catalog import Catalog
from indexer.nearness import Stretches
from indexer.passages import sentences
from indexer.query import ParsedQuery
from indexer.ranking import Ranking
from indexer.results import Quote
from indexer.snippets import marked
from kb.choices import ENTRY_KINDS
from kb.links import page_url

MOST = 3
# A quote claims more than a result: so much nearer than what answers at all, and not far behind the first.
_AHEAD = 0.16
_BEHIND = 0.05
# Quotes are sought among so many of the first results.
_FIRST = 5
# One or two words name a subject; a question has more.
_WORDS = 3
_WINDOWS = 3
_LENGTH = 300


def quotes_from(
    ranking: Ranking, question: ParsedQuery, stretches: Stretches | None, catalog: Catalog
) -> tuple[Quote, ...]:
    """Return up to `MOST` quotes that answer a question, best page first, each from another entry.

    Without `stretches`, which tell what comes nearest to it, there are none.
    """
    if stretches is None or not ranking.answered or len(question.text.split()) < _WORDS:
        return ()
    places = _near_enough(ranking, catalog)
    passages = catalog.passages(int(ranking.nearest[place]) for place in places)
    pages = catalog.summaries(ranking.pages[places])
    found = []
    for place in places:
        number = int(ranking.nearest[place])
        windows = _windows(passages[number].text)
        if not windows:
            continue
        nearness = stretches(number, [text for _, text in windows])
        start, text = windows[0 if nearness is None else int(np.argmax(nearness))]
        page = pages[int(ranking.pages[place])]
        anchor, section = passages[number].under(start)
        cosine = round(float(ranking.steps["cosine"][place]), 4)
        found.append(Quote(page, page_url(page.id, anchor), section, marked(text, question.weights), cosine))
    return tuple(found)


def _near_enough(ranking: Ranking, catalog: Catalog) -> list[int]:
    """Return the places of the pages to quote from."""
    first = [place for place in range(min(_FIRST, len(ranking.pages))) if ranking.in_results[place]]
    pages = catalog.summaries(ranking.pages[first])
    cosines = ranking.steps["cosine"]
    wanted = ranking.evidence.floor + _AHEAD
    chosen: list[int] = []
    for place in first:
        page = pages[int(ranking.pages[place])]
        if cosines[place] >= wanted and page.kind in ENTRY_KINDS and not page.archived:
            wanted = max(wanted, float(cosines[place]) - _BEHIND)
            chosen.append(place)
    return chosen[:MOST]


def _windows(text: str) -> list[tuple[int, str]]:
    """Return a passage in up to `_WINDOWS` stretches of whole sentences, each with its place."""
    parts = sentences(text)
    length = max(_LENGTH, -(-len(text) // _WINDOWS))
    windows: list[tuple[int, str]] = []
    at = 0
    for part in parts:
        at = text.find(part, at)
        if windows and at + len(part) - windows[-1][0] <= length:
            windows[-1] = (windows[-1][0], text[windows[-1][0] : at + len(part)])
        else:
            windows.append((at, part))
        at += len(part)
    return windows
