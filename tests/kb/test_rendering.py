"""Rendering: what authors write, in whatever dialect, becomes one orderly page whose links and anchors work."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.config import ShortcodeRule
from kb.links import LinkTargets
from kb.page import Page
from kb.rendering import Rendered, Renderer, UnrenderableError, plain_page, sanitised

Render = Callable[..., Rendered]


def outline(rendered: Rendered) -> list[tuple[int, str, str]]:
    """Return level, anchor and text of the headings in the HTML."""
    found = re.findall(r'<h(\d) id="([^"]*)">(.*?)</h\1>', rendered.html, re.DOTALL)
    return [(int(level), anchor, re.sub(r"<[^>]*>", "", text)) for level, anchor, text in found]


def links(rendered: Rendered) -> list[tuple[str, str]]:
    """Return text and address of the links in the HTML, an empty one for those that lead nowhere.

    Those by which headings link to themselves are left out.
    """
    return [
        (text, (re.search(r'href="([^"]*)"', attributes) or ["", ""])[1])
        for attributes, text in re.findall(r"<a([^>]*)>(.*?)</a>", rendered.html)
        if "section-link" not in attributes
    ]


# Headings


@pytest.mark.parametrize(
    ("body", "levels"),
    [
        ("# A\n\n## B\n\n### C", [2, 3, 4]),
        ("#### A\n\n##### B\n\n#### C", [2, 3, 2]),
        ("### A\n\n# B\n\n#### C\n\n## D", [2, 2, 3, 3]),
        ("# A\n\n# B", [2, 2]),
        ("# A\n\n###### B\n\n#### C\n\n##### D", [2, 3, 3, 4]),
        ("".join(f"{'#' * level} x{level}\n\n" for level in range(1, 7)), [2, 3, 4, 5, 6, 6]),
        ("A\n=\n\nB\n-\n", [2, 3]),
        ("<h5>A</h5>\n\n<h6>B</h6>", [2, 3]),
        ("> ## A\n\n- # B", [2, 2]),
    ],
)
def test_headings_go_down_from_two_without_a_gap_whatever_the_author_wrote(
    render: Render, body: str, levels: list[int]
) -> None:
    """The page's title is the one h1; readers who jump by headings miss no level, and children stay children."""
    rendered = render(body)
    assert [level for level, _, _ in outline(rendered)] == levels
    assert [section.level for section in rendered.sections] == levels


def test_a_first_heading_that_says_the_title_again_is_dropped_and_no_other(render: Render) -> None:
    """The page shows its title already; spelt a little differently it is still the title."""
    again = outline(render("# Peer-review!\n\nText\n\n# Peer review", title="Peer Review"))
    assert [text for _, _, text in again] == ["Peer review"]
    assert outline(render("## Peer review\n\nText", title="Peer review")) == [(2, "peer-review", "Peer review")]
    assert outline(render("# Other\n\n# Peer review", title="Peer review"))[0][2] == "Other"


def test_an_empty_heading_is_left_out_and_one_that_is_an_image_is_not(render: Render) -> None:
    """Screen readers announce a heading that says nothing; an image's description says something."""
    rendered = render("##\n\nText\n\n## <b> </b>\n\n## ![Our team](team.png)\n\nMore")
    assert [(level, text) for level, _, text in outline(rendered)] == [(2, "Image: Our team")]
    assert rendered.sections[-1].path == ("Image: Our team",)


def test_every_anchor_is_unique_and_headings_have_one(render: Render) -> None:
    """Two links to the same anchor lead to one place; the author's own ids give way to the first that has them."""
    rendered = render(
        "## Costs\n\n## Costs\n\n## Costs {#costs}\n\n## 🎉\n\n## !\n\n"
        '<p id="costs">x</p>\n\n<p id="own">y</p><p id="own">z</p>\n\n<a name="old">w</a>\n\n<p id="_search">s</p>'
    )
    ids = re.findall(r'id="([^"]*)"', rendered.html)
    assert len(ids) == len(set(ids))
    assert ids == ["costs-1", "costs-2", "costs", "section", "section-1", "own", "old"]
    assert [section.anchor for section in rendered.sections] == ids[:5]


# Links


