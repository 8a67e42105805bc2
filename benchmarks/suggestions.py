"""Time suggestions: every beginning of titles drawn from a library, typed letter by letter, and making their index.

Usage: python benchmarks/suggestions.py [--config examples/digitalgov.toml] [--titles 200]

The library is measured as it is, and enlarged: each title again and again with its words in another order.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from indexer import Facet, IndexFolder, Searcher
from indexer.catalog import Catalog
from indexer.encoders import Encoders
from indexer.reader import SUGGESTIONS
from indexer.suggestions import Named, SuggestionIndex
from kb.config import load_config

SIZES = (10_000, 100_000)


def enlarged(named: Sequence[Named], size: int) -> list[Named]:
    """Return `size` of these, their words shuffled; the same each time."""
    draw = random.Random(5)
    found = list(named)
    while len(found) < size:
        item = named[len(found) % len(named)]
        words = item.text.split()
        draw.shuffle(words)
        found.append(replace(item, text=" ".join(words)))
    return found


def beginnings(named: Sequence[Named], titles: int) -> list[str]:
    """Return what the box holds after each key, from the second on, while these titles are typed."""
    chosen = random.Random(7).sample([item.text for item in named], min(titles, len(named)))
    return [text[:end] for text in chosen for end in range(2, min(len(text), 30) + 1)]


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--titles", type=int, default=200)
    given = parser.parse_args()
    generation = IndexFolder(load_config(given.config).settings.index).open()
    searcher = Searcher(generation, Encoders())
    tags = (Named(tag.value, Facet.TAG, count=tag.count) for tag in searcher.values_of(Facet.TAG))
    named = [*Catalog(generation.folder).titles(), *tags]
    keys = beginnings(named, given.titles)
    searcher.suggestions("first")
    print(f"{'names':>8}{'made ms':>9}{'median ms':>11}{'p95 ms':>8}{'worst ms':>10}")
    times = [_timed(searcher, key) for key in keys]
    print(f"{'answers':>8}{'':>9}{_row(times)}")
    for size in (len(named), *(size for size in SIZES if size > len(named))):
        items = enlarged(named, size)
        started = time.perf_counter()
        index = SuggestionIndex(items)
        made = (time.perf_counter() - started) * 1000
        print(f"{len(items):>8,}{made:>9.0f}{_row([_timed(index, key) for key in keys])}")


def _timed(index: Searcher | SuggestionIndex, typed: str) -> float:
    started = time.perf_counter()
    if isinstance(index, Searcher):
        index.suggestions(typed)
    else:
        index.find(typed, SUGGESTIONS)
    return (time.perf_counter() - started) * 1000


def _row(times: Sequence[float]) -> str:
    return f"{statistics.median(times):>11.2f}{statistics.quantiles(times, n=20)[-1]:>8.2f}{max(times):>10.2f}"


if __name__ == "__main__":
    main()
