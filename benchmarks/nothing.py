"""Count how many questions a library answers, and how many it leaves alone.

`python benchmarks/nothing.py COLLECTION --foreign COLLECTION… --config kb.toml`: the first collection's questions
belong to the library (those without a relevant document should get no answer), the others' come from other fields.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from indexer import LiveSearcher, Query, Searcher, read_collection
from kb.config import load_config


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("own", type=Path, help="a test collection with questions for this library")
    parser.add_argument("--foreign", type=Path, nargs="+", default=[], help="collections of other fields")
    parser.add_argument("--config", type=Path, help="the library's kb.toml")
    arguments = parser.parse_args()
    searcher = LiveSearcher(load_config(arguments.config).settings.index).current()
    stats = searcher.stats()
    own = read_collection(arguments.own)
    answerable = set(own.answerable)
    print(f"{stats.title}: {sum(stats.pages.values()):,} pages, {stats.passages:,} passages\n")
    print("| questions | number | answered | |\n|---|---|---|---|")
    row(searcher, f"{own.name}, answerable", (own.queries[query] for query in own.answerable), names="silent")
    row(searcher, f"{own.name}, not answerable", (q for name, q in own.queries.items() if name not in answerable))
    for folder in arguments.foreign:
        foreign = read_collection(folder)
        row(searcher, foreign.name, foreign.queries.values())


def row(searcher: Searcher, name: str, questions: Iterable[str], names: str = "answered") -> None:
    """Print one row, naming the questions that went the wrong way: those `answered`, or those `silent`."""
    asked = list(questions)
    answered = [question for question in asked if searcher.search(Query(question)).answered]
    wrong = answered if names == "answered" else [question for question in asked if question not in answered]
    shown = "; ".join(f"“{question[:40]}”" for question in wrong[:5])
    print(f"| {name} | {len(asked)} | {100 * len(answered) / max(1, len(asked)):.1f} % | {shown} |")


if __name__ == "__main__":
    main()
