"""References: every way of naming a page that has one meaning finds it; where two pages fit, neither is taken."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.choices import Kind
from kb.page import Page
from kb.references import Match, References, slug

PERSON = (Kind.PERSON,)
ENTRY = (Kind.PRACTICE, Kind.STORY)


@pytest.fixture
def references(make_page: Callable[..., Page]) -> References:
    """A library of five pages: two people, and three entries of which two end alike."""
    return References(
        [
            (make_page("people/john-mclaughlin", kind=Kind.PERSON, title="John McLaughlin", aliases=["Mac"]), ["jmc"]),
            (make_page("people/zoe", kind=Kind.PERSON, title="Zoë Öztürk"), []),
            (make_page("practices/report", kind=Kind.PRACTICE, title="Reporting"), []),
            (make_page("stories/2017/report", title="A report"), []),
            (make_page("stories/lessons", title="John McLaughlin"), []),
        ]
    )


@pytest.mark.parametrize(
    ("reference", "exact"),
    [
        ("people/john-mclaughlin", True),
        ("john-mclaughlin", True),
        ("jmc", True),
        ("/people/john-mclaughlin/", False),
        ("people/john-mclaughlin.md", False),
        ("john-mcLaughlin", False),
        ("John McLaughlin", False),
        ("  JOHN mclaughlin ", False),
        ("mac", False),
        ("JMC", False),
        ("People/John-McLaughlin", False),
    ],
)
def test_a_page_is_found_by_id_tail_slug_title_alias_and_other_spellings(
    references: References, reference: str, exact: bool
) -> None:
    """Only a spelling that differs from the id, its last part or a slug is worth telling the author about."""
    assert references.resolve(reference, PERSON) == Match("people/john-mclaughlin", exact)


@pytest.mark.parametrize("reference", ["zoe ozturk", "ZOË ÖZTÜRK", "Zoe\u0308 O\u0308ztu\u0308rk"])
def test_accents_may_be_missing_or_composed_otherwise(references: References, reference: str) -> None:
    """Keyboards and file systems differ in how they write the same name."""
    assert references.resolve(reference, PERSON) == Match("people/zoe", exact=False)


@pytest.mark.parametrize("reference", ["report", "Report", "/report/"])
def test_a_name_that_two_pages_share_is_not_guessed(references: References, reference: str) -> None:
    """Linking the wrong report is worse than asking; the whole id, or a narrower kind, decides."""
    assert references.resolve(reference, ENTRY) is None
    found = references.resolve("report", (Kind.PRACTICE,))
    assert found == Match("practices/report", exact=True)
    assert references.nearest(reference, ENTRY) == ["practices/report", "stories/2017/report"]


@pytest.mark.parametrize("reference", ["", "/", "---", "!?", "people/", "people", "nobody", "stories/lessons"])
def test_what_names_no_page_of_the_kind_finds_none(references: References, reference: str) -> None:
    """Nor does a person's field take a story that happens to carry the person's name."""
    assert references.resolve(reference, PERSON) is None


@pytest.mark.parametrize(
    ("reference", "near"),
    [
        ("john-mclauglin", ["people/john-mclaughlin"]),
        ("authors/John McLaughin", ["people/john-mclaughlin"]),
        ("zo", ["people/zoe"]),
        ("xyz", []),
        ("", []),
    ],
)
def test_the_nearest_ids_are_those_spelt_most_alike(references: References, reference: str, near: list[str]) -> None:
    """A hint that isn't near would send the author the wrong way: then there is none."""
    assert references.nearest(reference, PERSON) == near


@pytest.mark.parametrize(
    ("text", "slugged"),
    [
        ("Artificial  Intelligence (AI)!", "artificial-intelligence-ai"),
        ("  --Straße_und Ærø--", "strasse-und-ærø"),
        ("İstanbul", "istanbul"),
        ("ﬁnance ①", "finance-1"),
        ("日本語 ガイド", "日本語-カイト"),
        ("#?!", ""),
        ("", ""),
    ],
)
def test_a_slug_keeps_letters_and_digits_of_every_script(text: str, slugged: str) -> None:
    """A title in Japanese has an anchor, too; ligatures and circled digits are what they stand for."""
    assert slug(text) == slugged


@given(st.text(max_size=40))
@settings(derandomize=True, deadline=None, max_examples=500)
def test_a_slug_of_a_slug_is_itself(text: str) -> None:
    """Anchors are slugged again when links to them are looked up: a second pass must find the same."""
    once = slug(text)
    assert slug(once) == once
    assert not set(once) & set(" /?#%<>\"'\n_")
