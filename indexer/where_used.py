"""Where a practice was used and what came of it: the records on its own page, and the entries that say they applied it.

The same use may stand in both: it is counted once. Called by the site for the pages of practices.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from indexer.results import PageSummary, StoredPage, Via
from kb.choices import Outcome
from kb.page import EntryHead, Use

_WORDS = {
    Outcome.WORKED: "worked",
    Outcome.PARTLY: "partly",
    Outcome.FAILED: "failed",
    Outcome.TOO_EARLY: "too early to say",
}


@dataclass(frozen=True)
class UseRecord:
    """One use: who, where, what came of it. `page` is the entry that tells of it, `record` what the practice says."""

    organisation: str
    place: str
    outcome: Outcome | None
    page: PageSummary | None = None
    record: Use | None = None


@dataclass(frozen=True)
class WhereUsed:
    """All uses of a practice, each once, by place."""

    uses: tuple[UseRecord, ...]

    @property
    def summary(self) -> str:
        """What came of it in how many uses, such as "worked in 5, partly in 2, failed in 1"; empty without outcomes."""
        counts = Counter(use.outcome for use in self.uses if use.outcome)
        told = (f"{words} in {counts[outcome]}" for outcome, words in _WORDS.items() if counts[outcome])
        return ", ".join(told)


def where_used(page: StoredPage) -> WhereUsed:
    """Return where the practice on this page was used, by place; archived entries don't count."""
    head = page.head
    if not isinstance(head, EntryHead):
        return WhereUsed(())
    tellers = {link.page.id: link.page for link in page.backlinks if link.via is Via.USES and not link.page.archived}
    left = list(tellers.values())
    uses = []
    for record in head.used_by:
        told = next((other for other in left if _same(record, other)), None)
        if told:
            left.remove(told)
        outcome = record.outcome or (_outcome(told) if told else None)
        uses.append(UseRecord(record.organisation, record.place or (told.place if told else ""), outcome, told, record))
    uses += [UseRecord(other.organisation, other.place, _outcome(other), other) for other in left]
    return WhereUsed(tuple(sorted(uses, key=lambda use: (use.place.casefold(), use.organisation.casefold()))))


def _outcome(page: PageSummary) -> Outcome | None:
    return Outcome(page.outcome) if page.outcome else None


def _same(record: Use, page: PageSummary) -> bool:
    """Whether a record and an entry tell of the same use: of one organisation where no place speaks against it.

    Names of organisations vary: where one holds the other it is the same, and so is one town.
    """
    first, second = _plain(record.organisation), _plain(page.organisation)
    here, there = _parts(record.place), _parts(page.place)
    if first and second and (first in second or second in first):
        return not here or not there or bool(set(here) & set(there))
    return len(here) > 1 and len(there) > 1 and (here[0], here[-1]) == (there[0], there[-1])


def _plain(name: str) -> str:
    return " ".join(name.casefold().removeprefix("the ").split())


def _parts(place: str) -> list[str]:
    """Return the names in a place: town and country, say."""
    return [part.strip() for part in place.casefold().split(",") if part.strip()]
