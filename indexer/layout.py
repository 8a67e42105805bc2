"""Where everything stands in a new generation: which pages are kept from the one before, and each passage's source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from indexer.arrays import Numbers
from indexer.catalog import Origin
from indexer.catalog_writer import Move
from indexer.input import Input
from indexer.making import MadePage, MadePassage
from indexer.previous import Previous
from kb.page import Page

_T = TypeVar("_T")
# What could not be rendered may have failed because the machine was busy: it gets another try.
FAILED = "unrenderable"


def pages_to_keep(before: Previous | None, made_from: Input) -> dict[str, Origin]:
    """Return the origins of the pages that would come out as they are in the generation before, by id."""
    if before is None or before.manifest.shape != made_from.shape:
        return {}
    same_surroundings = before.manifest.surroundings == made_from.surroundings.digest
    kept = {}
    for page in made_from.pages:
        _, origin = before.origins.get(page.id, (-1, None))
        if origin is None or origin.own != made_from.own[page.id] or any(f.code == FAILED for f in origin.faults):
            continue
        if same_surroundings or made_from.surroundings.others_of(page, origin.hrefs) == origin.others:
            kept[page.id] = origin
    return kept


@dataclass(frozen=True)
class Layout:
    """Pages and passages by number.

    `sources` has for each passage its number in the generation before, or -1 where it is among `fresh`;
    `first_passages` the number of each page's first passage; `moves` where the pages of the generation before are now.
    `made` has the pages that are not kept, `origins` what all were made from, by id.
    """

    made: Mapping[str, MadePage]
    origins: Mapping[str, Origin]
    sources: Numbers
    first_passages: Numbers
    fresh: dict[int, MadePassage]
    moves: list[Move]

    @classmethod
    def of(
        cls,
        pages: Sequence[Page],
        made: Mapping[str, MadePage],
        origins: Mapping[str, Origin],
        before: Previous | None,
    ) -> Layout:
        """Lay out `pages`, of which each is either `made`, or kept from the generation before."""
        sources: list[Numbers] = []
        first_passages: list[int] = []
        fresh: dict[int, MadePassage] = {}
        moves: list[Move] = []
        total = 0
        for number, page in enumerate(pages):
            first_passages.append(total)
            old = before.origins[page.id][0] if before and page.id in before.origins else None
            if before and old is not None and page.id not in made:
                first, after = before.first_passages[old : old + 2].tolist()
                sources.append(np.arange(first, after))
                moves.append(Move(old, number, kept=True, shift=total - first))
            else:
                passages = made[page.id].passages
                fresh |= {total + place: passage for place, passage in enumerate(passages)}
                sources.append(np.full(len(passages), -1))
                moves += [] if old is None else [Move(old, number)]
            total += len(sources[-1])
        source = np.concatenate(sources).astype(np.int64)
        return cls(made, origins, source, np.array(first_passages, np.int64), fresh, moves)

    def mixed(self, before: Sequence[_T], fresh: Mapping[int, _T]) -> list[_T]:
        """Return a value for each passage: that `before` has for it, or else `fresh`."""
        return [before[source] if source >= 0 else fresh[number] for number, source in enumerate(self.sources.tolist())]
