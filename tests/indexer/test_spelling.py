"""Did you mean: offered where a word of the library is near, and only then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import BuildReport, Query, Searcher, analysis
from indexer.spelling import Spelling
from kb.config import Config

WORDS = {
    "hospital": 9, "Hospital": 2, "hospitals": 3, "discharge": 5, "care": 9, "home": 8, "homes": 2, "cart": 1,
    "Leeds": 4, "café": 2, "accessibility": 6, "Accessiblity": 1, "team": 5, "volunteer": 3, "housing": 4,
}  # fmt: skip
TOGETHER = {("care", "home"): 7, ("team", "hous"): 0}
SPELLING = Spelling(WORDS, lambda terms: TOGETHER.get(terms, 0))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hosptial", "hospital"),
        ("Hosptal", "hospital"),
        ("hspitel", "hospital"),
        ("hospitls", "hospitals"),
        ("dischagre", "discharge"),
        ("acessibility", "accessibility"),
        ("accessibilyti", "accessibility"),
        ("carf", "care"),
        ("leds", "Leeds"),
        ("cafe\u0301e", "café"),
        ("carehome", "care home"),
        ("teamhousing", ""),
        ("tea", ""),
        ("caer", "care"),
        ("cxrx", ""),
        ("hxsxixal", ""),
        ("h0spital", ""),
        ("x" * 500, ""),
        ("", ""),
    ],
)
def test_the_nearest_word_is_found_then_the_more_frequent(typed: str, meant: str) -> None:
    """One mistake in four or five letters, two in more; as the library writes it, in small letters where it does."""
    assert SPELLING.corrected(typed) == meant


def _edits(word: str) -> st.SearchStrategy[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    places, letter = st.integers(0, len(word) - 1), st.sampled_from(letters)
    return st.one_of(
        places.map(lambda at: word[:at] + word[at + 1 :]),
        st.tuples(places, letter).map(lambda edit: word[: edit[0]] + edit[1] + word[edit[0] :]),
        st.tuples(places, letter).map(lambda edit: word[: edit[0]] + edit[1] + word[edit[0] + 1 :]),
        st.integers(0, len(word) - 2).map(lambda at: word[:at] + word[at + 1] + word[at] + word[at + 2 :]),
    )


@given(st.sampled_from([word for word in WORDS if len(word) > 4]).flatmap(_edits))
@settings(deadline=None, max_examples=200)
def test_one_mistake_in_a_known_word_leads_to_a_word_that_exists(typed: str) -> None:
    """Whatever letter is added, missing, another or swapped, the word offered is one that pages write."""
    meant = SPELLING.corrected(typed)
    assert meant in {*WORDS, "care home"}


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=100)
def test_any_text_is_compared(typed: str) -> None:
    """No text raises, and what is offered exists."""
    assert {*SPELLING.corrected(typed).split()} <= {*WORDS}


@pytest.fixture
def searcher(
    config: Config, write: Callable[..., Path], build: Callable[..., BuildReport], opened: Callable[..., Searcher]
) -> Searcher:
    """A small library with a vocabulary, indexed for words."""
    (config.settings.content / "vocabulary.yml").write_text("homed: housed\n", encoding="utf-8")
    write("stories/a", "title: Winter in Leeds\nplace: Leeds", "Hospital discharge to a care home in Leeds.")
    write("stories/b", "title: Volunteers", "How volunteers help after a hospital stay, at home.")
    write("stories/c", "title: Secret\nstatus: draft", "Whistleblowers met here.")
    build()
    return opened()


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("hosptial discharge", "hospital discharge"),
        ("Hosptial, dischagre?", "hospital, discharge?"),
        ("zxqvw hosptial", ""),
        ("carehome", "care home"),
        ('hosptial "care home" -garden', 'hospital "care home" -garden'),
        ("voluntears -hosptal place:york", "volunteers -hosptal place:york"),
        ("hospital discharge", ""),
        ('"hosptial"', ""),
        ("HOSP", ""),
        ("homed", ""),
        ("2021x hom3", ""),
        ("Whistleblower", ""),
        ("zxqvw", ""),
        ("", ""),
        ("the of and", ""),
    ],
)
def test_the_whole_question_is_offered_with_its_words_corrected(searcher: Searcher, asked: str, meant: str) -> None:
    """All else stays as written, operators too; quoted words, acronyms, numbers and words of drafts lead to nothing."""
    answer = searcher.search(Query(asked))
    assert answer.did_you_mean == meant
    if meant:
        fewer = searcher.search(Query(meant)).ignored
        assert sum(len(i.text) for i in fewer) < sum(len(i.text) for i in answer.ignored)


def test_a_question_of_many_unknown_words_is_bounded(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gibberish of any length costs no more than four comparisons."""
    asked: list[str] = []
    monkeypatch.setattr(Spelling, "corrected", lambda self, word: asked.append(word) or "")
    searcher.search(Query(" ".join(f"zx{'qv' * n}" for n in range(3, 60))))
    assert len(asked) == 4


def test_every_word_of_the_real_library_can_be_offered(digitalgov: Config, opened: Callable[..., Searcher]) -> None:
    """In 3,900 pages that nobody here wrote, the words offered are words whose pages are found."""
    searcher = opened(of=digitalgov)
    for asked, meant in (("enviroment", "environment"), ("acessibility", "accessibility"), ("custmer", "customer")):
        answer = searcher.search(Query(asked))
        assert answer.did_you_mean == meant
        assert searcher.search(Query(meant)).answered
    assert not analysis.terms(searcher.search(Query("zxqvflumph")).did_you_mean)
