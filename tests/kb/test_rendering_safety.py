"""No payload survives in a page's HTML, judged by a second parser and the URL standard, not by what wrote the HTML."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.choices import Kind
from kb.links import LinkTargets
from kb.page import EntryHead, Page
from kb.rendering import Rendered, Renderer, UnrenderableError, plain_page, sanitised
from tests.oracle import dangers, scheme
from tests.payloads import LISTS, dompurify, owasp, payloadbox

Render = Callable[..., Rendered]


@pytest.mark.parametrize(
    ("html", "danger"),
    [
        ("<script>x</script>", "<script>"),
        ("<p onclick=x>", "p onclick"),
        ("<svg><a xlink:href=x>", "<{http"),
        ("<a href='java\tscript:x'>", "href javascript:"),
        ("<a href='\x01 JaVaScRiPt:x'>", "href javascript:"),
        ("<a href=data:x>", "href data:"),
        ("<p style=x>", "p style"),
        ("<p class='table usa-nav'>", "class usa-nav"),
        ("<p id=_search>", "id _search"),
        ("<img src=x>", "<img>"),
        ("<!-- x -->", "<<"),
    ],
)
def test_the_oracle_sees_each_kind_of_danger(html: str, danger: str) -> None:
    """An oracle that finds nothing in anything would let every test below pass."""
    assert any(found.startswith(danger) for found in dangers(html))


PLACES = {
    "inline": "Some {} words",
    "heading": "## {}\n\ntext",
    "list": "- {}\n- b",
    "table": "| a | b |\n|---|---|\n| {} | x |",
    "link target": "[x]({})",
    "link title": '[x](a "{}")',
    "link definition": "[x]\n\n[x]: {}",
    "image": "![{0}]({0})",
    "attribute": '<a title="{0}" href="{0}">x</a>',
    "unquoted": "<a href={}>x</a>",
    "autolink": "<{}>",
    "footnote": "a[^1]\n\n[^1]: {}",
    "element": '<div markdown="1">\n\n{}\n\n</div>',
    "attribute list": "text\n{{: {} }}",
    "code": "```{0}\n{0}\n```",
}


def _shown(render: Render, body: str) -> Rendered:
    """Return a body as it is shown: what can't be rendered is plain text."""
    try:
        return render(body)
    except UnrenderableError as error:
        return plain_page(
            Page("stories/here", Kind.STORY, EntryHead(title="Here"), body, "stories/here.md"), str(error)
        )


@pytest.mark.parametrize("name", LISTS)
def test_no_payload_survives_as_a_paragraph(render: Render, shared: Path, name: str) -> None:
    """Every published payload of three lists, and the result is clean in the sense that cleaning changes nothing."""
    plain = 0
    for payload in LISTS[name](shared):
        shown = _shown(render, payload)
        plain += bool(shown.problem)
        assert dangers(shown.html) == [], payload
        assert shown.problem or sanitised(shown.html) == shown.html, payload
    assert plain <= 8


@pytest.mark.parametrize("place", PLACES)
def test_no_payload_survives_in_any_other_place(render: Render, shared: Path, place: str) -> None:
    """All of the sharper lists and every fortieth of the long one, in each position that Markdown has."""
    plain = 0
    for payload in [*dompurify(shared), *owasp(shared), *payloadbox(shared)[::40]]:
        shown = _shown(render, PLACES[place].format(payload))
        plain += bool(shown.problem)
        assert dangers(shown.html) == [], payload
        assert shown.problem or sanitised(shown.html) == shown.html, payload
    assert plain <= 8


def test_titles_and_sections_are_text_that_must_be_escaped_where_they_are_shown(render: Render) -> None:
    """Sections hold what readers see: code about HTML keeps its signs, and is no HTML there."""
    rendered = render("## `<b>` and &lt;i&gt;\n\n`<script>`")
    assert rendered.sections[0].title == "<b> and <i>"
    assert rendered.sections[0].blocks == ("<script>",)
    assert dangers(rendered.html) == []


@pytest.mark.parametrize(
    "href", ["javascript:x", "java\nscript:x", "&#106;avascript:x", "\x01javascript:x", "vbscript:"]
)
def test_addresses_that_run_are_never_links(render: Render, href: str) -> None:
    """Neither in the HTML nor among the links that are reported or stored."""
    for body in (f"[x]({href})", f'<a href="{href}">x</a>', f"[x][y]\n\n[y]: {href}"):
        rendered = render(body)
        assert dangers(rendered.html) == []
        assert not [link for link in rendered.links if "script" in scheme(link.target.href)]


_SIGNS = """
    <script> </script> <style> </style> <svg> </svg> <math> <mtext> <img src=x onerror=alert(1)> <a href= javascript:
    &#106; &Tab; &colon; <p </p> <div <!-- --> --!> <![CDATA[ ]]> ` ``` ~~~ * ** _ [x]( ) ![ ]: [x] # > - | |---| " ' \\
    onclick= style= <noscript> </noscript> <textarea> </title> <iframe srcdoc= <table> <td> <form> <select> <template>
    {: } {#x} markdown="1" xmlns= data:text/html, alert(1) &lt; &amp;lt; &#x3C; < > text
"""
_PIECES = st.sampled_from([*_SIGNS.split(), *"\n\t \x0c\u2028", "\n\n"])


@given(st.lists(_PIECES, max_size=30).map("".join))
@settings(derandomize=True, deadline=None, max_examples=600)
def test_no_mixture_of_markdown_and_html_becomes_dangerous(body: str) -> None:
    """Halves of a payload in two dialects must not add up to a whole when both parsers have had their turn."""
    page = Page("stories/here", Kind.STORY, EntryHead(title="Here"), body, "stories/here.md")
    html = _shown(lambda _: Renderer(LinkTargets([page])).render_page(page), body).html
    assert dangers(html) == []
    assert dangers(sanitised(html)) == []