@pytest.mark.parametrize(
    "anchor",
    ["who-we-are-ask", "whoweareask", "Who-We-Are-Ask", "who_we_are_ask", "who-we-are--ask", "who-we-are-%26-ask"],
)
def test_anchors_made_by_other_tools_find_the_heading(render: Render, anchor: str) -> None:
    """GitHub, Hugo, Jekyll and people differ in how a heading becomes an anchor."""
    rendered = render(f"## Who we are & ask\n\n[x](#{anchor})")
    assert links(rendered) == [("x", "#who-we-are-ask")]
    assert rendered.links[0].target.anchor == "who-we-are-ask"


def test_an_anchor_spelt_exactly_is_meant_exactly(render: Render) -> None:
    """`section-1-1` and `section-11` differ only in hyphens, which is what the tolerant look-up passes over."""
    rendered = render("## Section 1.1\n\n## Section 11\n\n[a](#section-1-1) [b](#section-11) [c](#Section11)")
    assert links(rendered) == [("a", "#section-1-1"), ("b", "#section-11"), ("c", "#section-1-1")]


def test_anchors_in_any_script_work_quoted_or_not(render: Render) -> None:
    """A page in Japanese links to its own headings."""
    rendered = render("## 日本語\n\n[x](#日本語) [y](#%E6%97%A5%E6%9C%AC%E8%AA%9E)")
    assert [address for _, address in links(rendered)] == ["#%E6%97%A5%E6%9C%AC%E8%AA%9E"] * 2
    assert [link.target.anchor for link in rendered.links] == ["日本語"] * 2


def test_links_lead_to_pages_and_say_so(render: Render, make_page: Callable[..., Page]) -> None:
    """The address is the page's on the site; what the author wrote is kept for the report."""
    rendered = render(
        "[a](../practices/other.md#costs) [b](https://example.org/x) [c](mailto:a@b.example)\n\n[ref]\n\n[ref]: other",
        make_page("practices/other"),
    )
    assert links(rendered) == [
        ("a", "/practices/other#costs"),
        ("b", "https://example.org/x"),
        ("c", "mailto:a@b.example"),
        ("ref", ""),
    ]
    assert [(link.href, link.target.page) for link in rendered.links] == [
        ("../practices/other.md#costs", "practices/other"),
        ("https://example.org/x", ""),
        ("mailto:a@b.example", ""),
        ("other", ""),
    ]
    assert 'rel="noopener"' in rendered.html


def test_a_link_that_leads_nowhere_keeps_its_words(render: Render) -> None:
    """Readers get the text without a dead link."""
    rendered = render("[gone](gone.md) [lost](#lost) [bad](javascript:alert(1))")
    assert links(rendered) == [("gone", ""), ("lost", ""), ("bad", "")]
    assert [link.href for link in rendered.links if not link.target.href] == ["gone.md", "#lost"]


def test_the_top_of_the_page_and_its_title_can_be_linked_to(render: Render) -> None:
    """Every page has a top; the heading that repeated the title, and its anchor, are gone from the body."""
    rendered = render("# Peer review\n\n[up](#top) [title](#peer-review) [over](#TOP) [it](#)", title="Peer review")
    assert links(rendered) == [("up", "#top"), ("title", "#top"), ("over", "#TOP"), ("it", "#top")]
    assert links(render("## Peer review\n\n[x](#peer-review)", title="Peer review")) == [("x", "#peer-review")]


# Dialects


def test_a_table_scrolls_in_a_box_that_the_keyboard_reaches(render: Render) -> None:
    """Wide tables must not push the page sideways; alignment is an attribute, since styles are not allowed."""
    rendered = render("| a | b |\n|---|--:|\n| 1 | 2 |\n\nAfter")
    assert re.sub(r"\n", "", rendered.html) == (
        '<div class="table" tabindex="0"><table><thead><tr><th>a</th><th align="right">b</th></tr></thead>'
        '<tbody><tr><td>1</td><td align="right">2</td></tr></tbody></table></div><p>After</p>'
    )


@pytest.mark.parametrize(
    ("body", "items"),
    [
        ("We do:\n- one\n- two\n", ["one", "two"]),
        ("We do:\n* one\n", ["one"]),
        ("We do:\n1. one\n2. two\n", ["one", "two"]),
        ("We do:\n+ one\nand more", ["one\nand more"]),
    ],
)
def test_a_list_may_follow_a_paragraph_at_once(render: Render, body: str, items: list[str]) -> None:
    """Forges show it as a list; without this, half of all lists run into their introduction."""
    rendered = render(body)
    assert re.findall(r"<li>(.*?)</li>", rendered.html, re.DOTALL) == items
    assert rendered.html.startswith("<p>We do:</p>")


