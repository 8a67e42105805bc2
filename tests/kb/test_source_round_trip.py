"""Pages nobody made for the purpose, and texts of nothing but signs, survive being written out and read back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.choices import Kind
from kb.config import KindRule, load_config
from kb.head import split_file
from kb.library import read_library
from kb.page import HEADS, Page
from kb.problems import Problems
from kb.reading import page_from, read_page
from kb.rendering import Rendered
from kb.source import markdown_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["", "18f-methods", "homeoffice", "openpracticelibrary"])
def test_every_page_of_a_library_is_read_back(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Whatever its library calls the keys: head and body are the same, and nothing new is found fault with."""
    file, content = None, ROOT / "content"
    if name:
        file = ROOT / "examples" / f"{name}.toml"
        parts = load_config(file, environ={}).settings.content.parts
        content = request.getfixturevalue("shared").joinpath(*parts[parts.index("corpora") :])
    library = read_library(load_config(file, environ={}, flags={"content": content}))
    assert len(library.pages) > 10
    for page in library.pages.values():
        text = markdown_of(page.head, page.body)
        (tmp_path / "page.md").write_text(text, encoding="utf-8")
        problems = Problems()
        source = read_page(tmp_path, "page.md", KindRule(kind=page.kind, files="*"), 1_000_000, problems)
        assert source is not None, page.path
        assert source.page.head == page.head, page.path
        lines = text.replace("\r\n", "\n")  # as every file is read, whatever its head had for a body
        assert markdown_of(source.page.head, source.page.body) == lines, page.path
        if "<!--" not in page.body:
            assert source.page.body.split() == page.body.split(), page.path
        assert set(problems.by_code()) <= {"long-summary"}, page.path


_SIGNS = """
    : - --- ' " # { } [ ] , & * ! | > % @ ` ~ \\ ? = << null true no 2026-01-01 1e3 &amp; &lt; &amp;lt; &copy &#42;
    &region= *x* _y_ [l](u) <b> é 日本 😀 word
"""
_TEXT = st.lists(
    st.sampled_from([*_SIGNS.split(), *" \n\t\\", ": ", " #", "- ", "\n\n", "  ", "\u00a0", "\u2028", "x " * 60]),
    max_size=8,
).map("".join)


def _read(text: str) -> Page:
    return page_from(split_file(text), "stories/a.md", KindRule(kind=Kind.STORY, files="*"), Problems()).page


@given(_TEXT, _TEXT, st.lists(_TEXT, max_size=2), _TEXT, _TEXT)
@settings(derandomize=True, deadline=None, max_examples=400)
def test_no_text_of_a_head_changes_on_its_way(
    title: str, summary: str, items: list[str], inner: str, address: str
) -> None:
    """YAML's own signs, entities, line breaks, markup in a summary: what was read once is read again."""
    head = {
        "title": title,
        "summary": summary,
        "tags": items,
        "barriers": items,
        "effort": {"time": inner},
        "source_url": f"https://example.org/?a={address}",
        "used_by": [{"organisation": "O", "note": inner}],
    }
    first = _read(f"---\n{yaml.safe_dump(head, allow_unicode=True)}---\n\nText.\n")
    again = _read(markdown_of(first.head, first.body))
    assert (again.head, again.body.strip()) == (first.head, "Text.")


HIDDEN = {
    "within a line": "a <!-- SECRET --> b",
    "across lines": "a <!--\nSECRET\n--> b",
    "in a list": "- a\n\n    <!-- SECRET -->\n- b",
    "in a quotation": "> <!-- SECRET -->",
    "after a fence that is never closed": "```\ncode\n\n<!-- SECRET -->\n\nb",
    "between fences that don't match": "````\n<!-- SECRET -->\n```\n",
    "between fences of other lengths": "```\n<!-- SECRET -->\n````\n\nb",
    "between indented fences": "1. a\n\n   ```\n<!-- SECRET -->\n   ```\n",
    "after a fence with words": "```python title here\n\n<!-- SECRET -->\n```\n",
    "between escaped backticks": "a \\` b <!-- SECRET --> c \\` d",
    "between backticks on other lines": "` a\n\n<!-- SECRET -->\n\nb `",
    "after code": "`a` <!-- SECRET --> `b`",
    "after fenced code": "```\na\n```\n<!-- SECRET -->\n\n```\nb\n```\n",
    "begun before a backtick": "<!-- ` SECRET --> `",
}


@pytest.mark.parametrize("where", HIDDEN)
def test_a_comment_that_the_page_hides_is_not_in_its_markdown(render: Callable[..., Rendered], where: str) -> None:
    """Code is what the page shows as code, not what looks like it: a note to oneself is hidden by both or by none."""
    assert "SECRET" not in render(HIDDEN[where]).html, "the page shows it: this is no case of hiding"
    assert "SECRET" not in markdown_of(HEADS[Kind.STORY].model_validate({"title": "A"}), HIDDEN[where])


SHOWN = {
    "in code": "a `<!-- SHOWN -->` b",
    "in code that holds backticks": "a `` ` <!-- SHOWN --> ` `` b",
    "in fenced code": "```html\n<!-- SHOWN -->\n```",
    "in fenced code with attributes": "~~~~ {.html #x}\n<!-- SHOWN -->\n~~~\n~~~~  \n",
    "in fenced code after a paragraph": "text\n```\n<!-- SHOWN -->\n```\ntext",
}


@pytest.mark.parametrize("where", SHOWN)
def test_a_comment_that_the_page_shows_as_code_is_in_its_markdown(render: Callable[..., Rendered], where: str) -> None:
    """Whoever writes about HTML must get their examples back."""
    assert "&lt;!-- SHOWN --&gt;" in render(SHOWN[where]).html
    assert "<!-- SHOWN -->" in markdown_of(HEADS[Kind.STORY].model_validate({"title": "A"}), SHOWN[where])


@pytest.mark.parametrize("body", ["    code\n\ntext", "\n \n\n    code\n\ntext\n", "\tcode\n\ntext"])
def test_code_that_a_page_begins_with_stays_code(render: Callable[..., Rendered], body: str) -> None:
    """Its indentation is what makes it code, and the first line has no other before it."""
    again = _read(markdown_of(HEADS[Kind.STORY].model_validate({"title": "A"}), body)).body
    assert render(again).html == render(body).html
    assert re.match(r"<pre[^>]*><code>code", render(body).html)
