"""Say why: by what a question is answered, and which of its words a passage has."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from indexer.evidence import Evidence
from indexer.query import Concept, ParsedQuery
from indexer.results import Explanation, WordWeight

_MISSED_FROM = 0.5


def explanation_of(query: ParsedQuery, evidence: Evidence, alpha: float) -> Explanation:
    """Return by what a query is answered or not."""
    best = {"support": evidence.support, "cosine": evidence.cosine, "coverage": evidence.coverage}
    answers = {"support": None if evidence.support is None else evidence.floor, "coverage": evidence.answer_coverage}
    results = {"cosine": evidence.cosine_wanted, "coverage": evidence.coverage_wanted}
    counted = (*query.terms, *query.also)
    return Explanation(
        words=tuple(WordWeight(term.word, term.term, term.passages, round(term.idf, 4)) for term in counted),
        alpha=alpha if evidence.cosine is not None else 0.0,
        best=_known(best),
        answers=_known(answers),
        results=_known(results),
    )


def _known(values: Mapping[str, float | None]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items() if value is not None and math.isfinite(value)}


def words_in(terms: Collection[str], query: ParsedQuery) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of a query that a passage with these terms holds, and those that are missed in it.

    Words that weigh little beside the rarest are missed by nobody, nor those for which the passage has others that mean
    the same, and what no page has is said once.
    """
    said = {term for concept in query.concepts if _says(terms, concept) for term in concept.terms}
    known = [term for term in query.terms if term.number is not None and term.term not in said - {*terms}]
    held = tuple(term.word for term in known if term.term in terms)
    enough = _MISSED_FROM * max((term.idf for term in known), default=0)
    return held, tuple(term.word for term in known if term.term not in terms and term.idf >= enough)


def _says(terms: Collection[str], concept: Concept) -> bool:
    return any(expression.terms and {*expression.terms} <= {*terms} for expression in concept.expressions)