@pytest.mark.parametrize(
    "body", ["In\n1986. A year", "```\ntext\n- code\n```", "2 *\n*3*", "x\n-5 degrees", "~~~\na\n- b\n~~~", "a\n- \nb"]
)
def test_what_merely_looks_like_a_list_is_none(render: Render, body: str) -> None:
    """A year at the start of a line, code, a product or a frost is no item."""
    assert "<li>" not in render(body).html


def test_footnotes_lead_there_and_back(render: Render) -> None:
    """Both ends are links whose targets exist on the page."""
    html = render("Trust[^a], *but*[^b].\n\n[^a]: Note one\n[^b]: Note two").html
    targets = re.findall(r'href="#([^"]*)"', html)
    assert targets == ["fn:a", "fn:b", "fnref:a", "fnref:b"]
    assert set(targets) <= set(re.findall(r'id="([^"]*)"', html))


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("![A chart](chart.png)", '<span class="image">Image: A chart</span>'),
        (
            "![A\n chart](https://h.example/c.png)",
            '<a href="https://h.example/c.png" rel="noopener">Image: A chart</a>',
        ),
        ("![](https://H.example:8/c.png)", '<a href="https://H.example:8/c.png" rel="noopener">Image at h.example</a>'),
        ("![<b>](data:image/png;base64,AA)", '<span class="image">Image: &lt;b&gt;</span>'),
        (
            "[![A](https://h.example/c.png)](#top)",
            '<a href="#top" rel="noopener"><span class="image">Image: A</span></a>',
        ),
        ("![](img/a%20chart.png?v=2)", '<span class="image">Image: a chart.png</span>'),
        ("![](img/%1b%00.png)", '<span class="image">Image: .png</span>'),
        ('![](a.png "A chart")', '<span class="image">Image: A chart</span>'),
        ("![](/)", '<span class="image">Image</span>'),
        ("<img src=//h.example/c.png alt=A onerror=x>", '<span class="image">Image: A</span>'),
    ],
)
def test_an_image_becomes_its_description(render: Render, body: str, html: str) -> None:
    """Pages load nothing from other hosts, who would learn who reads what; the words stay, with a link to the image."""
    assert render(body).html == f"<p>{html}</p>"


def test_words_around_an_image_and_a_table_stay_where_they_are(render: Render) -> None:
    """Replacing an element in a tree easily loses the text behind it."""
    rendered = render("a ![b](c.png) d\n\n<div>e<table><tr><td>f</td></tr></table>g</div>")
    assert [block for section in rendered.sections for block in section.blocks] == ["a Image: b d", "e", "f", "g"]
    assert re.sub(r"<[^>]*>", " ", rendered.html).split() == ["a", "Image:", "b", "d", "e", "f", "g"]
    assert rendered.html.endswith("</table></div>g</div>")


@pytest.mark.parametrize(
    ("pattern", "replace", "body", "text"),
    [
        (r"\{\{<\s*ref \"([^\"]*)\"\s*>\}\}", r"\1", '[x]({{< ref "b.md" >}})', "[x](b.md)"),
        (r"\{%[^%]*%\}", "", "a{% raw %}b{% endraw %}c", "abc"),
        (r"(?m)^:::.*\n", "", "::: note\nText\n:::\n", "Text\n"),
    ],
)
def test_shortcodes_of_site_generators_are_stripped_or_replaced_before_markdown(
    make_page: Callable[..., Page], pattern: str, replace: str, body: str, text: str
) -> None:
    """What the generator would have expanded must not be shown as braces, and may hold a link's target."""
    rules = (ShortcodeRule(pattern=pattern, replace=replace),)
    here = make_page("stories/here", body)
    plain = Renderer(LinkTargets([here])).render_page(make_page("stories/here", text))
    assert Renderer(LinkTargets([here]), rules).render_page(here) == plain


def test_code_is_shown_and_never_run(render: Render) -> None:
    """A practice may well be about HTML; a list in it gets no blank line, as one in the text does."""
    assert render("```\ntext\n- code\n```").html == '<pre tabindex="0"><code>text\n- code\n</code></pre>'
    assert render("`<script>`").html == "<p><code>&lt;script&gt;</code></p>"
    assert render("```html\n<b>x</b>\n```").html == '<pre tabindex="0"><code>&lt;b&gt;x&lt;/b&gt;\n</code></pre>'


