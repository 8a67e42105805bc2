"""Did you mean: words that no page has, compared with those that pages write.

`indexer.searcher` makes a `Spelling` at first need, and asks it only for words that no page has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer import analysis
from indexer.query import ParsedQuery
from indexer.question import Question
from indexer.wordlist import MOST_LETTERS

FEWEST_LETTERS = 4
# So many words of one question are looked at: more are no slips of the keyboard.
MOST_WORDS = 4
# From so many letters on a word may hold two mistakes.
_LONG = 6
# Words in capitals up to this length are acronyms, which are near to many others.
_ACRONYM = 5
_HALF = 3

# Returns how many passages hold these terms side by side.
Together = Callable[[tuple[str, ...]], int]


@dataclass(frozen=True, order=True)
class _Found:
    """A word as pages write it; the nearest comes first, and of those as near the most frequent."""

    distance: int
    rarity: int
    word: str


class Spelling:
    """Corrects words by those of one library."""

    def __init__(self, counts: Mapping[str, int], together: Together) -> None:
        """Take the words as pages write them, with the number of passages that hold each."""
        forms: dict[str, list[str]] = defaultdict(list)
        for word in counts:
            forms[analysis.folded(word)].append(word)
        self._together = together
        self._shown = {word: _shown(written, counts) for word, written in forms.items()}
        self._frequency = {word: sum(counts[form] for form in written) for word, written in forms.items()}
        self._by_length = sorted(forms, key=len)
        lengths = np.array([len(word) for word in self._by_length], np.int64)
        self._starts = np.searchsorted(lengths, np.arange(MOST_LETTERS + 4)).tolist()

    def corrected(self, word: str) -> str:
        """Return the word that somebody may have meant by one that no page has; nothing where none is near.

        Two words that were written as one count as one mistake.
        """
        typed = analysis.folded(word)
        if not (FEWEST_LETTERS <= len(typed) <= MOST_LETTERS and typed.isalpha()):
            return ""
        return min((*self._near(typed), *self._parted(typed)), default=_Found(0, 0, "")).word

    def _near(self, typed: str) -> Iterator[_Found]:
        allowed = 2 if len(typed) >= _LONG else 1
        within = self._by_length[self._starts[len(typed) - allowed] : self._starts[len(typed) + allowed + 1]]
        found = process.extract(typed, within, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        for word, distance, _ in found:
            yield _Found(int(distance), -self._frequency[word], self._shown[word])

    def _parted(self, typed: str) -> Iterator[_Found]:
        for end in range(_HALF, len(typed) - _HALF + 1):
            halves = (typed[:end], typed[end:])
            if all(half in self._shown for half in halves):
                passages = self._together(tuple(term for half in halves for term in analysis.terms(half)))
                if passages:
                    yield _Found(1, -passages, " ".join(self._shown[half] for half in halves))


def did_you_mean(
    question: Question, query: ParsedQuery, spelling: Callable[[], Spelling], known: Callable[[str], bool]
) -> str:
    """Return a question with the words corrected that no page has; nothing where there are none to offer.

    What is excluded stays as it is, and so do fields.

    Acronyms stay as they are, those of the vocabulary (of which `known` tells) and others, and so does what stands in
    quotation marks: whoever wrote these wants just them.
    """
    quoted = {term for phrase in query.phrases for term in phrase}
    unknown = [
        term.word
        for term in query.terms
        if term.number is None and term.term not in quoted and not known(term.word) and not _is_acronym(term.word)
    ]
    if not unknown:
        return ""
    corrected = {analysis.folded(word): spelling().corrected(word) for word in unknown[:MOST_WORDS]}
    written = question.written
    parts, at = [], 0
    for match in analysis.words(written):
        stays = any(start <= match.start() < end for start, end in question.cuts)
        word = match[0] if stays else corrected.get(analysis.folded(match[0])) or match[0]
        parts += [written[at : match.start()], word]
        at = match.end()
    meant = "".join((*parts, written[at:]))
    return meant if any(corrected.values()) else ""


def _is_acronym(word: str) -> bool:
    return word.isupper() and len(word) <= _ACRONYM


def _shown(written: list[str], counts: Mapping[str, int]) -> str:
    """Return a word in small letters if any page writes it so, else as most do."""
    small = [word for word in written if word.islower()]
    return max(small or written, key=lambda word: (counts[word], word))
