"""Look for other words that mean the same: what a library's vocabulary adds to a question.

However long its other expressions are, a concept weighs as much as the words that ask for it: what is added can make a
passage answer that says it otherwise, and takes nothing from the rest of the question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from indexer import analysis
from indexer.arrays import Scores
from indexer.postings import Postings
from indexer.query import Concept, Expression, ParsedQuery, QueryTerm, TermLookup, query_term
from indexer.results import Expansion, Ignored
from indexer.vocabulary import Lexicon, Mention

# More is a pasted text, whose many words carry its meaning by themselves.
MAX_CONCEPTS = 5


def with_vocabulary(query: ParsedQuery, lexicon: Lexicon, passages: int, lookup: TermLookup) -> ParsedQuery:
    """Return a parsed query with the other words that its expressions have; without any it is the same.

    What is in quotation marks stays as it is: whoever wrote them wants these words.
    """
    mentions = [m for m in lexicon.mentions(query.text) if not _is_quoted(m, query)][:MAX_CONCEPTS]
    if not mentions:
        return query
    return _Expanding(query, mentions, passages, lookup).expanded()


def covered(query: ParsedQuery, postings: Postings) -> Scores:
    """Return for every passage the share of the query's IDF mass that it holds, shape (passages,)."""
    coverage = postings.coverage(query.known, query.mass)
    for concept in query.concepts:
        best = np.zeros(len(postings), np.float32)
        for expression in concept.expressions:
            np.maximum(best, postings.coverage(expression.known, expression.mass), out=best)
        coverage += best * np.float32(concept.mass / query.mass)
    return coverage


def _is_quoted(mention: Mention, query: ParsedQuery) -> bool:
    terms = tuple(analysis.terms(query.text[mention.start : mention.end]))
    return any(terms == phrase[at : at + len(terms)] for phrase in query.phrases for at in range(len(phrase)) if terms)


class _Expanding:
    """A query with the places where the vocabulary knows other words for it."""

    def __init__(self, query: ParsedQuery, mentions: Sequence[Mention], passages: int, lookup: TermLookup) -> None:
        self._query, self._mentions = query, mentions
        self._passages, self._lookup = passages, cache(lookup)
        self._used = {term.term: term for term in query.terms}

    def expanded(self) -> ParsedQuery:
        query = self._query
        alike = _alike(self._mentions, query.text)
        concepts = [concept for group in alike if (concept := self._concept(group))]
        others = [text for group in alike for text in _new(group, query.text)]
        also = {term.term: term for text in others for term in self._terms(text) if term.number is not None}
        unasked = sum(concept.mass for concept in concepts if not concept.terms)
        meant = self._meant(alike)
        return replace(
            query,
            mass=query.mass + unasked,
            also=tuple(term for name, term in also.items() if name not in self._used),
            concepts=tuple(concepts),
            expanded=tuple(
                Expansion(query.text[group[0].start : group[0].end], new)
                for group in alike
                if (new := _new(group, query.text))
            ),
            meaning=self._meaning(alike),
            ignored=_less(query.ignored, meant),
            passed_over=_less(query.passed_over, meant),
        )

    def _concept(self, group: Sequence[Mention]) -> Concept | None:
        """Return what is meant at these places; nothing where none of its words count, being among the commoner."""
        asked = [term for mention in group for term in self._asked(mention) if self._stands_for(term)]
        terms = tuple(dict.fromkeys(term for term in asked if term in self._used))
        ways = [self._expression(self._terms(text)) for text in dict.fromkeys(t for m in group for t in m.others)]
        ways += [self._expression(self._terms(self._query.text[m.start : m.end])) for m in group]
        ways = [way for way in ways if way.known]
        if terms:
            as_asked = self._expression([self._used[term] for term in terms])
            return Concept(terms, as_asked.mass, (as_asked, *ways))
        if any(self._asked(mention) for mention in group) or not ways:
            return None
        return Concept((), min(way.mass for way in ways), tuple(ways))  # an acronym like IT, which has no term

    def _asked(self, mention: Mention) -> list[str]:
        return analysis.terms(self._query.text[mention.start : mention.end])

    def _stands_for(self, term: str) -> bool:
        """Whether a term stands only where the vocabulary knows other words for it."""
        places = [token for token in analysis.tokens(self._query.text) if token.term == term]
        return all(any(m.start <= token.start and token.end <= m.end for m in self._mentions) for token in places)

    def _terms(self, text: str) -> list[QueryTerm]:
        terms = dict.fromkeys(analysis.terms(text))
        return [query_term(term, 1, text, self._passages, self._lookup) for term in terms]

    @staticmethod
    def _expression(terms: Iterable[QueryTerm]) -> Expression:
        terms = list(terms)
        known = {term.number: term.idf for term in terms if term.number is not None}
        return Expression(tuple(term.term for term in terms), known, sum(term.idf for term in terms))

    def _meaning(self, alike: Sequence[Sequence[Mention]]) -> str:
        """Return the question with the other words in brackets after those that they mean."""
        text = self._query.text
        for group in sorted(alike, key=lambda group: -group[0].end):
            if new := _new(group, self._query.text):
                text = f"{text[: group[0].end]} ({', '.join(new)}){text[group[0].end :]}"
        return text

    def _meant(self, alike: Sequence[Sequence[Mention]]) -> set[str]:
        """Return the words that are not left out after all, since some page has others that mean the same."""
        found = [
            mention
            for group in alike
            if any(all(t.number is not None for t in self._terms(text)) for text in _new(group, self._query.text))
            for mention in group
        ]
        parts = [self._query.text[mention.start : mention.end] for mention in found]
        return {part[word.start : word.end] for part in parts for word in analysis.words_with_terms(part)}


def _alike(mentions: Sequence[Mention], text: str) -> list[list[Mention]]:
    """Return the places together that mean the same: an acronym, say, and what it is short for."""
    groups: list[list[Mention]] = []
    for mention in mentions:
        names = {*_keys(mention.others), *_keys([text[mention.start : mention.end]])}
        known = next((g for g in groups if names & _keys([text[m.start : m.end] for m in g])), None)
        if known is None:
            groups.append([mention])
        else:
            known.append(mention)
    return groups


def _new(group: Sequence[Mention], text: str) -> tuple[str, ...]:
    """Return the other expressions for what is meant that the question hasn't itself."""
    asked = _keys([text[mention.start : mention.end] for mention in group])
    others = dict.fromkeys(other for mention in group for other in mention.others)
    return tuple(other for other in others if not _keys([other]) & asked)


def _keys(texts: Iterable[str]) -> set[str]:
    return {" ".join(word.term or word.folded for word in analysis.words_with_terms(text)) for text in texts}


def _less(ignored: tuple[Ignored, ...], used: set[str]) -> tuple[Ignored, ...]:
    """Return what was left out, less the words that were used after all."""
    left = [Ignored(" ".join(word for word in i.text.split() if word not in used), i.why) for i in ignored]
    return tuple(i for i in left if i.text)
