"""The words that mean the same, as a generation keeps them, and where a question has them.

A reader never needs the content folder. `indexer.concepts` makes use of what is found.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from indexer.analysis import Word, words_with_terms
from kb.errors import DamagedIndexError
from kb.vocabulary import Vocabulary

FILE_NAME = "vocabulary.json"
# However many lines share an expression, a question grows by no more than so many others.
MOST_OTHERS = 24
# Acronyms of public service that are everyday words: like stop words, they mean something else in small letters.
_EVERYDAY = frozenset("act age aid aids care case fit go home lead mash mind pace plan safe send set star step".split())


def save_vocabulary(folder: Path, vocabulary: Vocabulary) -> None:
    """Store the vocabulary in a new generation."""
    (folder / FILE_NAME).write_text(vocabulary.as_json(), encoding="utf-8")


def open_vocabulary(folder: Path) -> Vocabulary:
    """Return the vocabulary of the generation in `folder`; one that was made before there were any has none.

    Raises DamagedIndexError.
    """
    file = folder / FILE_NAME
    try:
        return Vocabulary.from_json(file.read_text(encoding="utf-8")) if file.is_file() else Vocabulary()
    except (OSError, ValueError) as error:
        raise DamagedIndexError(file, f"can't be read ({error})") from error


@dataclass(frozen=True)
class Mention:
    """An expression of the vocabulary where it stands in a text; `others` mean the same."""

    start: int
    end: int
    others: tuple[str, ...]


_Key: TypeAlias = tuple[str, ...]
_ACRONYM = "="  # no word


class Lexicon:
    """Finds the expressions of a vocabulary in texts.

    Acronyms are compared by folded letters, other expressions by terms, so that a plural is the same expression.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Take the vocabulary of a generation."""
        self._groups: dict[_Key, list[tuple[str, ...]]] = defaultdict(list)
        for group in vocabulary.groups:
            for expression in group:
                if key := _key_of(expression):
                    self._groups[key].append(group)
        self._longest = max(map(len, self._groups), default=0)

    def has(self, word: str) -> bool:
        """Whether a single word is an expression."""
        return any(key in self._groups for key in _keys(words_with_terms(word)))

    def mentions(self, text: str) -> list[Mention]:
        """Return the expressions in a text, the longest first where several begin at one word."""
        found, text_words = [], words_with_terms(text) if self._groups else []
        shouted = len(text_words) > 1 and text.isupper()
        at = 0
        while at < len(text_words):
            step = 1
            for size in range(min(self._longest, len(text_words) - at), 0, -1):
                part = text_words[at : at + size]
                if keys := self._known(part, text, shouted):
                    found.append(Mention(part[0].start, part[-1].end, self._others(keys)))
                    step = size
                    break
            at += step
        return found

    def _known(self, part: list[Word], text: str, shouted: bool) -> list[_Key]:
        """Return the keys of the expressions that these words are; an everyday word needs capitals to be an acronym."""
        first = part[0]
        plain = not first.term or first.folded in _EVERYDAY
        if plain and (shouted or not text[first.start : first.end].isupper()):
            return [key for key in _keys(part) if key in self._groups and key[0] != _ACRONYM]
        return [key for key in _keys(part) if key in self._groups]

    def _others(self, keys: list[_Key]) -> tuple[str, ...]:
        groups = [group for key in keys for group in self._groups[key]]
        others = dict.fromkeys(text for group in groups for text in group if _key_of(text) not in keys)
        return tuple(islice(others, MOST_OTHERS))


def _keys(part: list[Word]) -> list[_Key]:
    """Return the keys that words may be found by: their terms, and for a single word its letters, as an acronym."""
    terms = tuple(word.term or word.folded for word in part)
    return [terms, (_ACRONYM, part[0].folded)] if len(part) == 1 else [terms]


def _key_of(expression: str) -> _Key:
    """Return the key of an expression, nothing for one of stop words only: these are found in every text."""
    part = words_with_terms(expression)
    if len(part) == 1 and any(char.isupper() for char in expression[part[0].start + 1 : part[0].end]):
        return _ACRONYM, part[0].folded
    return _keys(part)[0] if any(word.term for word in part) else ()
