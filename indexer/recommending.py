"""Whom to recommend on each page of a generation that is being built, stored in its catalog.

For a page all others vote for their people in the order of their nearness to it, as they do for a question
(`indexer.people`); then nobody leads too often within a domain (`indexer.leading`). Those who are named on a page are
its contacts, and no discovery.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import numpy as np

from indexer.arrays import Numbers, Scores, Vectors
from indexer.catalog import Catalog
from indexer.catalog_writer import add_recommendations
from indexer.input import Input
from indexer.involved import Expert
from indexer.leading import spread
from indexer.people import VOTERS, ExpertIndex, votes_at
from indexer.related import FILE_NAME as PAGE_VECTORS_FILE
from indexer.related import FLOOR
from kb.choices import ENTRY_KINDS, Kind

STORED = 5
# The kinds of pages that show people to ask: only there can somebody be over-asked.
SHOWING = (*ENTRY_KINDS, Kind.DOMAIN, Kind.COMMUNITY, Kind.EVENT)
_BLOCK = 256


def write_recommendations(folder: Path, made_from: Input) -> None:
    """Work out the people for every page, and add them to the catalog in `folder`, which is complete but for that.

    Without vectors nothing is near to anything, and nobody is recommended for a page.
    """
    if not made_from.encoder:
        return
    catalog = Catalog(folder)
    try:
        vectors = np.load(folder / PAGE_VECTORS_FILE)
        experts, domains = ExpertIndex(catalog.involved(), vectors), catalog.domains()
        showing = catalog.numbers_of_kinds(*SHOWING)
    finally:
        catalog.close()
    named = [experts.of_page(page) | {page} for page in range(len(vectors))]
    lists = list(experts_for_pages(experts, vectors, named, STORED))
    for page, found in zip(showing, spread([lists[n] for n in showing], [domains[n] for n in showing]), strict=True):
        lists[page] = found
    add_recommendations(folder, enumerate(lists))


def experts_for_pages(
    experts: ExpertIndex, vectors: Vectors, without: Sequence[Collection[int]], k: int
) -> Iterator[list[Expert]]:
    """Yield the `k` best experts for each page by the votes of the pages near it, less those `without` names for it."""
    for start in range(0, len(vectors), _BLOCK):
        pages = np.arange(start, min(start + _BLOCK, len(vectors)))
        votes = _votes(pages, experts.pages, vectors)
        scores = experts.scores(votes).round(4)
        for row, page in enumerate(pages.tolist()):
            yield experts.best(scores[row], votes[row], k, without[page])


def _votes(pages: Numbers, voters: Numbers, vectors: Vectors) -> Scores:
    """Return what each of `voters` gives to its people for each of `pages`, shape (pages, voters)."""
    # Further places than these depend on how many rows are multiplied at once.
    cosines = (vectors[pages] @ vectors[voters].T).round(4)
    cosines[pages[:, None] == voters] = 0
    cosines[cosines < FLOOR] = 0
    order = np.argsort(-cosines, axis=1, kind="stable")[:, :VOTERS]
    votes = np.zeros_like(cosines)
    np.put_along_axis(votes, order, votes_at(np.arange(1, order.shape[1] + 1))[None], axis=1)
    votes[cosines == 0] = 0
    return votes
