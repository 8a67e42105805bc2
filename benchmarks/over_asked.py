"""What it does and costs that nobody leads the lists of people too often in a domain.

Usage: python benchmarks/over_asked.py [--config examples/digitalgov.toml]

For each cap two things are told. On the lists as readers see them: how much of a domain the one who leads most leads
(mean over domains of ten pages and more, and the greatest), and how many different people lead. On lists from which the
people of a page aren't left out: the reciprocal rank of the first of them, which says what the cap costs. What somebody
is about is known from the page itself there, too, so that these figures compare caps, and not methods.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from indexer import IndexFolder
from indexer.catalog import Catalog
from indexer.involved import Expert
from indexer.leading import Cap, spread
from indexer.people import ExpertIndex
from indexer.recommending import SHOWING, experts_for_pages
from indexer.related import FILE_NAME as PAGE_VECTORS_FILE
from kb.config import load_config

SHARES = (1.0, 0.3, 0.2, 0.15, 0.1, 0.05)
NEARLY = (0.9, 0.8, 0.7, 0.6, 0.4, 0.0)
LARGE = 10  # pages
DEPTH = 5


def leaders(lists: Sequence[Sequence[Expert]], domains: Sequence[Sequence[int]]) -> tuple[float, float, int]:
    """Return the mean and the greatest share of a domain that one person leads, and how many people lead."""
    by_domain: dict[int, Counter[int]] = {}
    for own, experts in zip(domains, lists, strict=True):
        for domain in own if experts else ():
            by_domain.setdefault(domain, Counter())[experts[0].person] += 1
    shares = [max(led.values()) / led.total() for led in by_domain.values() if led.total() >= LARGE]
    people = {experts[0].person for experts in lists if experts}
    return float(np.mean(shares or [0])), max(shares, default=0), len(people)


def reciprocal_rank(lists: Sequence[Sequence[Expert]], named: Sequence[set[int]]) -> float:
    """Return the mean reciprocal rank of the first of each page's own people, over pages that have any."""
    found = [
        next((1 / rank for rank, expert in enumerate(experts, 1) if expert.person in own), 0.0)
        for experts, own in zip(lists, named, strict=True)
        if own
    ]
    return float(np.mean(found))


def main() -> None:
    """Print a line for each cap."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path)
    config = load_config(parser.parse_args().config)
    folder = IndexFolder(config.settings.index).open().folder
    catalog, vectors = Catalog(folder), np.load(folder / PAGE_VECTORS_FILE)
    experts = ExpertIndex(catalog.involved(), vectors)
    own = [experts.of_page(page) for page in range(len(vectors))]
    showing, domains = catalog.numbers_of_kinds(*SHOWING), catalog.domains()
    shown = list(experts_for_pages(experts, vectors, [people | {n} for n, people in enumerate(own)], DEPTH))
    whole = list(experts_for_pages(experts, vectors, [{n} for n in range(len(vectors))], DEPTH))
    own, domains, shown, whole = ([values[page] for page in showing] for values in (own, domains, shown, whole))
    print("share  nearly mean led  most led  leaders  lists changed   RR of a page's own people")
    for cap in (Cap(share=share, nearly=nearly) for share in SHARES for nearly in NEARLY):
        lists = spread(shown, domains, cap)
        mean, most, people = leaders(lists, domains)
        changed = np.mean([new[0] != old[0] for new, old in zip(lists, shown, strict=True) if old])
        rank = reciprocal_rank(spread(whole, domains, cap), own)
        print(
            f"{cap.share:4.2f}  {cap.nearly:5.2f}  {mean:8.3f}  {most:8.3f}  {people:7}  {changed:13.1%}   {rank:.4f}"
        )


if __name__ == "__main__":
    main()
