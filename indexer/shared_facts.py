"""What entries share by name: issues, practices applied, domains, places. `indexer.relations` weighs it.

All is compared for many pairs at once: sets of names are rows of bits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Mask, Numbers
from kb.choices import ENTRY_KINDS, Kind, Status
from kb.page import DomainHead, EntryHead, Page

# An issue of a domain's map: the domain's id and the issue's.
Issue: TypeAlias = tuple[str, str]
# A practice that more of the entries apply than this share tells little of how any of them went about it ...
_TELLING_SHARE = 0.1
# ... but where so few apply it, it does.
_TELLING_COUNT = 5


@dataclass(frozen=True)
class Entry:
    """What an entry says of itself by name. `number` is its page's; `listed` whether others may point to it."""

    number: int
    id: str
    kind: Kind
    head: EntryHead
    issues: frozenset[Issue]

    @property
    def listed(self) -> bool:
        """Whether it may be recommended: archived entries are found, and not recommended."""
        return self.head.status is not Status.ARCHIVED


@dataclass(frozen=True)
class Shared:
    """What each entry shares with each of its candidates, all of shape (entries, candidates).

    `practice` is a telling one, `domain` any. `elsewhere`: both name domains, and none in common. `other_place`: both
    name a place, or else an organisation, and not the same. `practices` counts how many of the two are practices.
    `free`: the candidate may be listed, and no author has tied the two already.
    """

    issue: Mask
    practice: Mask
    domain: Mask
    elsewhere: Mask
    other_place: Mask
    practices: NDArray[np.int8]
    free: Mask


def entries_of(pages: Sequence[Page]) -> list[Entry]:
    """Return the entries among the published pages, whose places there are their numbers."""
    by_id = {page.id: page for page in pages}
    return [
        Entry(number, page.id, page.kind, page.head, _issues(page.head, by_id))
        for number, page in enumerate(pages)
        if page.kind in ENTRY_KINDS and isinstance(page.head, EntryHead)
    ]


def _issues(head: EntryHead, pages: Mapping[str, Page]) -> frozenset[Issue]:
    domains = [(domain, pages[domain].head) for domain in head.domains if domain in pages]
    known = [(domain, issue.id) for domain, own in domains if isinstance(own, DomainHead) for issue in own.issues]
    return frozenset(pair for pair in known if pair[1] in head.issues)


def telling_practices(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the practices that tell how an entry which applies them went about it: those that not everybody does."""
    applied = [entry.head.uses for entry in entries if entry.head.uses]
    counts = Counter(practice for uses in applied for practice in set(uses))
    most = max(_TELLING_COUNT, _TELLING_SHARE * len(applied))
    return frozenset(practice for practice, count in counts.items() if count <= most)


def shared_with(entries: Sequence[Entry], others: Numbers) -> Shared:
    """Return what each of `entries` shares with its candidates: places in `entries`, shape (entries, candidates)."""
    telling = telling_practices(entries)
    issues = _bits([entry.issues for entry in entries])
    practices = _bits([frozenset(entry.head.uses) & telling for entry in entries])
    domains = _bits([frozenset(entry.head.domains) for entry in entries])
    known: Mask = np.asarray(domains.any(axis=1))
    same_domain = _common(domains, others)
    is_practice = np.array([entry.kind is Kind.PRACTICE for entry in entries], np.int8)
    listed = np.array([entry.listed for entry in entries], np.bool_)
    return Shared(
        issue=_common(issues, others),
        practice=_common(practices, others),
        domain=same_domain,
        elsewhere=known[:, None] & known[others] & ~same_domain,
        other_place=_other_place(entries, others),
        practices=is_practice[:, None] + is_practice[others],
        free=listed[others] & (others != np.arange(len(entries))[:, None]) & ~_tied(entries, others),
    )


def _bits(sets: Sequence[frozenset[object]]) -> NDArray[np.uint8]:
    """Return sets as rows of bits, shape (sets, bytes)."""
    places: dict[object, int] = {}
    for one in sets:
        for name in one:
            places.setdefault(name, len(places))
    held = np.zeros((len(sets), max(1, len(places))), np.bool_)
    for number, one in enumerate(sets):
        held[number, [places[name] for name in one]] = True
    return np.packbits(held, axis=1)


def _common(bits: NDArray[np.uint8], others: Numbers) -> Mask:
    """Return whether each row has a bit in common with each of its candidates."""
    found = np.zeros(others.shape, np.bool_)
    for row in np.flatnonzero(bits.any(axis=1)):
        found[row] = (bits[others[row]] & bits[row]).any(axis=1)
    return found


def _other_place(entries: Sequence[Entry], others: Numbers) -> Mask:
    places = _codes([entry.head.place for entry in entries])
    organisations = _codes([entry.head.organisation for entry in entries])
    placed = (places[:, None] >= 0) & (places[others] >= 0)
    organised = (organisations[:, None] >= 0) & (organisations[others] >= 0)
    other: Mask = np.where(
        placed, places[:, None] != places[others], organised & (organisations[:, None] != organisations[others])
    )
    return other


def _codes(names: Sequence[str]) -> Numbers:
    """Return a number for each name, the same for the same name in whatever case; -1 for none."""
    codes: dict[str, int] = {}
    return np.array([codes.setdefault(name.casefold(), len(codes)) if name else -1 for name in names], np.int64)


def _tied(entries: Sequence[Entry], others: Numbers) -> Mask:
    """Return which candidates an author tied to the entry: by `related`, or as a practice and where it was applied."""
    place = {entry.id: number for number, entry in enumerate(entries)}
    found = np.zeros(others.shape, np.bool_)

    def mark(first: int, second: int) -> None:
        found[first] |= others[first] == second

    for number, entry in enumerate(entries):
        for link in entry.head.related:
            if link.entry in place:
                mark(number, place[link.entry])
        for practice in entry.head.uses:
            if practice in place:
                mark(number, place[practice])
                mark(place[practice], number)
    return found


def pairs_by_facts(entries: Sequence[Entry]) -> Numbers:
    """Return for each entry those that share an issue or a telling practice with it, as candidates without vectors.

    Rows are filled up with the entry itself, which is never free.
    """
    telling = telling_practices(entries)
    holders: dict[object, list[int]] = {}
    for number, entry in enumerate(entries):
        for name in (*entry.issues, *(set(entry.head.uses) & telling)):
            holders.setdefault(name, []).append(number)
    rows = [
        sorted({other for name in (*entry.issues, *entry.head.uses) for other in holders.get(name, ())} - {number})
        for number, entry in enumerate(entries)
    ]
    width = max(map(len, rows), default=0)
    filled = [row + [number] * (width - len(row)) for number, row in enumerate(rows)]
    return np.array(filled, np.int64).reshape(len(entries), width)
