"""Who knows about it: votes of pages for people."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pytest

from indexer.involved import Involved
from indexer.people import REASONS, VOTERS, ExpertIndex
from kb.choices import Role

ANN, BEN, CAT = 100, 101, 102


def scores(index: ExpertIndex, ranked: list[int], k: int = 10, without: Collection[int] = ()) -> dict[int, float]:
    return {expert.person: expert.score for expert in index.experts(ranked, k, without)}


def test_votes_by_hand() -> None:
    """A page at rank r gives 1/(1 + r)^1.25, and the most votes are 1.

    Ann: 1/2^1.25 + 1/4^1.25 = 0.597225; Ben: 1/3^1.25 = 0.253279, which is 0.424093 of it.
    """
    index = ExpertIndex([Involved(0, ANN, Role.AUTHOR), Involved(1, BEN, Role.AUTHOR), Involved(2, ANN, Role.AUTHOR)])
    assert scores(index, [0, 1, 2]) == pytest.approx({ANN: 1, BEN: 0.424093}, abs=1e-5)


@pytest.mark.parametrize(
    ("role", "weight"), [(Role.AUTHOR, 1.0), (Role.PRACTITIONER, 1.0), (Role.CONTACT, 0.8), (Role.EDITOR, 0.3)]
)
def test_roles_weigh(role: Role, weight: float) -> None:
    """Whoever wrote or did it knows more about it than whoever edited the page."""
    index = ExpertIndex([Involved(0, ANN, Role.AUTHOR), Involved(0, BEN, role)])
    assert scores(index, [0])[BEN] == pytest.approx(weight)


def test_two_roles_in_one_page_are_one_vote() -> None:
    """An author who is also the contact is counted once, by the weightier part, whichever is stored first."""
    for roles in ((Role.CONTACT, Role.AUTHOR), (Role.AUTHOR, Role.CONTACT)):
        index = ExpertIndex([*(Involved(0, ANN, role) for role in roles), Involved(0, BEN, Role.AUTHOR)])
        assert scores(index, [0]) == pytest.approx({ANN: 1, BEN: 1})
        assert index.experts([0], 1)[0].evidence == ((0, Role.AUTHOR),)


def test_the_most_prolific_do_not_always_win() -> None:
    """The best page outweighs the next by somebody who wrote two hundred others, on other questions."""
    everything = [Involved(page, ANN, Role.AUTHOR) for page in range(200)]
    index = ExpertIndex([*everything, Involved(500, BEN, Role.AUTHOR)])
    assert list(scores(index, [500, 0])) == [BEN, ANN]
    assert list(scores(index, [500, 0, 1])) == [ANN, BEN]


def test_pages_of_nobody_take_no_rank() -> None:
    """Otherwise whoever is further down a list would lose more by pages that speak for none of them."""
    index = ExpertIndex([Involved(0, ANN, Role.AUTHOR), Involved(1, BEN, Role.AUTHOR)])
    assert scores(index, [7, 0, 8, 9, 1]) == scores(index, [0, 1])


WORK = np.array([[1, 0], [1, 0], [0.6, 0.8], [0, 1]], np.float32)


def test_company_by_hand() -> None:
    """Somebody whose work is like that of whoever has most votes gains by it: twice their share of the likeness.

    Ann wrote 0, Ben 2, Cat 3, all pages of length 1: profiles are half of each. Votes by rank 0, 3, 2: Ann 1, Cat
    (2/3)^1.25 = 0.602400, Ben (2/4)^1.25 = 0.420448. Cubed: 1, 0.218606, 0.074325. What these are about: Ann
    (0.5, 0), Ben (0.3, 0.4), Cat (0, 0.5): (0.522298, 0.139033) in all. Likeness: Ann 0.261149, Ben 0.212303, Cat
    0.069516; as a share of the most 1, 0.812957 and 0.266194. So Ben has 0.420448 + 1.625914, Cat 0.6024 + 0.532388.
    """
    parts = [Involved(page, person, Role.AUTHOR) for page, person in ((0, ANN), (2, BEN), (3, CAT))]
    found = scores(ExpertIndex(parts, WORK), [0, 3, 2])
    assert found == pytest.approx({ANN: 3, BEN: 2.046362, CAT: 1.134788}, abs=1e-4)
    assert list(found) == [ANN, BEN, CAT]
    assert list(scores(ExpertIndex(parts), [0, 3, 2])) == [ANN, CAT, BEN]


def test_much_work_on_the_question_says_more_than_one_page() -> None:
    """Two pages on the subject make somebody more of an authority on it than one, even where only one was found."""
    parts = [Involved(0, CAT, Role.AUTHOR), Involved(1, ANN, Role.AUTHOR), Involved(2, BEN, Role.AUTHOR)]
    same = np.tile(np.array([1, 0], np.float32), (4, 1))
    by_votes = list(scores(ExpertIndex(parts, same), [0, 1, 2]))
    assert by_votes == [CAT, ANN, BEN]
    more = ExpertIndex([*parts, Involved(3, BEN, Role.AUTHOR)], same)
    assert list(scores(more, [0, 1, 2])) == [CAT, BEN, ANN]


def test_nothing_is_known_of_hidden_pages() -> None:
    """Hiding a page gives what an index without it gives: no vote, no rank, nothing about its people."""
    parts = [Involved(0, ANN, Role.AUTHOR), Involved(1, ANN, Role.AUTHOR), Involved(2, BEN, Role.AUTHOR)]
    parts += [Involved(3, CAT, Role.AUTHOR), Involved(3, BEN, Role.EDITOR)]
    whole = ExpertIndex(parts, WORK)
    for hidden in range(4):
        other = ExpertIndex([part for part in parts if part.page != hidden], WORK)
        ranked = [3, 0, 2, 1]
        found = {expert.person: expert.score for expert in whole.experts(ranked, 9, hidden={hidden})}
        assert found == pytest.approx(scores(other, ranked), abs=1e-6)
        assert all(hidden not in dict(expert.evidence) for expert in whole.experts(ranked, 9, hidden={hidden}))


def test_only_results_are_reasons() -> None:
    """A page that isn't among the results votes, and is not shown; nobody is recommended without any that is."""
    index = ExpertIndex([Involved(0, ANN, Role.AUTHOR), Involved(1, BEN, Role.AUTHOR), Involved(2, ANN, Role.AUTHOR)])
    [ann] = index.experts([0, 1, 2], 9, reasons={2})
    assert (ann.person, ann.evidence) == (ANN, ((2, Role.AUTHOR),))
    assert ann.score == pytest.approx(scores(index, [0, 1, 2])[ANN])


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
    # 1/3^1.25 = .253, 1/4^1.25 = .177, .3/2^1.25 = .126; the contact has .8/5^1.25 = .107, the last .106
    assert evidence == ((1, Role.AUTHOR), (2, Role.AUTHOR), (0, Role.EDITOR))


def test_pages_far_down_have_no_vote() -> None:
    """Only the best thousand pages speak; the one after recommends nobody."""
    others = [Involved(page, CAT, Role.AUTHOR) for page in range(VOTERS - 1)]
    index = ExpertIndex([*others, Involved(VOTERS, ANN, Role.AUTHOR), Involved(VOTERS - 1, BEN, Role.AUTHOR)])
    assert list(scores(index, list(range(VOTERS + 1)))) == [CAT, BEN]


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
