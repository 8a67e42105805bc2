"""Expressions of the vocabulary found in questions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.vocabulary import Lexicon
from kb.vocabulary import Vocabulary

LEXICON = Lexicon(
    Vocabulary(
        (
            ("DTOC", "delayed transfer of care"),
            ("ASB", "anti-social behaviour", "antisocial behaviour"),
            ("IT", "information technology"),
            ("SEND", "special educational needs and disabilities"),
            ("transfer", "handover"),
            ("CP", "child protection"),
            ("CP", "care plan"),
            ("café", "coffee house"),
            ("who is it", "how"),
        )
    )
)


def found(text: str) -> dict[str, tuple[str, ...]]:
    return {text[mention.start : mention.end]: mention.others for mention in LEXICON.mentions(text)}


@pytest.mark.parametrize(
    ("text", "expressions"),
    [
        ("what is DTOC?", {"DTOC": ("delayed transfer of care",)}),
        ("our dtoc rate", {"dtoc": ("delayed transfer of care",)}),
        ("dtocs", {}),
        ("Delayed transfers of care, again", {"Delayed transfers of care": ("DTOC",)}),
        ("delayed transfer, of care", {"delayed transfer, of care": ("DTOC",)}),
        ("a delayed transfer", {"transfer": ("handover",)}),
        ("anti social behaviour", {"anti social behaviour": ("ASB", "antisocial behaviour")}),
        ("CP", {"CP": ("child protection", "care plan")}),
        ("child protection", {"child protection": ("CP",)}),
        ("CAFE\u0301s", {"CAFE\u0301s": ("coffee house",)}),
        ("is it on", {}),
        ("IT support", {"IT": ("information technology",)}),
        ("IT", {"IT": ("information technology",)}),
        ("GIVE IT TO ME", {}),
        ("to whom do I send it", {}),
        ("a child with SEND", {"SEND": ("special educational needs and disabilities",)}),
        ("how?", {}),
        ("", {}),
    ],
)
def test_expressions_are_found_by_their_words(text: str, expressions: dict[str, tuple[str, ...]]) -> None:
    """Whatever case, accents, hyphens, endings; the longest wins; an everyday word is an acronym in capitals only."""
    assert found(text) == expressions


def test_without_a_vocabulary_nothing_is_found() -> None:
    """An empty file changes no question."""
    assert Lexicon(Vocabulary()).mentions("DTOC in hospital") == []
    assert not Lexicon(Vocabulary()).has("DTOC")
    assert LEXICON.has("dtoc")


@given(st.text(max_size=300))
@settings(deadline=None, max_examples=60)
def test_any_text_is_looked_through(text: str) -> None:
    """No text raises, and what is found lies in it without overlapping."""
    mentions = LEXICON.mentions(text)
    places = [place for mention in mentions for place in (mention.start, mention.end)]
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)
