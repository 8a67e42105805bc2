"""What pages say as a whole, held to plain loops."""

from __future__ import annotations

import math
import random
from pathlib import Path

import numpy as np
import pytest

from indexer.page_words import HEAVIEST, PageTerms, page_bm25, page_likeness
from indexer.postings import Postings
from indexer.query import QueryTerm


def random_pages(seed: int) -> tuple[list[list[str]], list[int]]:
    """Return passages of random words, and the page of each, in order."""
    choose = random.Random(seed)
    vocabulary = [f"t{number}" for number in range(choose.choice([5, 80]))]
    sizes = [choose.randint(1, 4) for _ in range(choose.choice([1, 4, 25]))]
    pages = [page for page, size in enumerate(sizes) for _ in range(size)]
    return [choose.choices(vocabulary, k=choose.randrange(60)) for _ in pages], pages


@pytest.mark.parametrize("seed", range(12))
def test_bm25_of_pages_equals_plain_loops(seed: int) -> None:
    """A page is a text of its passages, each word counted once a passage; its length is the number of passages."""
    passages, owners = random_pages(seed)
    postings, vocabulary = Postings.build(passages)
    count = owners[-1] + 1
    asked = {term: random.Random(seed).randint(1, 2) for term in [*vocabulary[:3], "unheard"]}
    numbers = {term: number for number, term in enumerate(vocabulary)}
    query = [QueryTerm(term, times, numbers.get(term), 1.0) for term, times in asked.items()]
    found = page_bm25(query, postings, np.array(owners), np.bincount(owners))
    held = [[set(text) for text, owner in zip(passages, owners, strict=True) if owner == page] for page in range(count)]
    mean = sum(map(len, held)) / count
    for page, texts in enumerate(held):
        expected = 0.0
        for term, times in asked.items():
            tf = sum(term in text for text in texts)
            df = sum(any(term in text for text in other) for other in held)
            idf = math.log(1 + (count - df + 0.5) / (df + 0.5))
            expected += times * idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * len(texts) / mean)) if tf else 0
        assert found[page] == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("seed", range(12))
def test_heaviest_terms_equal_plain_loops(seed: int, tmp_path: Path) -> None:
    """Root of the passages times IDF, of unit length over all terms of the page, the heaviest kept."""
    passages, owners = random_pages(seed)
    postings, vocabulary = Postings.build(passages)
    count = owners[-1] + 1
    PageTerms.of(postings, np.array(owners), count).save(tmp_path)
    found = PageTerms.open(tmp_path)
    for page in range(count):
        weights = {}
        for number, term in enumerate(vocabulary):
            held = sum(term in text for text, owner in zip(passages, owners, strict=True) if owner == page)
            df = sum(term in text for text in passages)
            if held:
                idf = math.log(1 + (len(passages) - df + 0.5) / (df + 0.5))
                weights[number] = math.sqrt(held) * idf
        length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        expected = sorted((weight / length for weight in weights.values()), reverse=True)[:HEAVIEST]
        kept = found.weights[page] > 0
        assert found.weights[page][kept] == pytest.approx(expected, abs=1e-5)
        for number, weight in zip(found.numbers[page][kept].tolist(), found.weights[page][kept], strict=True):
            assert weights[number] / length == pytest.approx(weight, abs=1e-5)


def test_nothing_has_no_terms() -> None:
    """A library of empty passages, and no pages to compare, are no error."""
    postings, _ = Postings.build([[]])
    terms = PageTerms.of(postings, np.array([0]), 1)
    assert terms.likeness(np.array([0]), np.array([0]), np.array([1.0], np.float32)).tolist() == [0]
    assert terms.likeness(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32)).tolist() == []
    assert page_bm25([], postings, np.array([0]), np.array([1])).tolist() == [0]


def test_likeness_by_hand() -> None:
    """Root of the passages that hold a term, times its IDF, against (1 + log count) times IDF; divided by both lengths.

    The text has a twice (IDF 2) and b once (IDF 1). Page 0 has a in both of its passages, and four terms; page 1 has b
    once, and no other.
    """
    postings, vocabulary = Postings.build([["a", "c"], ["a", "a"], ["b"]])
    text = [
        QueryTerm("a", 2, vocabulary.index("a"), 2.0),
        QueryTerm("b", 1, vocabulary.index("b"), 1.0),
        QueryTerm("unheard", 1, None, 9.0),
    ]
    found = page_likeness(text, postings, np.array([0, 0, 1]), np.array([4, 1]))
    a, b = 2 * (1 + math.log(2)), 1.0
    mass = math.sqrt(a * a + b * b)
    assert found == pytest.approx([a * 2 * math.sqrt(2) / mass / math.sqrt(5), b / mass / math.sqrt(2)])
    assert page_likeness([], postings, np.array([0, 0, 1]), np.array([4, 1])) == pytest.approx([0, 0])
