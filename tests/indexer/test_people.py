"""Who knows about it: votes of pages for people."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from indexer.catalog import Involved
from indexer.people import REASONS, VOTERS, ExpertIndex
from kb.choices import Role

ANN, BEN, CAT = 100, 101, 102


def scores(index: ExpertIndex, ranked: list[int], k: int = 10, without: Collection[int] = ()) -> dict[int, float]:
    return {expert.person: expert.score for expert in index.experts(ranked, k, without)}


def test_votes_by_hand() -> None:
    """A page at rank r gives 1/(60 + r); the sum is divided by the fourth root of the pages somebody is in.

    Ann: (1/61 + 1/63) / 2^0.25 = 0.027132; Ben: 1/62 / 1 = 0.016129.
    """
    index = ExpertIndex([Involved(0, ANN, Role.AUTHOR), Involved(1, BEN, Role.AUTHOR), Involved(2, ANN, Role.AUTHOR)])
    assert scores(index, [0, 1, 2]) == pytest.approx({ANN: 0.027132, BEN: 0.016129}, abs=1e-6)


@pytest.mark.parametrize(
    ("role", "weight"), [(Role.AUTHOR, 1.0), (Role.PRACTITIONER, 1.0), (Role.CONTACT, 0.8), (Role.EDITOR, 0.3)]
)
def test_roles_weigh(role: Role, weight: float) -> None:
    """Whoever wrote or did it knows more about it than whoever edited the page."""
    assert scores(ExpertIndex([Involved(0, ANN, role)]), [0]) == pytest.approx({ANN: weight / 61})


def test_two_roles_in_one_page_are_one_vote() -> None:
    """An author who is also the contact is counted once, by the weightier part, whichever is stored first."""
    for roles in ((Role.CONTACT, Role.AUTHOR), (Role.AUTHOR, Role.CONTACT)):
        index = ExpertIndex([Involved(0, ANN, role) for role in roles])
        expert = index.experts([0], 1)[0]
        assert expert.score == pytest.approx(1 / 61)
        assert expert.evidence == ((0, Role.AUTHOR),)


def test_the_most_prolific_do_not_always_win() -> None:
    """One page on the question by somebody who wrote no other beats two by somebody who writes about everything."""
    everything = [Involved(page, ANN, Role.AUTHOR) for page in range(200)]
    index = ExpertIndex([*everything, Involved(500, BEN, Role.AUTHOR)])
    assert list(scores(index, [500, 0, 1])) == [BEN, ANN]
    assert list(scores(ExpertIndex([*everything[:2], Involved(500, BEN, Role.AUTHOR)]), [500, 0, 1])) == [ANN, BEN]


def test_the_left_out_are_left_out() -> None:
    """Whoever is named on the page asked about makes room for the next; ties go to the smaller number."""
    index = ExpertIndex(Involved(0, person, Role.AUTHOR) for person in (CAT, ANN, BEN))
    assert list(scores(index, [0], 2)) == [ANN, BEN]
    assert list(scores(index, [0], 2, without={ANN})) == [BEN, CAT]


def test_reasons_are_the_pages_that_speak_most() -> None:
    """Three pages at most, strongest vote first: editing the best page says less than writing one further down."""
    roles = [Role.EDITOR, Role.AUTHOR, Role.AUTHOR, Role.CONTACT, Role.AUTHOR]
    index = ExpertIndex(Involved(page, ANN, role) for page, role in enumerate(roles))
    evidence = index.experts([0, 1, 2, 3, 4], 1)[0].evidence
    assert len(evidence) == REASONS
    assert evidence == ((1, Role.AUTHOR), (2, Role.AUTHOR), (4, Role.AUTHOR))


def test_pages_far_down_have_no_vote() -> None:
    """Only the best hundred pages speak; the hundred and first recommends nobody."""
    index = ExpertIndex([Involved(VOTERS, ANN, Role.AUTHOR), Involved(VOTERS - 1, BEN, Role.AUTHOR)])
    assert list(scores(index, list(range(VOTERS + 1)))) == [BEN]


def test_nobody_is_recommended_for_pages_without_people() -> None:
    """Pages nobody is named on, or no pages at all, recommend nobody."""
    index = ExpertIndex([Involved(0, ANN, Role.AUTHOR)])
    assert index.experts([5, 6], 3) == []
    assert index.experts([], 3) == []


def test_people_of_a_page() -> None:
    """Every part counts as taking part, whatever its weight."""
    index = ExpertIndex([Involved(0, ANN, Role.EDITOR), Involved(0, BEN, Role.AUTHOR), Involved(1, CAT, Role.AUTHOR)])
    assert index.of_page(0) == {ANN, BEN}
    assert index.of_page(7) == set()
