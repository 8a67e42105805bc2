"""What balance costs and brings: relevance and diversity of rooms, with the outcomes of domains for problems.

Usage: python benchmarks/convene.py [--size 8]

For each balance the rooms are made without the bound, then as `kb convene` makes them. Relevance is the mean score of
those in the room, as a share of the plain best's; organisations and sectors are counted in each room, and averaged.
"""

from __future__ import annotations

import argparse

import numpy as np

from indexer import LiveSearcher, Room, Searcher, convening
from kb.choices import Kind
from kb.config import load_config
from kb.page import DomainHead


def problems(searcher: Searcher) -> list[str]:
    """Return the outcome that each domain wants."""
    heads = [searcher.head(page.id) for page in searcher.pages_of_kind(Kind.DOMAIN)]
    return [head.outcome for head in heads if isinstance(head, DomainHead) and head.outcome]


def rooms(searcher: Searcher, size: int, balances: tuple[float, ...], kept: float) -> list[Room]:
    """Return the room for each problem under these balances, of which the first that keeps enough is taken."""
    convening.BALANCES, convening.KEPT = balances, kept  # type: ignore[assignment]
    return [searcher.convene(problem, size) for problem in problems(searcher)]


def figures(found: list[Room], plain: list[Room]) -> str:
    """Return a row: share of relevance in the mean and at worst, people, organisations, sectors."""
    pairs = [(one, other) for one, other in zip(found, plain, strict=True) if one.seats]
    shares = [mean_score(one) / mean_score(other) for one, other in pairs]
    people = np.mean([len(room.seats) for room, _ in pairs])
    organisations = np.mean([len({s.person.page.organisation for s in room.seats} - {""}) for room, _ in pairs])
    sectors = np.mean([len({s.sector for s in room.seats} - {None}) for room, _ in pairs])
    return f"{np.mean(shares):.2f} | {min(shares):.2f} | {people:.1f} | {organisations:.1f} | {sectors:.1f}"


def mean_score(room: Room) -> float:
    """Return the mean score of those in a room."""
    return float(np.mean([seat.person.score for seat in room.seats]))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=8)
    size = parser.parse_args().size
    settings = load_config().settings
    searcher = LiveSearcher(settings.index, settings.runtime).current()
    stated, kept = convening.BALANCES, convening.KEPT
    plain = rooms(searcher, size, (1.0,), 0.0)
    print("| balance | relevance | at worst | people | organisations | sectors |\n|---|---|---|---|---|---|")
    for balance in (0.3, *stated):
        print(f"| {balance} | {figures(rooms(searcher, size, (balance,), 0.0), plain)} |")
    print(f"| as it is, at least {kept} | {figures(rooms(searcher, size, stated, kept), plain)} |")
    searcher.close()


if __name__ == "__main__":
    main()
