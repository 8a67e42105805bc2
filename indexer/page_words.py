"""What pages say as a whole, in words: their BM25, and their heaviest terms.

A term counts for a page by the number of its passages that hold it, which says more of what a page is about than how
often a word was repeated in one of them (docs/decisions/0010-order-of-pages.md).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Numbers, Scores
from indexer.bm25 import K1, B
from indexer.postings import Postings, idf
from indexer.query import QueryTerm

FILES = ("page_terms.npy", "page_term_weights.npy")
HEAVIEST = 30
# How much the words of a whole page add to its score where it speaks for its people, and how many of the question's.
LIKENESS_WEIGHT = 0.6
LIKENESS_TERMS = 100


def page_bm25(
    query: Sequence[QueryTerm], postings: Postings, passage_pages: Numbers, passages_of_page: Numbers
) -> Scores:
    """Return every page's BM25, shape (pages,), its passages taken for its words and their number for its length."""
    pages = len(passages_of_page)
    scores = np.zeros(pages)
    norm = K1 * (1 - B + B * passages_of_page / max(1.0, float(passages_of_page.mean() if pages else 1)))
    for term in query:
        if term.number is None:
            continue
        holders = postings.passages[postings.starts[term.number] : postings.starts[term.number + 1]]
        frequencies = np.bincount(passage_pages[holders], minlength=pages)
        weight = term.count * idf(pages, int(np.count_nonzero(frequencies)))
        scores += weight * frequencies * (K1 + 1) / (frequencies + norm)
    return scores.astype(np.float32)


def page_likeness(text: Sequence[QueryTerm], postings: Postings, passage_pages: Numbers, lengths: Numbers) -> Scores:
    """Return how far every page has the terms of a text, shape (pages,): their cosine, but for the length of the page.

    A term counts by the root of the number of passages that hold it, times its IDF, as in `PageTerms`; the root of a
    page's length in terms stands for the length of all its weights. `lengths` has that number of terms of each page.
    """
    scores = np.zeros(len(lengths))
    mass = 0.0
    for term in text:
        if term.number is None:
            continue
        weight = (1 + math.log(term.count)) * term.idf
        mass += weight**2
        holders = postings.passages[postings.starts[term.number] : postings.starts[term.number + 1]]
        frequencies = np.bincount(passage_pages[holders], minlength=len(lengths))
        scores += weight * term.idf * np.sqrt(frequencies)
    likeness: Scores = (scores / np.sqrt(max(mass, 1e-9) * (lengths + 1))).astype(np.float32)
    return likeness


@dataclass(frozen=True)
class PageTerms:
    """The heaviest terms of each page: their numbers and weights, both of shape (pages, `HEAVIEST`).

    The weights of all terms of a page have unit length together; pages with fewer terms end in weights of 0.
    """

    numbers: NDArray[np.int32]
    weights: NDArray[np.float32]

    @classmethod
    def of(cls, postings: Postings, passage_pages: Numbers, pages: int) -> PageTerms:
        """Weigh each term of a page by the root of the number of its passages that hold it, and the term's IDF."""
        terms, frequencies = len(postings.frequencies), postings.frequencies
        numbers = np.zeros((pages, HEAVIEST), np.int32)
        weights = np.zeros((pages, HEAVIEST), np.float32)
        if terms == 0:
            return cls(numbers, weights)
        idfs = np.log(1 + (len(postings) - frequencies + 0.5) / (frequencies + 0.5))
        pairs = passage_pages[postings.passages] * terms + np.repeat(np.arange(terms), frequencies)
        held, passages = np.unique(pairs, return_counts=True)
        page, term = np.divmod(held, terms)
        weight = np.sqrt(passages) * idfs[term]
        weight /= np.sqrt(np.bincount(page, weight**2, minlength=pages))[page]
        order = np.lexsort((term, -weight, page))
        place = np.arange(len(page)) - np.searchsorted(page, page)
        order, place = order[place < HEAVIEST], place[place < HEAVIEST]
        numbers[page[order], place] = term[order]
        weights[page[order], place] = weight[order]
        return cls(numbers, weights)

    @classmethod
    def open(cls, folder: Path) -> PageTerms:
        """Map the terms stored in `folder` into memory."""
        numbers, weights = (np.load(folder / name, mmap_mode="r") for name in FILES)
        return cls(numbers, weights)

    def save(self, folder: Path) -> None:
        """Store the terms in `folder`."""
        for name, values in zip(FILES, (self.numbers, self.weights), strict=True):
            np.save(folder / name, values)

    def likeness(self, pages: Numbers, best: Numbers, shares: Scores) -> Scores:
        """Return how far each of `pages` shares its heaviest terms with the `best` pages, these weighed by `shares`."""
        if len(pages) == 0 or len(best) == 0:
            return np.zeros(len(pages), np.float32)
        wanted = np.zeros(int(self.numbers.max(initial=0)) + 1, np.float32)
        np.add.at(wanted, self.numbers[best], shares[:, None] * self.weights[best])
        shared: Scores = (self.weights[pages] * wanted[self.numbers[pages]]).sum(axis=1)
        return shared
