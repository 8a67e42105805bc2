"""Time searches in one index: `make bench`, or `python benchmarks/searches.py --config examples/digitalgov.toml`.

Questions are titles (short) and summaries (long) of pages of the library itself, a fixed sample. What counts are the
ratios between the rows, since they are measured in one run; absolute times depend on the machine.
"""

from __future__ import annotations

import argparse
import platform
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from indexer import Facet, LiveSearcher, Mode, Query, Searcher
from kb.choices import ENTRY_KINDS, Kind
from kb.config import load_config

SAMPLE = 60


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, help="the library's kb.toml")
    arguments = parser.parse_args()
    config = load_config(arguments.config)
    opened = time.perf_counter()
    searcher = LiveSearcher(config.settings.index).current()
    opening = (time.perf_counter() - opened) * 1000
    stats = searcher.stats()
    short, long = questions(searcher)
    searcher.search(Query(short[0]))  # loads the model
    print(f"{stats.title}: {sum(stats.pages.values()):,} pages, {stats.passages:,} passages, {stats.keyword_engine}")
    print(f"Python {platform.python_version()}, {platform.machine()}; opened in {opening:.0f} ms\n")
    print("| search | median ms | p95 ms | median against hybrid |\n|---|---|---|---|")
    reference = None
    for name, queries, ask in rows(searcher, short, long):
        times = measure(queries, ask)
        median, p95 = float(np.median(times)), float(np.percentile(times, 95))
        reference = reference or median
        print(f"| {name} | {median:.1f} | {p95:.1f} | {median / reference:.2f} |")


def rows(searcher: Searcher, short: list[str], long: list[str]) -> list[tuple[str, list[str], Callable[[str], object]]]:
    """Return the rows of the table: name, questions, and what is timed for each."""
    practices = {Facet.KIND: (Kind.PRACTICE.value,)}
    return [
        ("hybrid, short questions", short, lambda text: searcher.search(Query(text))),
        ("hybrid, long questions", long, lambda text: searcher.search(Query(text))),
        ("hybrid, practices only", short, lambda text: searcher.search(Query(text, filters=practices))),
        ("keyword only", short, lambda text: searcher.search(Query(text, Mode.KEYWORD))),
        ("dense only", short, lambda text: searcher.search(Query(text, Mode.DENSE))),
        ("people", short, searcher.people),
    ]


def questions(searcher: Searcher) -> tuple[list[str], list[str]]:
    """Return a fixed sample of titles and of summaries."""
    entries = [page for kind in ENTRY_KINDS for page in searcher.pages_of_kind(kind)]
    chosen = random.Random(7).sample(entries, min(SAMPLE, len(entries)))
    return [page.title for page in chosen], [page.summary or page.title for page in chosen]


def measure(queries: Sequence[str], ask: Callable[[str], object]) -> list[float]:
    """Return the milliseconds that each question took, after one round to warm up."""
    times = []
    for query in [queries[0], *queries]:
        started = time.perf_counter()
        ask(query)
        times.append((time.perf_counter() - started) * 1000)
    return times[1:]


if __name__ == "__main__":
    main()
