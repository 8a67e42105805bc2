"""Make the words of a question ready: its terms and what each is worth.

The embedding model gets the text, the keyword engine the rarest terms. Whatever is not used is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indexer import analysis
from indexer.postings import idf
from indexer.results import Ignored

MAX_TERMS = 12
_SHOWN = 20

# Returns a term's number and the number of passages that hold it, None for an unknown term.
TermLookup = Callable[[str], tuple[int, int] | None]


@dataclass(frozen=True)
class QueryTerm:
    """A term of the query: how often it is asked, how rare it is; `number` is None where no passage holds it.

    `word` is the first of the words it stands for, as written, `passages` the number of those that hold it.
    """

    term: str
    count: int
    number: int | None
    idf: float
    word: str = ""
    passages: int = 0


@dataclass(frozen=True)
class ParsedQuery:
    """A query made ready. `terms` are those that keyword search uses, `mass` the sum of their IDF.

    Terms that some page has come first, rarest first, so that a long text's misspelt words don't take their places.
    `ignored` are words that no page has, `passed_over` those that are read for their meaning only. `phrases` are terms
    that belong together.
    """

    text: str
    terms: tuple[QueryTerm, ...]
    mass: float
    ignored: tuple[Ignored, ...] = ()
    passed_over: tuple[Ignored, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()

    @property
    def known(self) -> dict[int, float]:
        """IDF by number of the terms that some passage holds."""
        return {term.number: term.idf for term in self.terms if term.number is not None}

    @property
    def weights(self) -> dict[str, float]:
        """IDF by term."""
        return {term.term: term.idf for term in self.terms}


def parse_query(text: str, passages: int, lookup: TermLookup) -> ParsedQuery:
    """Parse the words of a question (`Question.text`) against a collection of `passages` passages."""
    tokens = analysis.tokens(text)
    counts = Counter(token.term for token in tokens)
    words = {token.term: text[token.start : token.end] for token in reversed(tokens)}
    found = [_query_term(term, count, words[term], passages, lookup) for term, count in counts.items()]
    rarest = sorted(found, key=lambda term: (term.number is None, -term.idf, term.term))
    used = tuple(rarest[:MAX_TERMS])
    unknown = [term.word for term in used if term.number is None]
    ignored = (Ignored(" ".join(unknown), "no page has these words"),) if unknown else ()
    return ParsedQuery(text, used, sum(term.idf for term in used), ignored, _passed_over(text, rarest[MAX_TERMS:]))


def _passed_over(text: str, commoner: Sequence[QueryTerm]) -> tuple[Ignored, ...]:
    stop_words = analysis.stop_words_in(text)[:_SHOWN]
    rest = [term.word for term in commoner[:_SHOWN]]
    said = (
        (stop_words, "too common to look for; read for their meaning only"),
        (rest, f"word search uses the {MAX_TERMS} rarest words; these are read for meaning only"),
    )
    return tuple(Ignored(" ".join(words), why) for words, why in said if words)


def _query_term(term: str, count: int, word: str, passages: int, lookup: TermLookup) -> QueryTerm:
    number, frequency = lookup(term) or (None, 0)
    return QueryTerm(term, count, number, idf(passages, frequency), word, frequency)
