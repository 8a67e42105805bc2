"""Which texts of different people are near: against a slow oracle, and against pairs that people judged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.encoder import Encoder
from indexer.matching import FLOOR, PER_PAIR, PER_TEXT, Met, met
from indexer.words import unit

JUDGED = Path(__file__).with_name("asks_and_offers.tsv")


def by_hand(first: np.ndarray, owners: list[int], second: np.ndarray, others: list[int]) -> list[Met]:
    """All pairs, one after the other, the nearest first; each is kept while nobody has too many."""
    found = []
    for a, vector in enumerate(first):
        for b, other in enumerate(second):
            cosine = round(float(np.float32(vector @ other).round(4)), 4)
            if owners[a] != others[b] and cosine >= FLOOR:
                found.append(Met(a, b, cosine))
    kept: list[Met] = []
    for one in sorted(found, key=lambda one: (-one.cosine, one.first, one.second)):
        same_first = sum(other.first == one.first for other in kept)
        same_second = sum(other.second == one.second for other in kept)
        pair = (owners[one.first], others[one.second])
        same_pair = sum((owners[other.first], others[other.second]) == pair for other in kept)
        if same_first < PER_TEXT and same_second < PER_TEXT and same_pair < PER_PAIR:
            kept.append(one)
    return kept


@pytest.mark.parametrize("seed", range(6))
def test_met_is_what_comparing_all_finds(seed: int) -> None:
    """Blocks, the cut at the nearest few and the limits change nothing that a plain loop would find."""
    random = np.random.default_rng(seed)
    first, second = (unit(random.standard_normal((size, 4)).astype(np.float32)) for size in (30, 40))
    owners, others = random.integers(0, 9, 30), random.integers(0, 9, 40)
    found = met(first, owners, second, others)
    assert found
    assert found == by_hand(first, owners.tolist(), second, others.tolist())


def test_more_texts_than_a_block_are_all_compared() -> None:
    """The last of a thousand asks meets the offer that says the same."""
    vectors = np.eye(1100, dtype=np.float32)
    found = met(vectors, np.zeros(1100, np.int64), vectors[[3, 1099]], np.ones(2, np.int64))
    assert [(one.first, one.second) for one in found] == [(3, 0), (1099, 1)]


def test_nothing_to_compare() -> None:
    """Without asks, or without offers, nothing is met and nothing breaks."""
    some, none = np.eye(2, dtype=np.float32), np.empty((0, 2), np.float32)
    nobody = np.empty(0, np.int64)
    assert met(some, np.zeros(2, np.int64), none, nobody) == []
    assert met(none, nobody, some, np.zeros(2, np.int64)) == []


def test_the_floor_parts_what_people_judged(encoder: Encoder) -> None:
    """Of sixty pairs written by hand, half of which match: nine in ten that it lets through do, and it lets most."""
    rows = [line.split("\t") for line in JUDGED.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 60
    asks, offers = (encoder.encode_passages([row[column] for row in rows]) for column in (1, 2))
    let_through = (asks * offers).sum(axis=1) >= FLOOR
    matches = np.array([row[0] == "yes" for row in rows])
    right = int((let_through & matches).sum())
    assert right / let_through.sum() >= 0.88
    assert right / matches.sum() >= 0.85
