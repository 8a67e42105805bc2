"""Places: the line and column at which somebody who mends a file has to put the cursor."""

from __future__ import annotations

from kb.places import Place, place_at, places_of


def test_lines_and_columns_begin_at_one() -> None:
    """As editors count; the end of a line belongs to it."""
    text = "ab\ncd"
    assert [place_at(text, offset) for offset in (0, 2, 3, 5)] == [Place(1, 1), Place(1, 3), Place(2, 1), Place(2, 3)]


def test_the_places_of_a_link_are_those_that_hold_it_as_an_address() -> None:
    """A file's name in the prose above, or a longer address, is not the link."""
    text = "See b.md, [x](ab.md).\n[x](b.md)\n[y]( <b.md> 't')\n[z]: b.md\n<a href='b.md'>\n[x](b.md#c) [x](b.mdx)\n"
    assert places_of("b.md", text) == [Place(2, 5), Place(3, 7), Place(4, 6), Place(5, 10)]
    assert places_of("b.md#c", text) == [Place(6, 5)]
    assert places_of("gone.md", text) == []
    assert places_of("See", text) == [Place(1, 1)]
    assert places_of("b.md", "[x](b.md) [y](b.md)") == [Place(1, 5), Place(1, 15)]


def test_the_place_of_a_link_without_an_address_is_no_quote_in_prose() -> None:
    """Such a link is an error of its author, who has to find it."""
    text = 'He said "no" (or so). [x]() <a href="">y</a> [z](b.md) [w]( "title")\n'
    assert [place.column for place in places_of("", text)] == [27, 37, 60]
