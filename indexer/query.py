"""Parse a question: clean it, bound it, find its terms and what each is worth.

The embedding model gets the cleaned text, the keyword engine the rarest terms. Whatever is not used is said.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from indexer import analysis
from indexer.postings import idf
from indexer.results import Ignored

MAX_CHARACTERS = 2000
MAX_TERMS = 12

# Returns a term's number and the number of passages that hold it, None for an unknown term.
TermLookup = Callable[[str], tuple[int, int] | None]


@dataclass(frozen=True)
class QueryTerm:
    """A term of the query: how often it is asked, how rare it is; `number` is None where no passage holds it."""

    term: str
    count: int
    number: int | None
    idf: float


@dataclass(frozen=True)
class ParsedQuery:
    """A query made ready. `terms` are those that keyword search uses, `mass` the sum of their IDF.

    Terms that some page has come first, rarest first, so that a long text's misspelt words don't take their places.
    """

    text: str
    terms: tuple[QueryTerm, ...]
    mass: float
    ignored: tuple[Ignored, ...]

    @property
    def known(self) -> dict[int, float]:
        """IDF by number of the terms that some passage holds."""
        return {term.number: term.idf for term in self.terms if term.number is not None}

    @property
    def weights(self) -> dict[str, float]:
        """IDF by term."""
        return {term.term: term.idf for term in self.terms}


def parse_query(text: str, passages: int, lookup: TermLookup) -> ParsedQuery:
    """Parse `text` against a collection of `passages` passages."""
    ignored: list[Ignored] = []
    text = text.strip()
    clean = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text[: MAX_CHARACTERS + 1])
    clean = " ".join(clean.split())
    if len(text) > MAX_CHARACTERS:
        clean = clean[:MAX_CHARACTERS].rsplit(" ", 1)[0]
        ignored.append(Ignored(f"{clean[-30:]} …", f"only the first {MAX_CHARACTERS:,} characters are read"))
    found_tokens = analysis.tokens(clean)
    counts = Counter(token.term for token in found_tokens)
    words = {token.term: clean[token.start : token.end] for token in reversed(found_tokens)}
    found = [_query_term(term, count, passages, lookup) for term, count in counts.items()]
    rarest = sorted(found, key=lambda term: (term.number is None, -term.idf, term.term))
    used = tuple(rarest[:MAX_TERMS])
    stop_words = analysis.stop_words_in(clean)
    if stop_words:
        ignored.append(Ignored(" ".join(stop_words[:20]), "too common to look for; read for their meaning only"))
    if rarest[MAX_TERMS:]:
        rest = " ".join(words[term.term] for term in rarest[MAX_TERMS:][:20])
        ignored.append(Ignored(rest, f"word search uses the {MAX_TERMS} rarest words; these are read for meaning only"))
    unknown = [words[term.term] for term in used if term.number is None]
    if unknown:
        ignored.append(Ignored(" ".join(unknown), "no page has these words"))
    return ParsedQuery(clean, used, sum(term.idf for term in used), tuple(ignored))


def _query_term(term: str, count: int, passages: int, lookup: TermLookup) -> QueryTerm:
    number, frequency = lookup(term) or (None, 0)
    return QueryTerm(term, count, number, idf(passages, frequency))
