"""Pages cut into passages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.passages import TARGET_PIECES, Heading, Passage, approximate_pieces, passages_of, sentences
from kb.sections import Section


def words(texts: list[str]) -> list[int]:
    """Count each word as one piece, so that sizes can be written out by hand."""
    return [len(text.split()) for text in texts]


def sentence(name: str, length: int) -> str:
    return " ".join([f"{name}.0".replace(".", "x"), *["w"] * (length - 2), f"{name}."])


def section(title: str, *blocks: str, path: tuple[str, ...] = ()) -> Section:
    return Section(title.lower(), title, 2 if title else 1, path or ((title,) if title else ()), blocks)


# --- sentences ---


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("One. Two! Three? Four… Five", ["One.", "Two!", "Three?", "Four…", "Five"]),
        ("Dr. Jones met Mrs. Smith of Acme Ltd. They spoke.", ["Dr. Jones met Mrs. Smith of Acme Ltd. They spoke."]),
        ("See J. R. Smith et al. Then decide. Go.", ["See J. R. Smith et al. Then decide.", "Go."]),
        ("Ask, e.g. Anna. She knows.", ["Ask, e.g. Anna.", "She knows."]),
        ("It cost 3.50 pounds. 40 people came.", ["It cost 3.50 pounds.", "40 people came."]),
        ("Write to www.example.org. now", ["Write to www.example.org. now"]),
        ('He said "Stop." Then he left.', ['He said "Stop."', "Then he left."]),
        ("It works (mostly.) Élan helps.", ["It works (mostly.)", "Élan helps."]),
        ("“Why?” “Because.” So it went.", ["“Why?”", "“Because.”", "So it went."]),
        ("no end", ["no end"]),
        ("", []),
    ],
)
def test_sentences(block: str, expected: list[str]) -> None:
    """Sentences end at their marks with the quotes that close them, and not at abbreviations, initials or decimals."""
    assert sentences(block) == expected


@given(st.text("AbZ9 .!?…\"'”)(“", max_size=200))
@settings(deadline=None)
def test_no_character_is_lost_between_sentences(block: str) -> None:
    """Whatever stands around the ends of sentences, only the white space between them goes."""
    assert "".join("".join(sentences(block)).split()) == "".join(block.split())


def test_many_abbreviations_take_time_in_proportion() -> None:
    """A page of a hundred thousand initials is split in one go: looking back at all before each would take hours."""
    assert sentences("A. " * 100_000) == ["A. " * 100_000]


# --- packing ---


def test_sentences_are_packed_up_to_the_target() -> None:
    """Three sentences of 60 pieces make passages of two each, the second beginning with the last of the first."""
    blocks = [sentence(name, 60) for name in "abcd"]
    packed = passages_of([section("How", *blocks)], words)
    assert [p.text for p in packed] == [" ".join(blocks[0:2]), " ".join(blocks[1:3]), " ".join(blocks[2:4])]
    assert {(p.anchor, p.section, p.headings) for p in packed} == {("how", "How", ("How",))}


def test_a_long_sentence_is_not_repeated() -> None:
    """The overlap is context, not half a passage: a sentence of more than 75 pieces isn't carried on."""
    blocks = [sentence(name, 80) for name in "ab"]
    assert [p.text for p in passages_of([section("How", *blocks)], words)] == blocks


def test_nothing_is_carried_over_a_heading() -> None:
    """Where a section long enough ends, the next begins with its own words."""
    first, second = sentence("a", 60), sentence("b", 60)
    packed = passages_of([section("One", first), section("Two", second)], words)
    assert [(p.section, p.text) for p in packed] == [("One", first), ("Two", second)]


def test_short_sections_share_a_passage() -> None:
    """Sections of a line each are found together; the later headings stand in the text, and where they do is known."""
    packed = passages_of([section("One", "A b c."), section("Two", "D e f."), section("Three", "G h.")], words)
    assert packed == [
        Passage(
            "one",
            "One",
            ("One",),
            "A b c. Two: D e f. Three: G h.",
            (Heading(7, "two", "Two"), Heading(19, "three", "Three")),
        )
    ]


