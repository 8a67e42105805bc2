"""Values that leave the search engine."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.results import ContactWay, Snippet
from kb.choices import ContactPolicy
from kb.page import Contact

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</mark><svg onload=alert(1)>",
    '"><b>',
    "'&amp;#60;&lt;",
    "<!--",
    "]]>",
    "<mark>",
    "&#x3c;b&#x3e;",
]
# What HTML can't hold at all (controls, halves of pairs) never reaches a passage: reading drops it.
TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"])) | st.lists(st.sampled_from([*PAYLOADS, "word"])).map(
    "".join
)


@st.composite
def snippets(draw: st.DrawFn) -> Snippet:
    text = draw(TEXT)
    places = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    return Snippet(text, tuple(zip(places[::2], places[1::2], strict=False)))


@given(snippets())
@settings(deadline=None)
def test_an_extract_as_html_says_the_same(snippet: Snippet) -> None:
    """A browser shows just the text of the page, payloads included, and finds no element but `mark` in it."""
    tree = html5lib.parseFragment(snippet.as_html(), namespaceHTMLElements=False)
    assert "".join(tree.itertext()) == snippet.text
    assert all(element.tag == "mark" and not element.attrib for element in tree)
    assert [element.text for element in tree] == [snippet.text[start:end] for start, end in snippet.marks]


def test_pieces_leave_nothing_out() -> None:
    """The site draws an extract from its pieces: put together they are the text, marks apart."""
    snippet = Snippet("a needle here", ((2, 8),))
    assert snippet.pieces() == [("a ", False), ("needle", True), (" here", False)]
    assert Snippet("all", ((0, 3),)).pieces() == [("all", True)]
    assert Snippet("").pieces() == []


@pytest.mark.parametrize(
    ("policy", "url", "email"),
    [
        (ContactPolicy.PUBLIC, "https://example.org/me", "me@example.org"),
        (ContactPolicy.VIA_COORDINATOR, "", ""),
        (ContactPolicy.NONE, "", ""),
    ],
)
def test_addresses_are_shown_under_a_public_policy_only(policy: ContactPolicy, url: str, email: str) -> None:
    """Whoever asks to be reached through a coordinator, or not at all, has no address in any answer."""
    contact = Contact(policy=policy, url="https://example.org/me", email="me@example.org")
    assert ContactWay.of(contact) == ContactWay(policy, url, email)
