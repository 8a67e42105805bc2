"""Headings that link to themselves, and links that have lost their words."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.choices import Kind
from kb.links import LinkTargets
from kb.page import EntryHead, Page
from kb.rendering import Rendered, Renderer, sanitised
from tests.oracle import dangers

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
    "heading",
    [
        "## See [this](https://example.org)",
        "<h2>A <div>box</div></h2>",
        "<h2><ul><li>x</li></ul></h2>",
        '<a href="https://example.org">\n\n## A\n\n</a>',
    ],
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


@pytest.mark.parametrize(
    "heading",
    [
        '<h2 id="a&quot; onclick=&quot;alert(1)">A</h2>',
        "<h2 id=\"javascript:alert(1)\" onclick='alert(1)'>A</h2>",
        '<h2 name="//evil.example/">A</h2>',
        "## A {: #x onclick=alert(1) href=javascript:alert(1) class=evil style=color:red }",
        "## A <img src=x onerror=alert(1)>",
        "## A <script>alert(1)</script>",
        "## `<script>alert(1)</script>`",
        "## [A](javascript:alert(1))",
        "## A <svg onload=alert(1)><a xlink:href=javascript:alert(1)>x</a></svg>",
        "## _search",
    ],
)
def test_nothing_rides_along_with_a_heading(render: Render, heading: str) -> None:
    """What an author puts into a heading or its anchor neither leaves its place nor changes where the link leads."""
    rendered = render(f"{heading}\n\ntext")
    assert dangers(rendered.html) == []
    assert sanitised(rendered.html) == rendered.html
    assert misled(rendered.html) == []


def misled(html: str) -> list[str]:
    """Return the self-links, as a browser reads them, that aren't all of one heading or don't lead to it."""
    found = []
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    for parent in tree.iter():
        for link in parent:
            if "section-link" not in link.get("class", "").split():
                continue
            alone = len(parent) == 1 and not (parent.text or "").strip() and not (link.tail or "").strip()
            nested = [inner for inner in link.iter("a") if inner is not link]
            leads = unquote(link.get("href", "")) == f"#{parent.get('id')}"
            if not (re.fullmatch("h[2-6]", str(parent.tag)) and alone and leads and not nested):
                found.append(f"<{parent.tag} id={parent.get('id')}> {link.get('href')}")
    return found


@pytest.mark.parametrize(
    "html",
    [
        '<h2 id="a"><a class="section-link" href="#b">A</a></h2>',
        '<h2 id="a"><a class="section-link" href="#a">A</a> more</h2>',
        '<p id="a"><a class="section-link" href="#a">A</a></p>',
    ],
)
def test_the_oracle_sees_a_link_that_misleads(html: str) -> None:
    """An oracle that finds nothing in anything would let the test below pass."""
    assert misled(html)


_PIECES = st.sampled_from([
    "\n\n", "\n", " ", "# ", "## ", "### ", "A", "b c", "*", "**", "`", "[x](y)", "[^1]", "[^1]: n", "<h2>", "</h2>",
    "<h3 id=a>", "</h3>", "<a>", "<a href=/x>", "</a>", "<div>", "</div>", "<b>", "</b>", "<br>", "<p>", "![i](j)",
    "- ", "> ", "    ", "{: #a }", "&amp;", "<h2 id=a>A</h2>", "A\n---\n", "日本", "<summary>", "<details>",
])  # fmt: skip


@given(st.lists(_PIECES, max_size=24).map("".join))
@settings(derandomize=True, deadline=None, max_examples=500)
def test_every_link_of_a_heading_leads_to_it(body: str) -> None:
    """Whatever the heading is made of, a browser finds one link around all of it, to its own, unique anchor."""
    page = Page("stories/here", Kind.STORY, EntryHead(title="Here"), body, "stories/here.md")
    html = Renderer(LinkTargets([page])).render_page(page).html
    assert misled(html) == []
    ids = [element.get("id") for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter()]
    named = [name for name in ids if name]
    assert len(named) == len(set(named))
