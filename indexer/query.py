"""Make the words of a question ready: its terms and what each is worth.

The embedding model gets the text, the keyword engine the rarest terms. Whatever is not used is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from indexer import analysis
from indexer.postings import idf
from indexer.results import Expansion, Ignored

MAX_TERMS = 12
# So many count for pages as a whole, where each costs little.
MOST_TERMS = 32
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
class Expression:
    """One way to say something: the IDF of those of its terms that some passage holds, by number, and of all of them.

    `terms` are all of them.
    """

    terms: tuple[str, ...]
    known: Mapping[int, float]
    mass: float


@dataclass(frozen=True)
class Concept:
    """What several expressions mean alike. `terms` are those of the query that stand for it, `mass` is their worth.

    A passage covers it as far as it covers the expression that it covers best.
    """

    terms: tuple[str, ...]
    mass: float
    expressions: tuple[Expression, ...]


@dataclass(frozen=True)
class ParsedQuery:
    """A query made ready. `terms` are the rarest of those asked for, `mass` the sum of their IDF.

    `further` are those that count for a page as a whole, too. Terms that some page has come first, rarest first, so
    that a long text's misspelt words don't take their places. `ignored` are words that no page has, `passed_over`
    those that are read for their meaning only. `phrases` are terms that belong together.

    Where the library's vocabulary knows other words for it (`indexer.concepts`), `also` are their terms, `concepts`
    what they mean, `expanded` what the reader is told of them, and `meaning` the text with these words in it.
    """

    text: str
    terms: tuple[QueryTerm, ...]
    mass: float
    further: tuple[QueryTerm, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    passed_over: tuple[Ignored, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    also: tuple[QueryTerm, ...] = ()
    concepts: tuple[Concept, ...] = ()
    expanded: tuple[Expansion, ...] = ()
    meaning: str = ""

    @property
    def embedded(self) -> str:
        """The text for the embedding model."""
        return self.meaning or self.text

    @property
    def searched(self) -> tuple[QueryTerm, ...]:
        """The terms that keyword search uses: the rarest of those asked for and those that mean the same."""
        return rarest_first((*self.terms, *self.also))[:MAX_TERMS] if self.also else self.terms

    @property
    def known(self) -> dict[int, float]:
        """IDF by number of the terms that some passage holds, but for those that stand for a concept."""
        meant = {term for concept in self.concepts for term in concept.terms}
        return {term.number: term.idf for term in self.terms if term.number is not None and term.term not in meant}

    @property
    def weights(self) -> dict[str, float]:
        """IDF by term."""
        return {term.term: term.idf for term in (*self.terms, *self.also)}


def parse_query(text: str, passages: int, lookup: TermLookup) -> ParsedQuery:
    """Parse the words of a question (`Question.text`) against a collection of `passages` passages."""
    rarest = rarest_terms(text, passages, lookup)
    used, further = rarest[:MAX_TERMS], rarest[MAX_TERMS:MOST_TERMS]
    unknown = _in_order(text, [term for term in used if term.number is None])
    ignored = (Ignored(" ".join(unknown), "no page has these words"),) if unknown else ()
    mass = sum(term.idf for term in used)
    return ParsedQuery(text, used, mass, further, ignored, _passed_over(text, rarest[MAX_TERMS:]))


def rarest_terms(text: str, passages: int, lookup: TermLookup) -> tuple[QueryTerm, ...]:
    """Return all terms of a text, the rarest first."""
    tokens = analysis.tokens(text)
    counts = Counter(token.term for token in tokens)
    words = {token.term: text[token.start : token.end] for token in reversed(tokens)}
    return rarest_first(query_term(term, count, words[term], passages, lookup) for term, count in counts.items())


def _in_order(text: str, terms: Sequence[QueryTerm]) -> list[str]:
    """Return the words of these terms in the order of the text."""
    words = {term.term: term.word for term in terms}
    return [words[term] for term in dict.fromkeys(token.term for token in analysis.tokens(text)) if term in words]


def _passed_over(text: str, commoner: Sequence[QueryTerm]) -> tuple[Ignored, ...]:
    stop_words = analysis.stop_words_in(text)[:_SHOWN]
    rest = [term.word for term in commoner[:_SHOWN]]
    said = (
        (stop_words, "too common to look for"),
        (rest, f"only the {MAX_TERMS} rarest words are looked for"),
    )
    return tuple(Ignored(" ".join(words), why) for words, why in said if words)


def rarest_first(terms: Iterable[QueryTerm]) -> tuple[QueryTerm, ...]:
    """Return terms with those that some page has first, the rarest of them before others."""
    return tuple(sorted(terms, key=lambda term: (term.number is None, -term.idf, term.term)))


def query_term(term: str, count: int, word: str, passages: int, lookup: TermLookup) -> QueryTerm:
    """Return a term of a query with its worth in a collection of `passages` passages."""
    number, frequency = lookup(term) or (None, 0)
    return QueryTerm(term, count, number, idf(passages, frequency), word, frequency)
