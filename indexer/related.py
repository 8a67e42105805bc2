"""Pages near another page, and why.

Nearness is the cosine between what the pages are about (`indexer.embedding.page_vectors`); the reasons are what both
pages share by name.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.arrays import Mask, Vectors
from indexer.results import PageSummary
from kb.page import EntryHead, Head

FILE_NAME = "pages.npy"
FLOOR = 0.35


@dataclass(frozen=True)
class Near:
    """A page by number, with its cosine to the page asked about."""

    page: int
    cosine: float


def nearest_pages(vectors: Vectors, page: int, k: int, allowed: Mask | None = None) -> list[Near]:
    """Return the `k` pages nearest to `page`, best first, none below the floor; ties go to the smaller number.

    With a mask over pages only those set in it count.
    """
    cosines = vectors @ vectors[page]
    counted = cosines >= FLOOR
    counted[page] = False
    if allowed is not None:
        counted &= allowed
    numbers = np.flatnonzero(counted)
    best = numbers[np.argsort(-cosines[numbers], kind="stable")[:k]]
    return [Near(int(number), float(cosines[number])) for number in best]


def reasons_between(first: Head, second: Head, second_page: PageSummary, titles: dict[str, str]) -> tuple[str, ...]:
    """Return in words what the two pages have in common, most telling first; nearness of content when nothing else."""
    reasons = []
    if isinstance(first, EntryHead) and isinstance(second, EntryHead):
        written = next((link for link in first.related if link.entry == second_page.id), None)
        if written:
            reasons.append(written.why or f"linked by the author ({written.relation.value.replace('-', ' ')})")
        if set(first.uses) & set(second.uses):
            reasons.append("applies the same practice")
        if set(first.issues) & set(second.issues):
            reasons.append("works on the same question")
        if {part.person for part in first.people} & {part.person for part in second.people}:
            reasons.append("by the same people")
    shared = [
        titles.get(domain, domain)
        for domain in getattr(first, "domains", ())
        if domain in getattr(second, "domains", ())
    ]
    if shared:
        reasons.append(f"same domain: {', '.join(shared[:2])}")
    tags = [tag for tag in first.tags if tag in second.tags]
    if tags:
        reasons.append(f"same tags: {', '.join(tags[:3])}")
    place = getattr(first, "place", "")
    if place and place == getattr(second, "place", ""):
        reasons.append(f"also in {place}")
    return tuple(reasons[:3]) or ("similar content",)
