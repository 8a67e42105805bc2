"""Headings that link to themselves, and links that have lost their words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kb.rendering import Rendered

Render = Callable[..., Rendered]
LINK = '<a class="section-link" href="#{0}" rel="noopener">{1}</a>'


@pytest.mark.parametrize(
    ("written", "anchor", "shown"),
    [
        ("How to do it", "how-to-do-it", "How to do it"),
        ("A *bold* `code` & more", "a-bold-code-more", "A <em>bold</em> <code>code</code> &amp; more"),
        ("日本語", "%E6%97%A5%E6%9C%AC%E8%AA%9E", "日本語"),
    ],
)
def test_a_heading_links_to_itself(render: Render, written: str, anchor: str, shown: str) -> None:
    """A reader can pass a section on without script, whatever the heading is made of."""
    assert LINK.format(anchor, shown) in render(f"## {written}\n\ntext").html


@pytest.mark.parametrize(
    "heading", ["## See [this](https://example.org)", "<h2>A <div>box</div></h2>", "<h2><ul><li>x</li></ul></h2>"]
)
def test_a_heading_that_holds_what_no_link_may_hold_stays_as_it_is(render: Render, heading: str) -> None:
    """Links within links, and boxes within links, are taken apart by browsers, and headings with them."""
    assert "section-link" not in render(f"{heading}\n\ntext").html


def test_the_text_of_sections_is_the_same_with_links(render: Render) -> None:
    """What is searched and quoted has no trace of them, nor have the links that are checked."""
    rendered = render("## How\n\nThus.")
    assert [(section.title, section.blocks) for section in rendered.sections] == [("How", ("Thus.",))]
    assert rendered.links == ()


def test_authors_cannot_make_links_look_like_those_of_headings(render: Render) -> None:
    """They have no underline, so in running text they would be hidden."""
    assert "section-link" not in render('text <a class="section-link" href="https://example.org">x</a>').html


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[](https://example.org/a/chart.png)", "chart.png"),
        ("[](https://example.org)", "example.org"),
        ('[](https://example.org/x "The title")', "The title"),
        ("[ ](mailto:ada@example.org)", "ada@example.org"),
        ("<a href='https://example.org/b'><b></b></a>", "b"),
    ],
)
def test_a_link_without_words_is_named_by_where_it_leads(render: Render, written: str, shown: str) -> None:
    """Generators drop what they can't expand; a link with nothing in it can't be seen, and is announced as nothing."""
    rendered = render(f"Before {written} after.")
    assert f">{shown}<" in rendered.html
    assert shown in rendered.sections[0].blocks[0], "what readers see is what is searched"


def test_a_link_that_leads_nowhere_gets_no_name(render: Render) -> None:
    """Without words and without address there is nothing to say."""
    assert render("Before [](#nowhere) after.").sections[0].blocks == ("Before after.",)
