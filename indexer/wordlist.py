"""The words of a library as its pages write them, each with the number of passages that hold it.

Terms are stems, which nobody writes; what is offered as a correction (`indexer.spelling`) is one of these words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from indexer import analysis

FILE_NAME = "words.txt"
FEWEST_LETTERS = 3
MOST_LETTERS = 30


def words_of(passages: Iterable[Iterable[str]]) -> Counter[str]:
    """Return in how many passages each word stands; a passage is several texts. Numbers and stop words are left out."""
    counts: Counter[str] = Counter()
    for texts in passages:
        counts.update({match[0] for text in texts for match in analysis.words(text)})
    return Counter({word: count for word, count in counts.items() if _counts(word)})


def _counts(word: str) -> bool:
    return FEWEST_LETTERS <= len(word) <= MOST_LETTERS and word.isalpha() and bool(analysis.terms(word))


def save_words(folder: Path, counts: Mapping[str, int]) -> None:
    """Store words in a new generation; those that no passage holds are left out."""
    lines = [f"{word}\t{count}\n" for word, count in sorted(counts.items()) if count > 0]
    (folder / FILE_NAME).write_text("".join(lines), encoding="utf-8")


def open_words(folder: Path) -> Counter[str]:
    """Return the words of the generation in `folder`; one that was made before they were kept has none."""
    file = folder / FILE_NAME
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    pairs = (line.split("\t") for line in text.split("\n") if line)
    return Counter({word: int(count) for word, count in pairs})
