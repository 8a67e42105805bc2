"""Nothing that is dropped from a page takes text along that stands outside of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.choices import Kind
from kb.links import LinkTargets
from kb.page import EntryHead, Page
from kb.rendering import Rendered, Renderer, UnrenderableError, plain_page


@pytest.mark.parametrize("name", ["script", "style", "iframe", "object", "svg", "textarea", "title", "TEMPLATE"])
def test_nothing_behind_an_element_is_lost(render: Callable[..., Rendered], name: str) -> None:
    """Closed, it goes with what it holds; left open, it is text."""
    assert render(f"One <{name}>two</{name}> three\n\nfour").html == "<p>One  three</p>\n<p>four</p>"
    left_open = render(f"One <{name}> two\n\nthree *four*")
    assert left_open.html == f"<p>One &lt;{name}&gt; two</p>\n<p>three <em>four</em></p>"
    assert left_open.shown_as_text == (name.lower(),)


@pytest.mark.parametrize("name", ["path", "domain", "list", "set", "text", "in", "mi", "annotation-xml", "String"])
def test_a_tag_that_html_does_not_know_is_text(render: Callable[..., Rendered], name: str) -> None:
    """Placeholders of documentation are names of drawings and formulas, and were dropped with what follows them."""
    rendered = render(f"Run <{name}> and *then* </{name}> this")
    assert rendered.html == f"<p>Run &lt;{name}&gt; and <em>then</em> &lt;/{name}&gt; this</p>"
    assert rendered.shown_as_text == (name.lower(),)


def test_drawings_go_whole_and_nothing_with_them(render: Callable[..., Rendered]) -> None:
    """Closed ones hold no text to read; tags of other programs' namespaces never do."""
    rendered = render(
        'One <svg viewBox="0 0 1 1"><path d="M0"/></svg> two <svg/> three <o:p></o:p> <my-tag>four</my-tag>'
    )
    assert " ".join(re.sub(r"<[^>]*>", " ", rendered.html).split()) == "One two three four"
    assert rendered.shown_as_text == ()


_OPENERS = st.sampled_from(
    "<script> <style> <SVG> <math> <object> <iframe> <textarea> <title> <template> <!-- <path> <b> <div>"
    " <li> <table> <td> <mi> <list> <select> <p> **a** `b` - # > <x:y>".split()
)


@given(st.lists(st.tuples(_OPENERS, st.sampled_from([" ", "\n", "\n\n"])), max_size=12))
@settings(derandomize=True, deadline=None, max_examples=400)
def test_no_word_is_lost_behind_tags_that_are_never_closed(tags: list[tuple[str, str]]) -> None:
    """In any order and mixture: every word between them is in the text of the page, in one way or another."""
    body = "".join(f"{tag} word{number}{blank}" for number, (tag, blank) in enumerate(tags))
    page = Page("stories/here", Kind.STORY, EntryHead(title="Here"), body, "stories/here.md")
    try:
        html = Renderer(LinkTargets([page])).render_page(page).html
    except UnrenderableError as error:
        html = plain_page(page, str(error)).html
    assert [number for number in range(len(tags)) if not re.search(rf"word{number}(?!\d)", html)] == []
