"""Time the keyword engines over collections of growing size: `python benchmarks/keyword_engines.py [--config FILE]`.

Reads the passages of an index that `kb index` made; both engines index the same first N of them and answer the same
questions (titles, and summaries, which are long) at the depth that search uses. Where Whoosh passes 50 ms at p95
is where `keyword_engine = "auto"` changes over.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

import numpy as np

from indexer import IndexFolder, Searcher, analysis
from indexer.catalog import Catalog
from indexer.encoders import Encoders
from indexer.keyword import build_keyword_index, open_keyword_index
from indexer.postings import Postings
from indexer.query import parse_query
from indexer.ranking import DEPTH
from kb.choices import ENTRY_KINDS
from kb.config import KeywordEngine, load_config

SIZES = (1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000)
WHOOSH_UP_TO = 16_000
QUESTIONS = 60


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, help="the library's kb.toml")
    config = load_config(parser.parse_args().config)
    generation = IndexFolder(config.settings.index).open()
    searcher, catalog = Searcher(generation, Encoders()), Catalog(generation.folder)
    entries = [page for kind in ENTRY_KINDS for page in searcher.pages_of_kind(kind)]
    chosen = random.Random(7).sample(entries, min(QUESTIONS, len(entries)))
    asked = [text for page in chosen for text in (page.title, page.summary) if text]
    whole = searcher.stats().passages
    numbers = random.Random(8).sample(range(whole), whole)
    print("| passages | engine | build s | median ms | p95 ms | MB |\n|---|---|---|---|---|---|")
    for size in [*(size for size in SIZES if size < whole), whole]:
        records = catalog.passages(numbers[:size])
        terms = [analysis.terms(record.text) for record in records.values()]
        postings, vocabulary = Postings.build(terms)
        known = dict(zip(vocabulary, enumerate(postings.frequencies.tolist()), strict=True))
        questions = [parse_query(text, size, known.get).terms for text in asked]
        for engine in (KeywordEngine.WHOOSH, KeywordEngine.TANTIVY):
            if engine is KeywordEngine.WHOOSH and size > WHOOSH_UP_TO:
                continue
            with tempfile.TemporaryDirectory() as folder:
                started = time.perf_counter()
                build_keyword_index(engine, Path(folder), list(map(" ".join, terms)))
                built = time.perf_counter() - started
                index = open_keyword_index(engine, Path(folder), postings.lengths)
                times = []
                for question in [questions[0], *questions]:
                    started = time.perf_counter()
                    index.search(question, DEPTH)
                    times.append((time.perf_counter() - started) * 1000)
                index.close()
                median, p95 = np.percentile(times[1:], [50, 95])
                megabytes = sum(path.stat().st_size for path in Path(folder).rglob("*")) / 1e6
                print(f"| {size:,} | {engine} | {built:.1f} | {median:.2f} | {p95:.1f} | {megabytes:.1f} |", flush=True)


if __name__ == "__main__":
    main()
