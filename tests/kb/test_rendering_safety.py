"""No payload survives in a page's HTML, judged by a second parser and the URL standard, not by what wrote the HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.choices import Kind
from kb.links import LinkTargets
from kb.page import EntryHead, Page
from kb.rendering import Rendered, Renderer, sanitised

Render = Callable[..., Rendered]

ELEMENTS = """
    h1 h2 h3 h4 h5 h6 p br hr pre code blockquote ul ol li dl dt dd strong b em i u s del ins sub sup small mark abbr
    cite q kbd samp var a table caption thead tbody tfoot tr th td div span section details summary figure figcaption
""".split()
ATTRIBUTES = "href title id class rel align colspan rowspan scope start open tabindex".split()
CLASSES = "footnote table footnote-ref footnote-backref section-link image".split()
SCHEMES = "http https mailto tel".split()


def dangers(html: str) -> list[str]:
    """Return every element, attribute, class and address in `html` that a page may not hold."""
    found = []
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        if element.tag not in ELEMENTS:
            found.append(f"<{element.tag}>")
            continue
        for name, value in element.attrib.items():
            if name not in ATTRIBUTES:
                found.append(f"{element.tag} {name}")
            elif name == "class":
                found += [f"class {word}" for word in value.split() if word not in CLASSES]
            elif name == "id" and value.startswith("_"):
                found.append(f"id {value}")
            elif name == "href" and (scheme := _scheme(value)) not in {"", *SCHEMES}:
                found.append(f"href {scheme}:")
    return found


def _scheme(address: str) -> str:
    """Return the scheme a browser would see: C0 and blank are stripped at the ends, TAB, CR and LF everywhere."""
    seen = re.sub(r"[\t\n\r]", "", address.strip("".join(map(chr, range(0x21)))))
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", seen)
    return match[1].lower() if match else ""


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


def _dompurify(root: Path) -> Iterator[str]:
    yield from (case["payload"] for case in json.loads((root / "dompurify/expect.json").read_text(encoding="utf-8")))


def _owasp(root: Path) -> Iterator[str]:
    sheet = root / "owasp-xss-evasion/cheatsheets/XSS_Filter_Evasion_Cheat_Sheet.md"
    yield from re.findall(r"```[a-z]*\n(.*?)```", sheet.read_text(encoding="utf-8"), re.DOTALL)


def _payloadbox(root: Path) -> Iterator[str]:
    text = (root / "xss-payloadbox/Intruder/xss-payload-list.txt").read_text(encoding="utf-8", errors="replace")
    yield from (line for line in text.split("\n") if line.strip())


LISTS = {"dompurify": (_dompurify, 223), "owasp": (_owasp, 110), "payloadbox": (_payloadbox, 6613)}
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


@pytest.mark.parametrize("name", LISTS)
def test_no_payload_survives_as_a_paragraph(render: Render, shared: Path, name: str) -> None:
    """Every published payload of three lists, and the result is clean in the sense that cleaning changes nothing."""
    read, count = LISTS[name]
    payloads = list(read(shared / "hostile"))
    assert len(payloads) == count
    for payload in payloads:
        html = render(payload).html
        assert dangers(html) == [], payload
        assert sanitised(html) == html, payload


@pytest.mark.parametrize("place", PLACES)
def test_no_payload_survives_in_any_other_place(render: Render, shared: Path, place: str) -> None:
    """All of the sharper lists and every fortieth of the long one, in each position that Markdown has."""
    root = shared / "hostile"
    for payload in [*_dompurify(root), *_owasp(root), *list(_payloadbox(root))[::40]]:
        html = render(PLACES[place].format(payload)).html
        assert dangers(html) == [], payload
        assert sanitised(html) == html, payload


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
        assert not [link for link in rendered.links if "script" in _scheme(link.target.href)]


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
    html = Renderer(LinkTargets([page])).render_page(page).html
    assert dangers(html) == []
    assert dangers(sanitised(html)) == []
