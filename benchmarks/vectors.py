"""Compare the exact vector index with the coarse one on an index's own vectors: time, and what is missed.

Usage: python benchmarks/vectors.py [--config benchmarks/cpp-docs.toml] [--questions 200]
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from indexer import IndexFolder, Searcher
from indexer.arrays import Numbers, Vectors
from indexer.encoders import Encoders, load_encoder
from indexer.ranking import NEAREST, RESULT_COSINE, RESULT_SLACK
from indexer.vectors import VectorIndex
from kb.choices import ENTRY_KINDS
from kb.config import load_config

SIZES = (10_000, 25_000, 50_000, 100_000, 200_000)
Search = Callable[[Vectors], tuple[Numbers, Vectors]]


def timed(search: Search, questions: Vectors) -> tuple[list[Numbers], float, float]:
    """Return what each question finds, and the median and 95th percentile of milliseconds."""
    found, times = [], []
    search(questions[0])
    for question in questions:
        started = time.perf_counter()
        found.append(search(question)[0])
        times.append((time.perf_counter() - started) * 1000)
    return found, float(np.median(times)), float(np.percentile(times, 95))


def recall(both: list[tuple[Numbers, Numbers]], k: int) -> float:
    """Return the mean share of the `k` best rows wanted that are among the `k` best found; (found, wanted) each."""
    shares = [len(np.intersect1d(found[:k], wanted[:k])) / len(wanted[:k]) for found, wanted in both if len(wanted)]
    return float(np.mean(shares))


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--questions", type=int, default=200)
    arguments = parser.parse_args()
    config = load_config(arguments.config)
    encoder = load_encoder(config.settings.model)
    if encoder is None:
        raise SystemExit("this index has no vectors")
    generation = IndexFolder(config.settings.index).open()
    searcher = Searcher(generation, Encoders())
    entries = [page for kind in ENTRY_KINDS for page in searcher.pages_of_kind(kind)]
    chosen = random.Random(7).sample(entries, min(arguments.questions, len(entries)))
    questions = np.array([encoder.encode_query(page.title) for page in chosen])
    stored = VectorIndex.open(generation.folder)
    numbers = np.random.default_rng(8).permutation(len(stored))
    print("| vectors | index | median ms | p95 ms | recall@10 | recall@100 | of the results found |")
    print("|---|---|---|---|---|---|---|")
    for size in [*(size for size in SIZES if size < len(stored)), len(stored)]:
        vectors = stored.rows(numbers[:size])
        wanted: list[Numbers] = []
        flat = VectorIndex.build(vectors, size + 1)
        near = [(question, flat.within(question, RESULT_COSINE, slack=RESULT_SLACK)[0]) for question in questions]
        for name, index in (("flat", flat), ("RaBitQ", VectorIndex.build(vectors, 1))):

            def search(question: Vectors, index: VectorIndex = index) -> tuple[Numbers, Vectors]:
                return index.within(question, RESULT_COSINE, slack=RESULT_SLACK, at_least=NEAREST)

            found, median, p95 = timed(search, questions)
            wanted = wanted or found
            results = [(index.within(q, RESULT_COSINE, slack=RESULT_SLACK)[0], exact) for q, exact in near]
            both = list(zip(found, wanted, strict=True))
            recalls = [recall(both, 10), recall(both, 100), recall(results, size)]
            shown = " | ".join(f"{share:.4f}" for share in recalls)
            print(f"| {size:,} | {name} | {median:.2f} | {p95:.2f} | {shown} |", flush=True)
    searcher.close()


if __name__ == "__main__":
    main()
