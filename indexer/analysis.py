"""Text to terms: tokenise, fold accents and case, drop English stop words, stem.

The one analysis that every keyword engine, the snippets and the query share.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

MAX_TERM = 64
# Stands between parts of a passage, where no phrase may run on; no text has it for a term.
BREAK = "¶"
# An accent may be a character of its own after its letter (macOS writes them so).
_LETTERS = r"[^\W_](?:[^\W_]|[\u0300-\u036f])*"
_WORD = re.compile(rf"{_LETTERS}(?:['’]{_LETTERS})*")
_STOP_WORDS = frozenset(
    """
    a about above after again against all am an and any are aren't as at be because been before being below between
    both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each few for from
    further had hadn't has hasn't have haven't having he her here hers herself him himself his how i i'd i'll i'm i've
    if in into is isn't it it's its itself let's me more most mustn't my myself no nor not of off on once only or other
    ought our ours ourselves out over own same shan't she should shouldn't so some such than that that's the their
    theirs them themselves then there there's these they they're this those through to too under until up us very was
    wasn't we we'd we'll we're we've were weren't what what's when where which while who who's whom why will with won't
    would wouldn't you you'd you'll you're you've your yours yourself yourselves
    """.split()
)
_stemmer = Stemmer.Stemmer("english")


@dataclass(frozen=True)
class Token:
    """A term with the span of the word it came from."""

    term: str
    start: int
    end: int


@dataclass(frozen=True)
class Word:
    """A word with its place: `folded` in case and accents, `term` empty for a stop word."""

    folded: str
    term: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Return the terms of `text` in order, with their places; stop words are left out."""
    found = []
    for match in _WORD.finditer(text):
        term = _term(match[0])
        if term:
            found.append(Token(term, match.start(), match.end()))
    return found


def terms(text: str) -> list[str]:
    """Return the terms of `text` in order; stop words are left out."""
    return [term for word in _WORD.findall(text) if (term := _term(word))]


def words(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of `text` as they stand, each with its place; stop words are among them."""
    return _WORD.finditer(text)


def words_with_terms(text: str) -> list[Word]:
    """Return the words of `text` in order, stop words too, each with its term."""
    return [Word(folded(match[0]), _term(match[0]), *match.span()) for match in words(text)]


def folded(word: str) -> str:
    """Return a word without case and accents, apostrophes made straight."""
    plain = word.casefold().replace("’", "'")
    if plain.isascii():
        return plain
    decomposed = unicodedata.normalize("NFKD", plain)
    # Some ligatures decompose into several words; engines split terms at spaces.
    return "".join(c for c in decomposed if not unicodedata.combining(c) and not c.isspace()).casefold()


def stop_words_in(text: str) -> list[str]:
    """Return the words of `text` that search passes over, once each."""
    return list(dict.fromkeys(word for word in _WORD.findall(text) if not _term(word)))


def word_rule() -> str:
    """Return what decides which words of a text count: what was made word by word under another rule is another's."""
    return f"{_WORD.pattern} {' '.join(sorted(_STOP_WORDS))}"


@lru_cache(maxsize=200_000)
def _term(word: str) -> str:
    """Return the term of one word, empty for a stop word."""
    plain = folded(word)
    if plain in _STOP_WORDS:
        return ""
    stem: str = _stemmer.stemWord(plain.removesuffix("'s").replace("'", ""))
    return stem[:MAX_TERM]
