"""The words of a library as its pages write them."""

from __future__ import annotations

from pathlib import Path

from indexer.wordlist import open_words, save_words, words_of


def test_a_passage_counts_once_for_each_word_as_written() -> None:
    """Frequencies are of passages; numbers, stop words, and words too short or too long are none to correct by."""
    passages = [("Leeds", "The leeds market, leeds market at 9am"), ("Market", "café it's x2 ab " + "y" * 31)]
    assert words_of(passages) == {"Leeds": 1, "leeds": 1, "market": 1, "Market": 1, "café": 1}


def test_words_are_stored_without_those_that_are_gone(tmp_path: Path) -> None:
    """What no passage holds any more is left out; a generation from before has no words, and is no damage."""
    assert open_words(tmp_path) == {}
    save_words(tmp_path, {"b": 2, "Straße": 1, "gone": 0})
    assert open_words(tmp_path) == {"b": 2, "Straße": 1}
