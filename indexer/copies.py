"""What two texts share word by word: runs of words, sentences, and what only one of them has.

Runs of three words (shingles: Broder 1997) tell a copy from a page on the same subject. Pure functions; called by
`indexer.suggesting`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexer import analysis
from indexer.passages import sentences
from indexer.relation_reasons import shortened
from kb.sections import Section

RUN = 3
# Sentences are alike that share so much of their terms (Jaccard).
ALIKE = 0.6
# A section of which less than this is alike is new.
NEW_BELOW = 0.34
_SHORTEST = 4  # terms of a sentence that says something by itself
_SHOWN = 3
_LENGTH = 160

Run = tuple[str, ...]


def runs(texts: Iterable[str]) -> frozenset[Run]:
    """Return all runs of three terms within the texts; none goes on from one text to the next."""
    found: set[Run] = set()
    for text in texts:
        terms = analysis.terms(text)
        found.update(zip(terms, terms[1:], terms[2:], strict=False))
    return frozenset(found)


def held(own: frozenset[Run], other: frozenset[Run]) -> float:
    """Return the share of `own` runs that `other` has, too; 0 where there are none."""
    return len(own & other) / len(own) if own else 0.0


def likeness(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the share of the terms of two sentences that both have (Jaccard)."""
    return len(first & second) / len(first | second) if first and second else 0.0


def shared_and_new(own: Sequence[Section], other: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return sentences of `own` sections that the `other` texts have nearly so, and what they don't have.

    What is new is named by sections; sentences stand for a page without any.
    """
    theirs = [terms for text in other for sentence in sentences(text) if len(terms := _terms(sentence)) >= _SHORTEST]
    shared: list[str] = []
    new: list[str] = []
    for section in own:
        said = [s for block in section.blocks for s in sentences(block) if len(_terms(s)) >= _SHORTEST]
        alike = [any(likeness(_terms(sentence), terms) >= ALIKE for terms in theirs) for sentence in said]
        shared += [sentence for sentence, found in zip(said, alike, strict=True) if found]
        if section.title:
            new += [section.title] if said and sum(alike) < NEW_BELOW * len(said) else []
        else:
            new += [sentence for sentence, found in zip(said, alike, strict=True) if not found]
    return _first(shared), _first(new)


def _terms(sentence: str) -> frozenset[str]:
    return frozenset(analysis.terms(sentence))


def _first(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(shortened(text, _LENGTH) for text in dict.fromkeys(texts))[:_SHOWN]
