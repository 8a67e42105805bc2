"""Practitioners who did something near: by hand, with three entries that point in known directions."""

from __future__ import annotations

import numpy as np

from indexer.alike import SHOWN, Alike, alike

# Entries 0 and 1 are near (cosine 0.8), 2 is far from both; 3 is just below the floor to 0.
PAGES = np.array([[1, 0, 0], [0.8, 0.6, 0], [0, 0, 1], [0.47, -0.88267, 0]], np.float32)


def work(*entries: list[int]) -> list[np.ndarray]:
    return [np.array(own, np.int64) for own in entries]


def test_near_entries_make_people_alike() -> None:
    """Both are named on the page of the other, with the two entries; who did something else isn't."""
    assert alike(work([0], [1], [2]), PAGES) == [Alike(0, 1, 0, 1), Alike(1, 0, 1, 0)]


def test_the_same_entry_is_no_reason() -> None:
    """Two who only took part in one and the same entry are not alike for that; a near one beside it is a reason."""
    assert alike(work([0], [0]), PAGES) == []
    assert alike(work([0, 2], [0, 1]), PAGES) == []
    assert alike(work([0, 2], [2, 1]), PAGES) == [Alike(0, 1, 0, 1), Alike(1, 0, 1, 0)]


def test_a_hair_below_the_floor_is_not_near() -> None:
    """0.47 isn't 0.48."""
    assert alike(work([0], [3]), PAGES) == []


def test_several_who_share_an_entry_are_named_once() -> None:
    """Ten authors of one entry don't fill the page of somebody who did something near."""
    found = alike(work([0], *[[1]] * 10), PAGES)
    assert [one for one in found if one.person == 0] == [Alike(0, 1, 0, 1)]


def test_lists_are_short() -> None:
    """However many there are."""
    pages = np.tile(np.array([[1, 0]], np.float32), (20, 1))
    found = alike(work(*[[entry] for entry in range(20)]), pages)
    assert all(sum(one.person == person for one in found) == SHOWN for person in range(20))
    assert all(one.person != one.other for one in found)


def test_people_without_work_are_left_out() -> None:
    """Nobody is alike who has done nothing here."""
    assert alike(work([], [0], []), PAGES) == []
    assert alike([], PAGES) == []


def test_colleagues_do_not_stand_in_the_way_of_others() -> None:
    """Fifty people who did the same together are no candidates for each other, and leave room for somebody else."""
    pages = np.array([[1, 0], [0.8, 0.6]], np.float32)
    work = [np.array([0])] * 50 + [np.array([1])]
    found = alike(work, pages)
    assert {(one.person, one.other) for one in found} >= {(place, 50) for place in range(50)}
