"""How often one person may lead the lists of a domain."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from indexer.involved import Expert
from indexer.leading import Cap, spread

ANN, BEN, CAT = 1, 2, 3


def experts(*scored: tuple[int, float]) -> list[Expert]:
    return [Expert(person, score, ()) for person, score in scored]


def leaders(lists: list[list[Expert]]) -> list[int]:
    return [found[0].person for found in lists]


def test_the_clearest_leads_stay() -> None:
    """Ann leads four pages and may lead two: she keeps those where she is furthest ahead."""
    lists = [experts((ANN, 1), (BEN, second)) for second in (0.9, 0.7, 0.95, 0.8)]
    found = spread(lists, [[0]] * 4, Cap(any=2))
    assert leaders(found) == [BEN, ANN, BEN, ANN]
    assert [one.person for one in found[0]] == [BEN, ANN], "she is still named, behind"


def test_nobody_leads_who_knows_much_less() -> None:
    """Where nobody else knows nearly as much, the one who does is asked again."""
    lists = [experts((ANN, 1), (BEN, 0.5))] * 3
    assert leaders(spread(lists, [[0]] * 3, Cap(any=1, nearly=0.6))) == [ANN] * 3
    assert leaders(spread(lists, [[0]] * 3, Cap(any=1, nearly=0.5))).count(ANN) == 1 + 1, "Ben may lead one, too"


def test_others_keep_their_order() -> None:
    """Only the one who leads instead moves."""
    lists = [experts((ANN, 1), (BEN, 0.9), (CAT, 0.8))] * 3
    found = spread(lists, [[0]] * 3, Cap(any=1))
    assert [[one.person for one in each] for each in found] == [[ANN, BEN, CAT], [BEN, ANN, CAT], [CAT, ANN, BEN]]


@pytest.mark.parametrize(("pages", "most"), [(1, 2), (20, 2), (21, 3), (100, 10)])
def test_how_many_may_be_led(pages: int, most: int) -> None:
    """A tenth, and two in the smallest domain."""
    assert Cap().of(pages) == most


def test_domains_are_counted_apart() -> None:
    """Who leads in one domain may lead in another; a page of both counts in both; pages without one are together."""
    lists = [experts((ANN, 1), (BEN, 0.9))] * 5
    found = spread(lists, [[0], [1], [0, 1], [], []], Cap(any=1))
    assert leaders(found) == [ANN, ANN, BEN, ANN, BEN]


def test_pages_nobody_is_recommended_for_do_not_count() -> None:
    """They neither fail nor make a domain larger than the lists that can be led."""
    lists: list[list[Expert]] = [[] for _ in range(30)]
    lists += [experts((ANN, 1), (BEN, 0.9))] * 5
    assert leaders(spread(lists, [[0]] * 35)[30:]).count(ANN) == 3, "two as of right, one since Ben leads two as well"


@pytest.mark.parametrize("seed", range(20))
def test_no_one_leads_more_than_may_be_while_others_could(seed: int) -> None:
    """In random libraries nobody is lost or added; who leads too much has lists where all others had led enough."""
    chance = random.Random(seed)
    lists = [
        sorted(
            (Expert(person, round(chance.uniform(0.7, 1), 2), ()) for person in chance.sample(range(12), 4)),
            key=lambda one: (-one.score, one.person),
        )
        for _ in range(60)
    ]
    domains = [[chance.randrange(3)] for _ in lists]
    cap = Cap(share=0.1, nearly=0)
    found = spread(lists, domains, cap)
    assert [sorted(one.person for one in each) for each in found] == [sorted(o.person for o in each) for each in lists]
    sizes = Counter(domain for [domain] in domains)
    led = Counter((domain, each[0].person) for [domain], each in zip(domains, found, strict=True))
    spent = {key for key, count in led.items() if count >= cap.of(sizes[key[0]])}
    stuck = Counter(
        (domain, each[0].person)
        for [domain], each in zip(domains, found, strict=True)
        if all((domain, one.person) in spent for one in each)
    )
    assert all(count - cap.of(sizes[key[0]]) <= stuck[key] for key, count in led.items())


def test_nothing_changes_by_being_done_again() -> None:
    """The same library gives the same lists."""
    lists = [experts((ANN, 1), (BEN, 0.9), (CAT, 0.8))] * 9
    assert spread(lists, [[0]] * 9) == spread(lists, [[0]] * 9)