def test_character_references_cannot_bring_control_characters_back(render: Render) -> None:
    """They would end the whole page's rendering, or reach a terminal as an escape sequence."""
    rendered = render("a&#27;[31m&#1;b\n\n![x&#2;y](c.png)\n\n<a href='http://h/&#3;z' title='&#4;t'>w</a>")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", rendered.html + repr(rendered.sections))
    assert [block for section in rendered.sections for block in section.blocks] == ["a[31mb", "Image: xy", "w"]


def test_unknown_elements_lose_their_tags_and_keep_their_words(render: Render) -> None:
    """Only what would run, load or take over the page goes with its content; comments are no words."""
    rendered = render(
        "<center>one</center> <font color=red>two</font> <my-tag>three</my-tag>\n\n<!-- hidden -->\n\n"
        "<script>four</script><style>five</style><svg><text>six</text></svg><iframe>seven</iframe>\n\n"
        "<form><button>eight</button></form>"
    )
    text = re.sub(r"<[^>]*>", " ", rendered.html).split()
    assert text == ["one", "two", "three", "eight"]


# Limits


def test_too_many_open_brackets_are_refused_before_the_parser_sees_them(render: Render) -> None:
    """200 in one paragraph's line pass, 201 don't; a new line, as in a list of links, starts over."""
    assert "[[[" in render("[" * 200).html
    assert render("[a](#top) " * 500 + "\n" + "[x\n" * 500).links
    with pytest.raises(UnrenderableError, match="more than 200 brackets are open at once"):
        render("text " + "[" * 201)


@pytest.mark.parametrize(
    "body",
    ["> " * 300 + "deep", "<div>" * 230 + "deep" + "</div>" * 230, "*a **a " * 150 + "deep" + " a** a*" * 150],
    ids=["quotes", "elements", "emphasis"],
)
def test_nesting_that_the_tree_would_cut_off_is_refused(render: Render, body: str) -> None:
    """Lxml leaves out, without a word, what lies deeper than 254 elements: text would be lost unnoticed."""
    with pytest.raises((UnrenderableError, RecursionError)):
        render(body)


def test_nesting_within_the_limit_keeps_its_words(render: Render) -> None:
    """Quotes of quotes of quotes in a long thread are rendered as such."""
    rendered = render("> " * 150 + "deep")
    assert rendered.html.count("<blockquote>") == 150
    assert rendered.sections[0].blocks == ("deep",)


def test_a_plain_page_holds_every_word_as_text(make_page: Callable[..., Page]) -> None:
    """What can't be rendered can still be read and searched, and says why it looks like that."""
    rendered = plain_page(make_page("stories/here", "# One\ntwo\n\n \n<b>&amp;\n\n"), "too deep")
    assert rendered.html == "<p># One two</p>\n<p>&lt;b&gt;&amp;amp;</p>"
    assert rendered.sections[0].blocks == ("# One two", "<b>&amp;")
    assert rendered.problem == "too deep"
    assert plain_page(make_page("stories/here", " \n"), "x").sections == ()


def test_an_empty_body_is_an_empty_page(render: Render) -> None:
    """A page may be nothing but its head."""
    assert render("") == Rendered("", ())
    assert render("<!-- nothing -->").sections == ()


def test_every_commonmark_example_is_rendered_and_already_clean(render: Render, shared: Path) -> None:
    """652 examples of what Markdown may look like: none raises, and cleaning the result again changes nothing."""
    examples = json.loads((shared / "hostile/commonmark/spec.json").read_text(encoding="utf-8"))
    assert len(examples) == 652
    for example in examples:
        html = render(example["markdown"]).html
        assert sanitised(html) == html, example["example"]


# Escapes


def test_an_escaped_bracket_begins_no_element(render: Render) -> None:
    """A backslash makes any sign a plain one, as on the forges; what follows an `<object>` written so is not lost."""
    html = render(r"Choose **\<object> Open** from the menu." "\n\nAnd then this.").html
    assert html == "<p>Choose <strong>&lt;object&gt; Open</strong> from the menu.</p>\n<p>And then this.</p>"


def test_every_sign_can_be_escaped_and_nothing_else(render: Render) -> None:
    """Backslashes before letters and digits are backslashes, as in the paths of Windows; in code all are."""
    assert render(r"\~ \" \$ \/ \; \@ \^ \= C:\temp \d1 `\<a>`").html == (
        r'<p>~ " $ / ; @ ^ = C:\temp \d1 <code>\&lt;a&gt;</code></p>'
    )
