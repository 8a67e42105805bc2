"""Sections: every word of a page is in one block of one section, in order, and words that stand apart stay apart."""

from __future__ import annotations

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.sections import Section, sections_of


def sections(html: str) -> tuple[Section, ...]:
    """Return the sections of a fragment."""
    return sections_of(lxml.html.fragment_fromstring(html, create_parent="div"))


def blocks(html: str) -> list[str]:
    """Return the blocks of all sections."""
    return [block for section in sections(html) for block in section.blocks]


def test_a_section_knows_its_heading_and_those_above_it() -> None:
    """The path is what a passage is shown under; a heading of the same level ends the one before."""
    found = sections(
        "<p>Before</p><h2 id='a'>One</h2><p>1</p><h3 id='b'>Two <em>of</em></h3><p>2</p><h4 id='c'>Three</h4>"
        "<h3 id='d'>Four</h3><p>4</p><h2 id='e'>Five</h2><h4 id='f'>Six</h4>"
    )
    assert found == (
        Section("", "", 1, (), ("Before",)),
        Section("a", "One", 2, ("One",), ("1",)),
        Section("b", "Two of", 3, ("One", "Two of"), ("2",)),
        Section("c", "Three", 4, ("One", "Two of", "Three"), ()),
        Section("d", "Four", 3, ("One", "Four"), ("4",)),
        Section("e", "Five", 2, ("Five",), ()),
        Section("f", "Six", 4, ("Five", "Six"), ()),
    )


@pytest.mark.parametrize("html", ["", "  \n", "<p></p>", "<hr><div><br></div>", "<table><tr><td> </td></tr></table>"])
def test_a_page_without_words_has_no_sections(html: str) -> None:
    """A rule or an empty table is nothing to search."""
    assert sections(html) == ()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>one<br>two</p>", ["one two"]),
        ("<p>w<b>or</b>d, <i>and</i>\n  space</p>", ["word, and space"]),
        ("<ul><li>a<ul><li>b</li><li>c</li></ul>d</li><li><p>e</p><p>f</p></li></ul>", ["a", "b", "c", "d", "e", "f"]),
        ("<div>loose <b>x</b> tail<p>para</p> after</div>", ["loose x tail", "para", "after"]),
        ("loose<p>para</p>end", ["loose", "para", "end"]),
        ("<blockquote><p>a</p><pre><code>b\n  c</code></pre></blockquote>", ["a", "b c"]),
        ("<dl><dt>Term</dt><dd>Sense</dd></dl>", ["Term", "Sense"]),
        ("<details><summary>More</summary>inside</details>", ["More", "inside"]),
        ("<p>a <span>b <b>c</b></span></p><span>d<p>e</p></span>", ["a b c", "d", "e"]),
    ],
)
def test_each_paragraph_item_and_term_is_a_block_of_its_own(html: str, expected: list[str]) -> None:
    """Lines apart are words apart; letters set in bold within a word are not."""
    assert blocks(html) == expected


def test_a_row_of_a_table_is_one_block_with_its_cells_apart() -> None:
    """A cell alone says nothing; paragraphs inside a cell don't run together."""
    html = (
        "<table><caption>Costs</caption><thead><tr><th>City</th><th>Cost</th></tr></thead>"
        "<tbody><tr><td>Leeds</td><td><p>1</p><p>per head</p></td></tr>"
        "<tr><td></td><td>2<br>each</td></tr></tbody></table>"
    )
    assert blocks(html) == ["Costs", "City | Cost", "Leeds | 1 per head", "2 each"]


def test_the_marks_of_footnotes_are_no_words() -> None:
    """`trust<sup>1</sup>` would otherwise be the word trust1, which nobody searches for."""
    html = (
        "<p>We trust<sup><a class='footnote-ref' href='#fn:1'>1</a></sup>, mostly.</p>"
        "<div class='footnote'><p>Not always <a class='footnote-backref' href='#r'><b>↩</b></a></p></div>"
    )
    assert blocks(html) == ["We trust, mostly.", "Not always"]


_WORDS = st.sampled_from(["one", "two", "three"])


def _element(drawn: tuple[str, list[str]]) -> str:
    tag, inner = drawn
    if tag == "table":
        return f"<table><tr>{''.join(f'<td>{cell}</td>' for cell in inner)}</tr></table>"
    return f"<{tag}>{' '.join(inner)}</{tag}>"


_TREE = st.recursive(
    _WORDS,
    lambda inner: st.tuples(
        st.sampled_from(["p", "div", "ul", "li", "b", "h2", "h4", "blockquote", "a", "table"]),
        st.lists(inner, max_size=3),
    ).map(_element),
    max_leaves=15,
)


@given(st.lists(_TREE, max_size=4).map(" ".join))
@settings(derandomize=True, deadline=None, max_examples=300)
def test_no_word_is_lost_doubled_or_moved(html: str) -> None:
    """However elements are nested, sections hold the words of the tree in its order, headings and cells included."""
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    found = [
        word for section in sections_of(root) for text in (section.title, *section.blocks) for word in text.split()
    ]
    assert [word for word in found if word != "|"] == " ".join(root.itertext()).split()
