"""How many pages that authors linked come back when links and topics are hidden, and what relating entries takes.

Usage: python benchmarks/relations.py [--config examples/digitalgov.toml]
       python benchmarks/relations.py --samples 30 [--seed 7]

For each entry whose text or `related` leads to other entries, all other entries are ranked: by BM25 (the entry's
heaviest terms), by the cosine of the pages (plain nearest neighbours), and as relations order them. No ranking sees a
link, a domain, an issue or a person. With `--samples` relations are printed instead, to be judged by eye.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import numpy as np

from indexer import IndexFolder, Tie
from indexer.catalog import Catalog
from indexer.feedback import PageSpace
from indexer.page_words import PageTerms, page_bm25
from indexer.postings import Postings
from indexer.query import QueryTerm
from indexer.relating import Meaning
from indexer.relations import Parts, chosen, compare, nearest
from indexer.results import Via
from indexer.shared_facts import Entry, shared_with
from kb.config import load_config
from kb.page import EntryHead

K = 10
COMPUTED = (Tie.OTHER_APPROACH, Tie.OTHER_PLACE, Tie.FROM_ELSEWHERE, Tie.SEE_ALSO)


def entries_in(catalog: Catalog) -> list[Entry]:
    """Return the entries of an index without anything that ties them to others."""
    found = []
    for number in sorted(catalog.entries()):
        head = catalog.head(number)
        if not isinstance(head, EntryHead):
            continue
        [summary] = catalog.summaries([number]).values()
        bare = EntryHead(title=head.title, status=head.status)
        found.append(Entry(number, summary.id, summary.kind, bare, frozenset()))
    return found


def linked(catalog: Catalog, entries: list[Entry], way: Via) -> dict[int, set[int]]:
    """Return which entries each entry leads to, all by place among the entries."""
    places = {entry.number: place for place, entry in enumerate(entries)}
    gold: dict[int, set[int]] = {}
    for source, target, _ in catalog.references(way):
        if source in places and target in places:
            gold.setdefault(places[source], set()).add(places[target])
    return gold


def measures(ranked: dict[int, list[int]], gold: dict[int, set[int]]) -> str:
    """Return mean recall at 10, the share of all links found there, and the mean reciprocal rank there."""
    recalls, ranks, hits = [], [], 0
    for entry, wanted in gold.items():
        found = [place for place, other in enumerate(ranked[entry][:K], 1) if other in wanted]
        recalls.append(len(found) / min(K, len(wanted)))
        ranks.append(1 / found[0] if found else 0.0)
        hits += len(found)
    links = sum(map(len, gold.values()))
    return f"R@10 {np.mean(recalls):.3f}   of all links {hits / links:.3f}   RR@10 {np.mean(ranks):.3f}"


def by_bm25(
    folder: Path, catalog: Catalog, terms: PageTerms, pages: np.ndarray, wanted: set[int]
) -> dict[int, list[int]]:
    """Rank all entries by the heaviest terms of each entry in `wanted`."""
    postings, passage_pages = Postings.open(folder), catalog.passage_pages()
    sizes = np.bincount(passage_pages)
    ranked = {}
    for entry in wanted:
        numbers = terms.numbers[pages[entry]][terms.weights[pages[entry]] > 0]
        query = [QueryTerm(str(number), 1, int(number), 0.0) for number in numbers]
        scores = page_bm25(query, postings, passage_pages, sizes)[pages]
        scores[entry] = -1
        ranked[entry] = np.argsort(-scores, kind="stable")[:K].tolist()
    return ranked


def evaluate(folder: Path, catalog: Catalog) -> None:
    """Print the table."""
    entries = entries_in(catalog)
    pages = np.array([entry.number for entry in entries])
    first = np.searchsorted(catalog.passage_pages(), np.arange(int(pages.max()) + 1))
    started = time.perf_counter()
    meaning = Meaning.read(folder, catalog, entries, first)
    near = meaning.near(pages)
    found = chosen(near, shared_with(entries, near.others))
    print(
        f"{len(entries):,} entries, {len(found):,} relations by nearness alone, {time.perf_counter() - started:.2f} s"
    )
    cosine = {n: row[np.argsort(-near.page[n], kind="stable")].tolist() for n, row in enumerate(near.others)}
    order = {n: row[np.argsort(-near.order[n], kind="stable")].tolist() for n, row in enumerate(near.others)}
    terms = PageTerms.open(folder)
    for way in (Via.BODY, Via.RELATED):
        gold = linked(catalog, entries, way)
        if gold:
            print(f"\n{way.value}: {sum(map(len, gold.values())):,} links from {len(gold):,} entries")
            print(f"  BM25               {measures(by_bm25(folder, catalog, terms, pages, set(gold)), gold)}")
            print(f"  nearest neighbours {measures(cosine, gold)}")
            print(f"  relations          {measures(order, gold)}")


def scale(folder: Path, sizes: tuple[int, ...]) -> None:
    """Print what comparing takes in libraries of other sizes: page vectors drawn with some noise."""
    draw = np.random.default_rng(0)
    vectors, terms = np.load(folder / "pages.npy"), PageTerms.open(folder)
    for size in sizes:
        rows = draw.integers(len(vectors), size=size)
        noisy = vectors[rows] + 0.02 * draw.standard_normal((size, vectors.shape[1])).astype(np.float32)
        noisy /= np.linalg.norm(noisy, axis=1, keepdims=True)
        space = PageSpace.of(noisy, PageTerms(terms.numbers[rows], terms.weights[rows]))
        started = time.perf_counter()
        near_rows = nearest(noisy)
        middle = time.perf_counter()
        compare(np.arange(size), space, Parts(noisy, noisy, np.ones(size, np.bool_)), near_rows)
        ended = time.perf_counter()
        print(f"{size:,} entries: candidates {middle - started:.2f} s, comparing them {ended - middle:.2f} s")


def samples(catalog: Catalog, count: int, seed: int) -> None:
    """Print relations of each sort, drawn at random, with their reasons."""
    numbers = sorted(catalog.entries())
    pages = catalog.summaries(numbers)
    pairs = [(number, record) for number in numbers for record in catalog.relations(number) if not record.by_author]
    for tie in COMPUTED:
        own = [pair for pair in pairs if pair[1].tie is tie]
        random.Random(seed).shuffle(own)
        print(f"\n{tie.value}: {len(own):,}")
        for number, record in own[:count]:
            print(f"{pages[number].id} -> {pages[record.target].id}\n    {record.reason}")


def main() -> None:
    """Evaluate the index of a library, or print samples of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--samples", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    generation = IndexFolder(load_config(given.config).settings.index).open(verify=True)
    catalog = Catalog(generation.folder)
    if given.samples:
        samples(catalog, given.samples, given.seed)
    else:
        evaluate(generation.folder, catalog)
        scale(generation.folder, (2_500, 10_000))
    catalog.close()
    generation.close()


if __name__ == "__main__":
    main()
