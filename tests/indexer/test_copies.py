"""What two texts share: runs of words, sentences, and what is new, by hand."""

from __future__ import annotations

import pytest

from indexer.copies import held, likeness, runs, shared_and_new
from kb.sections import Section

CAT = "The grey cat sat on the mat, and slept the whole afternoon."
DOG = "A brown dog chased two red foxes across the muddy field."
BIRD = "Many small birds flew over the northern mountains yesterday."


def test_runs_are_of_three_terms_and_end_with_the_text() -> None:
    """Stop words are no part of a run, endings don't count, and none goes on into the next text."""
    assert runs(["The cats sat on a mat; quietly."]) == {("cat", "sat", "mat"), ("sat", "mat", "quiet")}
    assert runs(["cat sat", "mat quietly"]) == frozenset()


def test_what_is_held_is_a_share_of_ones_own() -> None:
    """A page that stands whole within a longer one is held wholly; the longer one isn't."""
    short, long = runs([CAT]), runs([CAT, DOG])
    assert held(short, long) == 1
    assert 0 < held(long, short) < 1
    assert held(frozenset(), long) == 0, "a page without words is a copy of nothing"


def test_likeness_by_hand() -> None:
    """Two of four terms are shared; nothing is like nothing."""
    assert likeness(frozenset("abc"), frozenset("bcd")) == pytest.approx(2 / 4)
    assert likeness(frozenset(), frozenset()) == 0


def test_shared_sentences_and_new_sections() -> None:
    """A sentence with other small words is shared; a section is new if hardly any of its sentences are."""
    own = (
        Section("", "", 1, (), (f"{CAT} {DOG}",)),
        Section("known", "Known", 2, ("Known",), (CAT,)),
        Section("fresh", "Fresh", 2, ("Fresh",), (BIRD,)),
        Section("empty", "Empty", 2, ("Empty",), ()),
    )
    shared, new = shared_and_new(own, ["A grey cat sat upon that mat and then slept a whole afternoon."])
    assert shared == (CAT,)
    assert new == (DOG, "Fresh")
    assert shared_and_new(own, []) == ((), (CAT, DOG, "Known"))