def test_a_section_without_heading_adds_no_label() -> None:
    """The summary and the text before the first heading, both without a title, are joined by nothing but a space."""
    assert [p.text for p in passages_of([section("", "Summary."), section("", "Lead.")], words)] == ["Summary. Lead."]


def test_a_heading_without_text_is_its_own_text() -> None:
    """A heading over nothing but lower headings can still be found, and is said once."""
    packed = passages_of([section("", "Lead."), section("Steps"), section("First", "Do it.")], words)
    assert [p.text for p in packed] == ["Lead. Steps First: Do it."]
    assert passages_of([section("Steps")], words) == [Passage("steps", "Steps", ("Steps",), "Steps")]


def test_title_and_headings_stand_in_front() -> None:
    """What is embedded says where the passage stands; parts that are empty leave no trace."""
    passage = Passage("b", "B", ("A", "B"), "Text.")
    assert passage.with_context("Title") == "Title. A > B. Text."
    assert Passage("", "", (), "Text.").with_context("Title") == "Title. Text."
    assert Passage("", "", (), "").with_context("Title") == "Title"


def test_no_sections_make_no_passages() -> None:
    """A page without text is left to the caller, who gives it an empty passage under its title."""
    assert passages_of([], words) == []
    assert passages_of([section("")], words) == []


# --- bounds ---


@pytest.mark.parametrize(
    "text",
    ["x" * 100_000, "word " * 20_000, "長" * 100_000, "a.b" * 30_000, "A. " * 30_000],
    ids=["word", "sentence", "no spaces", "dots", "initials"],
)
def test_text_without_end_is_cut(text: str) -> None:
    """A hundred thousand characters without the end of a word or sentence become many passages, none of them long."""
    packed = passages_of([section("How", text)], approximate_pieces)
    assert max(len(p.text) for p in packed) < 1500
    assert len("".join("".join(p.text for p in packed).split())) >= len("".join(text.split()))


def test_a_script_of_one_piece_a_character_is_cut_by_pieces() -> None:
    """Where every character is a piece, a sentence within the limit of characters is still cut to the target."""
    text = "長" * 600
    packed = passages_of([section("How", text)], lambda texts: [len(t) for t in texts])
    assert "".join(p.text for p in packed) == text
    assert max(len(p.text) for p in packed) <= TARGET_PIECES


def test_text_without_pieces_is_kept() -> None:
    """Characters that the model's tokenizer drops altogether (here an emoji's joiner) don't stop the build."""
    packed = passages_of([section("How", "\u200d", "Words.")], lambda texts: [len(t) - 1 for t in texts])
    assert [p.text for p in packed] == ["\u200d Words."]


BLOCK = st.lists(st.sampled_from(["A", "is", "the", "Mr.", "end.", "Why?", "(so)", "w" * 700, "x" * 30]), max_size=120)
SECTIONS = st.lists(st.tuples(st.sampled_from(["", "One", "Two"]), st.lists(BLOCK.map(" ".join), max_size=4)))


@given(SECTIONS)
@settings(deadline=None, max_examples=150)
def test_no_text_is_lost(given_sections: list[tuple[str, list[str]]]) -> None:
    """Every sentence of every section stands whole in some passage, unless it had to be cut, and then in pieces."""
    sections = [section(title, *filter(None, blocks)) for title, blocks in given_sections]
    packed = passages_of(sections, approximate_pieces)
    texts = [p.text for p in packed]
    together = "".join("".join(texts).split())
    for part in sections:
        for block in part.blocks:
            for whole in sentences(block):
                if len(whole) <= 600 and approximate_pieces([whole])[0] <= TARGET_PIECES:
                    assert any(whole in text for text in texts)
                else:
                    assert all(word[:500] in together for word in whole.split())


@given(SECTIONS)
@settings(deadline=None, max_examples=150)
def test_passages_keep_their_size(given_sections: list[tuple[str, list[str]]]) -> None:
    """No passage holds more than the target and one carried sentence, labels of sections left aside."""
    sections = [section(title, *filter(None, blocks)) for title, blocks in given_sections]
    for passage in passages_of(sections, words):
        labels = passage.text.count("One:") + passage.text.count("Two:")
        assert len(passage.text.split()) - labels <= TARGET_PIECES * 1.5
