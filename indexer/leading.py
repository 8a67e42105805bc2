"""That nobody is over-asked: how often one person may stand first in the lists of people within a domain.

Whoever knows a field best would otherwise lead every list in it. Beyond a share of a domain's pages somebody else leads
who knows about as much, and the order of all others stays. Measured in docs/decisions/0020-nobody-over-asked.md.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.involved import Expert


@dataclass(frozen=True)
class Cap:
    """How often one person may lead: this `share` of a domain's pages, and so many pages in `any` domain.

    Nobody leads who knows less than `nearly` what the best knows, as a share of it: better to ask one person often than
    somebody who is a stranger to the matter.
    """

    share: float = 0.1
    any: int = 2
    nearly: float = 0.8

    def of(self, pages: int) -> int:
        """Return how many of so many pages one person may lead."""
        return max(self.any, math.ceil(self.share * pages))


CAP = Cap()


def spread(lists: Sequence[Sequence[Expert]], domains: Sequence[Sequence[int]], cap: Cap = CAP) -> list[list[Expert]]:
    """Return lists of experts in which nobody leads more often in a domain than may be, where others could.

    `lists` has the experts of each page, best first, `domains` those that each page belongs to; pages without any are
    taken together. Lists whose first is furthest ahead keep them; where nobody else is nearly as good, the first stays,
    too. In the others the best who may still lead moves to the front, or where nobody may, who leads least of all.
    """
    groups = [tuple(own) or (-1,) for own in domains]
    sizes = Counter(group for own, experts in zip(groups, lists, strict=True) if experts for group in own)
    led: Counter[tuple[int, int]] = Counter()

    def spent(expert: Expert, page: int) -> int:
        """Return how many leads somebody has had beyond what they may have, in the domain where it is most."""
        return max(0, *(led[group, expert.person] + 1 - cap.of(sizes[group]) for group in groups[page]))

    found = [list(experts) for experts in lists]
    for page in sorted(range(len(lists)), key=lambda page: (-_ahead(lists[page]), page)):
        experts = found[page]
        if not experts:
            continue
        good = [one for one in experts if one.score >= cap.nearly * experts[0].score]
        leader = min(good, key=lambda one: spent(one, page))  # the best of those who have led least
        experts.remove(leader)
        experts.insert(0, leader)
        led.update((group, leader.person) for group in groups[page])
    return found


def _ahead(experts: Sequence[Expert]) -> float:
    """Return by how much the first is ahead of the second, as a share of the first."""
    if len(experts) < 2:
        return 1.0
    return 1 - experts[1].score / experts[0].score
