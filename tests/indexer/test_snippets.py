"""Extracts with the matched words marked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import BuildReport, Query, Searcher, analysis
from indexer.arrays import Vectors
from indexer.results import Snippet
from indexer.snippets import LENGTH, snippet_of
from tests.indexer.stand_ins import WordEncoder

Write = Callable[..., Path]
Build = Callable[..., BuildReport]
Open = Callable[..., Searcher]


def marked(snippet: Snippet) -> list[str]:
    return [snippet.text[start:end] for start, end in snippet.marks]


def weights(text: str) -> dict[str, float]:
    return dict.fromkeys(analysis.terms(text), 1.0)


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("convening", "We convened. Conveners convene; a convent too.", ["convened", "Conveners", "convene"]),
        ("café", "The CAFÉ’s cafe and the cafés.", ["CAFÉ’s", "cafe", "cafés"]),
        ("how to do it", "How to do it.", []),
        ("team", "A steam engine, team-work and teams.", ["team", "teams"]),
        ("nothing here", "Other words entirely.", []),
    ],
)
def test_marks(query: str, text: str, expected: list[str]) -> None:
    """Marked is every inflection of a word asked for, and neither parts of words nor stop words."""
    assert marked(snippet_of(text, weights(query))) == expected


def test_the_sentences_that_say_most_are_shown() -> None:
    """From a long passage the stretch with the heaviest words is cut, whole sentences, in their order."""
    filler = "This sentence only fills the passage up with words that nobody has asked for at all. " * 4
    text = f"{filler}Rare words stand here. And a common one. {filler}"
    found = snippet_of(text, {"rare": 5.0, "common": 0.5, "fill": 0.1})
    assert "Rare words stand here. And a common one." in found.text
    assert len(found.text) <= LENGTH
    assert found.text in text


def test_without_a_match_the_opening_is_shown() -> None:
    """A hit found by meaning alone shows how its passage begins."""
    text = "First sentence of it. " + "More words follow in sentences like this one. " * 20
    assert snippet_of(text, {}).text.startswith("First sentence of it. More words")


def test_what_else_speaks_for_a_sentence_counts_beside_its_words() -> None:
    """Without a match the sentence with the highest bonus is shown, and its place told; a match may outweigh it."""
    filler = "This sentence is here to fill up the passage with a good many words of no use at all. " * 4
    text = f"{filler}What is meant stands here. {filler}"
    bonuses = [0.1] * 4 + [0.6] + [0.1] * 4
    found = snippet_of(text, {}, bonuses=bonuses)
    assert found.text.startswith("What is meant stands here.") or " What is meant stands here." in found.text
    assert found.start == len(filler)
    assert snippet_of(text, {"fill": 1.0}, bonuses=bonuses).start == text.index("fill")


def test_a_long_sentence_is_cut_around_its_match() -> None:
    """A sentence longer than the extract is cut at words around the heaviest match, and the cuts are shown."""
    text = "before " * 100 + "the needle itself " + "after " * 100
    found = snippet_of(text, {"needl": 2.0, "befor": 0.1})
    assert found.text.startswith("… before")
    assert found.text.endswith("after …")
    assert "needle" in marked(found)
    assert len(found.text) <= LENGTH + 4


@pytest.mark.parametrize(
    ("text", "weights", "start"),
    [
        ("One here. Two here. Needle there.", {"needl": 1.0}, 20),
        ("an item without a stop Heading: the needle", {"needl": 1.0}, 36),
        ("One common. Needle.", {"needl": 2.0, "common": 1.0}, 12),
        ("One. Two.", {}, 0),
        ("", {"needl": 1.0}, 0),
    ],
)
def test_the_start_is_where_the_weightiest_word_stands(text: str, weights: dict[str, float], start: int) -> None:
    """A hit leads to the heading above that word, also where lines without full stops run on over a heading."""
    assert snippet_of(text, weights).start == start


def test_a_word_without_end_is_cut() -> None:
    """Ten thousand characters without a space don't fill the page."""
    assert len(snippet_of("x" * 10_000, {}).text) <= LENGTH + 4


@pytest.mark.parametrize("text", ["", "One.", "One. Two."])
def test_short_texts_are_shown_whole(text: str) -> None:
    """A passage without text gives an empty extract and no error."""
    assert snippet_of(text, {"one": 1.0}).text == text


TEXT = st.lists(st.sampled_from(["Needle", "needles,", "hay", "Why?", "end.", "x" * 300, "café’s", "<b>", "é"])).map(
    " ".join
)


@given(TEXT | st.text(), st.sampled_from([40, 180, LENGTH]))
@settings(deadline=None)
def test_any_extract_is_bounded_and_marked_exactly(text: str, length: int) -> None:
    """Whatever the passage: of about the length asked for, every match marked, and nothing else."""
    asked = {"needl": 2.0, "cafe": 1.0}
    found = snippet_of(text, asked, length)
    assert len(found.text) <= length + 4
    assert all(analysis.terms(word)[0] in asked for word in marked(found))
    unmarked = "\n".join(piece for piece, is_mark in found.pieces() if not is_mark)
    assert asked.keys().isdisjoint(analysis.terms(unmarked))
    stretch = found.text.removeprefix("… ").removesuffix(" …")
    assert "".join(stretch.split()) in "".join(text.split())


@given(TEXT)
@settings(deadline=None)
def test_a_match_is_always_shown(text: str) -> None:
    """If any word of the passage matches, the extract shows a match: words are why the page was found."""
    asked = {"needl": 2.0, "cafe": 1.0}
    assert bool(snippet_of(text, asked).marks) == (not asked.keys().isdisjoint(analysis.terms(text)))


def test_a_phrase_goes_before_its_words() -> None:
    """Whoever quotes three words wants to see them together, not the sentence that has two of them and a rarer one."""
    text = "Home care is rare gold for a nurse. " + "Filler words follow here. " * 15 + "The care home opened."
    weights = {"care": 1.0, "home": 1.0, "gold": 3.0}
    assert "rare gold" in snippet_of(text, weights).text
    assert "The care home opened." in snippet_of(text, weights, phrases=[("care", "home")]).text


def test_found_by_meaning_alone_the_nearest_sentence_is_shown(write: Write, build: Build, opened: Open) -> None:
    """Without a word in common the extract is the sentence that says it in other words, not the passage's opening."""

    class Synonyms(WordEncoder):
        """Knows that keepers are wardens, and thinks of nothing else where it reads of them."""

        def encode_query(self, text: str) -> Vectors:
            return super().encode_query("wardens" if "keepers" in text or "wardens" in text else text)

        def _words(self, text: str) -> Vectors:
            return super()._words(text.replace("keepers", "wardens"))

    filler = "The first of the things that were there in that place in those days was a town. " * 5
    write("stories/a", "", f"{filler}Then the keepers came. {filler}")
    encoder = Synonyms()
    build(encoder)
    [hit] = opened(encoder).search(Query("wardens")).hits
    assert hit.by_meaning_alone
    assert "Then the keepers came." in hit.snippet.text
