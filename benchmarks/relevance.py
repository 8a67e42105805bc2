"""Compare search on the test collections with the figures that stand in `benchmarks/expected`: `make relevance`.

`python benchmarks/relevance.py FOLDER [--update]`: FOLDER holds the collections, one folder each. A mean that fell ends
with 1, with the queries that lost most; `--update` writes the new figures instead.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from indexer import Evaluation, Mode, compare, evaluate, read_collection, read_figures
from kb.commands.figures import print_comparisons
from kb.config import load_config

EXPECTED = Path(__file__).parent / "expected"


def main() -> None:
    """Measure, and compare or write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("collections", type=Path, help="the folder of the collections")
    parser.add_argument("--update", action="store_true", help="write the figures as those expected from now on")
    arguments = parser.parse_args()
    lost = False
    for file in sorted(EXPECTED.glob("*.json")):
        collection = read_collection(arguments.collections / file.stem)
        found = evaluate(collection, load_config(), [Mode.HYBRID])
        print(f"{file.stem}: {found.runs}", dict(found.people.runs) if found.people else "")
        if arguments.update:
            file.write_text(as_expected(found), encoding="utf-8")
        else:
            comparisons = compare(read_figures(file), found)
            print_comparisons(comparisons, collection.queries)
            lost = lost or any(comparison.lost for comparison in comparisons)
    raise SystemExit(lost)


def as_expected(found: Evaluation) -> str:
    """Return the figures in the shape of `kb eval --json --per-query`, one query a line, nDCG@10 alone."""
    head = {"collection": found.collection, "documents": found.documents, "queries": found.queries, "runs": found.runs}
    head |= {"people": dict(found.people.runs)} if found.people else {}
    by_query = {
        query: {mode: {"nDCG@10": round(run["nDCG@10"], 4)} for mode, run in runs.items()}
        for query, runs in found.by_query.items()
    }
    rows = (f"{json.dumps(query)}: {json.dumps(runs)}" for query, runs in by_query.items())
    return f'{json.dumps(head)[:-1]},\n"by_query": {{\n' + ",\n".join(rows) + "\n}}\n"


if __name__ == "__main__":
    main()
