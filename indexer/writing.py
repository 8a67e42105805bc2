"""Write the files of a generation into the folder that it is built in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from indexer.catalog_writer import new_catalog
from indexer.embedding import KnownVectors, embed, page_vectors
from indexer.encoder import Encoder
from indexer.input import Input
from indexer.layout import Layout
from indexer.nearness import WordVectorWriter
from indexer.page_words import PageTerms
from indexer.postings import Postings
from indexer.previous import Previous, save_terms
from indexer.records import people_in
from indexer.related import FILE_NAME as PAGE_VECTORS_FILE
from indexer.vectors import VectorIndex
from indexer.wordlist import open_words, save_words, words_of


def write_vectors(
    folder: Path,
    made_from: Input,
    encoder: Encoder,
    layout: Layout,
    before: Previous | None,
    progress: Callable[[int, int], object],
) -> tuple[int, int]:
    """Write the vectors of passages, their words and pages; return their dimensions, and how many were known.

    `progress` is called with the number of passages just embedded, and that of all to embed.
    """
    fresh = {number: passage.record.digest for number, passage in layout.fresh.items()}
    digests = layout.mixed(before.digests if before else [], fresh)
    texts = {number: passage.embedded for number, passage in layout.fresh.items()}
    known = before.vectors_by(encoder) if before else KnownVectors()
    with WordVectorWriter(folder) as words:
        vectors, reused = embed(digests, texts, encoder, known, progress, words)
    VectorIndex.build(vectors).save(folder)
    np.save(folder / PAGE_VECTORS_FILE, page_vectors(vectors, layout.first_passages, _work(made_from)))
    return vectors.shape[1], reused


def _work(made_from: Input) -> dict[int, list[int]]:
    """Return the pages that each person took part in, all by number."""
    numbers = made_from.numbers
    work: dict[int, list[int]] = {}
    for number, page in enumerate(made_from.pages):
        for person in {person for person, _ in people_in(page, made_from.by_id)}:
            work.setdefault(numbers[person], []).append(number)
    return work


def write_catalog(folder: Path, made_from: Input, layout: Layout, before: Previous | None) -> None:
    """Write the catalog, with the postings whose terms it numbers, and the terms of pages."""
    terms = {number: passage.terms for number, passage in layout.fresh.items()}
    old, old_terms = (before.postings, before.catalog.terms()) if before else (Postings.empty(), [])
    postings, vocabulary = old.moved(old_terms, layout.sources, terms)
    postings.save(folder)
    if made_from.encoder:
        passage_pages = np.repeat(np.arange(len(made_from.pages)), np.diff([*layout.first_passages, len(postings)]))
        PageTerms.of(postings, passage_pages, len(made_from.pages)).save(folder)
    with new_catalog(folder) as catalog:
        if before:
            catalog.take_over(before.folder, layout.moves)
        numbers = made_from.numbers
        catalog.write_pages({numbers[page_id]: page.record for page_id, page in layout.made.items()}, numbers)
        catalog.write_passages({number: passage.record for number, passage in layout.fresh.items()})
        catalog.write_origins(layout.origins[page.id] for page in made_from.pages)
        former = ((address, n) for n, page in enumerate(made_from.pages) for address in page.head.redirect_from)
        catalog.write_redirects(former)
        catalog.write_terms(vocabulary, postings.frequencies.tolist())


def write_words(folder: Path, layout: Layout, before: Previous | None) -> None:
    """Write the words as pages write them: those of the generation before, less what has gone, and the new ones."""
    counts: Counter[str] = Counter()
    if before and (layout.sources >= 0).any():
        counts = open_words(before.folder)
        gone = np.setdiff1d(np.arange(len(before.digests)), layout.sources)
        passages = before.catalog.passages(gone.tolist()).values()
        pages = before.catalog.summaries(passage.page for passage in passages)
        counts.subtract(words_of((pages[passage.page].title, passage.section, passage.text) for passage in passages))
    for page in layout.made.values():
        records = [passage.record for passage in page.passages]
        counts.update(words_of((page.record.summary.title, record.section, record.text) for record in records))
    save_words(folder, counts)


def write_terms(folder: Path, layout: Layout, before: Previous | None) -> list[str]:
    """Write each passage's terms, joined by spaces, for the next build; return them."""
    fresh = {number: " ".join(passage.terms) for number, passage in layout.fresh.items()}
    terms = layout.mixed(before.terms if before else [], fresh)
    save_terms(folder, terms)
    return terms
