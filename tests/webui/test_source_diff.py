"""What has changed in a text: nothing is lost, and lines far from a change are left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webui.source_diff import LONGEST, Piece, Stretch, compared

TEXTS = st.lists(st.sampled_from(["", "a", "b c", "b d", "*", "ä €"]), max_size=30).map("\n".join)


def rebuilt(stretches: tuple[Stretch, ...], without: str) -> str:
    """Return the text of all pieces but those with a mark."""
    return "".join(piece.text for stretch in stretches for piece in stretch.pieces if piece.mark != without)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_in_it(before: str, after: str) -> None:
    """Each stretch without what was put in stands in the old text, and without what was taken out in the new one."""
    stretches = compared(before, after)
    assert stretches is not None
    assert bool(stretches) == (before != after)
    for stretch in stretches:
        assert rebuilt((stretch,), "ins") in f"{before}\n"
        assert rebuilt((stretch,), "del") in f"{after}\n"
    shown = sum(piece.text.count("\n") for s in stretches for piece in s.pieces if piece.mark != "ins")
    assert shown + sum(stretch.left_out for stretch in stretches) <= before.count("\n") + 1


def test_one_word_of_a_long_line_is_marked_alone() -> None:
    """Paragraphs are single lines in Markdown: whole lines would hide what is new in them."""
    before = "The council met on Monday, and nobody from the hospital came to it."
    assert compared(before, before.replace("Monday", "Friday")) == (
        Stretch(
            0,
            (
                Piece("", "The council met on "),
                Piece("del", "Monday"),
                Piece("ins", "Friday"),
                Piece("", ", and nobody from the hospital came to it.\n"),
            ),
        ),
    )


def test_lines_far_away_are_counted_instead_of_shown() -> None:
    """A small change in a long page is seen at once."""
    lines = [f"line {number}" for number in range(100)]
    changed = [*lines[:50], "something else entirely", *lines[51:]]
    stretches = compared("\n".join(lines), "\n".join(changed))
    assert stretches is not None
    assert [stretch.left_out for stretch in stretches] == [47]
    assert rebuilt(stretches, "none").count("\n") == 8


def test_very_long_texts_are_not_compared() -> None:
    """A change of hundreds of thousands of lines doesn't keep a runner busy for an hour."""
    assert compared("a\n" * LONGEST, "") is None
