"""The people who may be recommended, with what they say of themselves. Nobody else is ever paired with anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Numbers
from indexer.records import is_recommendable
from kb.page import Page, PersonHead

# So many skills, offers and asks of one person are compared: what comes after them is read by nobody.
MOST_STATEMENTS = 40


@dataclass(frozen=True)
class Practitioner:
    """Somebody who may be recommended: the number of their page, and its head."""

    number: int
    id: str
    head: PersonHead

    @property
    def asks(self) -> tuple[str, ...]:
        """What they ask for."""
        return _told(self.head.asks)

    @property
    def offers(self) -> tuple[str, ...]:
        """What they offer."""
        return _told(self.head.offers)

    @property
    def skills(self) -> tuple[str, ...]:
        """What they know about."""
        return _told(self.head.skills)


@dataclass(frozen=True)
class Said:
    """Texts of one sort, with the place of the person who says each."""

    texts: tuple[str, ...]
    owners: Numbers

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]]) -> Said:
        """Take the texts of each person, in order."""
        owners = [place for place, own in enumerate(texts) for _ in own]
        return cls(tuple(text for own in texts for text in own), np.array(owners, np.int64))


def practitioners_of(pages: Sequence[Page]) -> list[Practitioner]:
    """Return the people among the published pages who may be recommended; places of pages are their numbers."""
    return [
        Practitioner(number, page.id, page.head)
        for number, page in enumerate(pages)
        if isinstance(page.head, PersonHead) and is_recommendable(page)
    ]


def _told(texts: Sequence[str]) -> tuple[str, ...]:
    """Return texts without repetitions and empty ones."""
    return tuple(dict.fromkeys(text for text in texts if text.strip()))[:MOST_STATEMENTS]
