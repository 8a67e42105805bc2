"""The comment about a change: made of strangers' words, posted by a program, so that nothing in it acts."""

from __future__ import annotations

import pytest

from kb.checking import Checked
from kb.problems import Problem, Problems, Severity
from kb.summary import LONGEST, MARKER, plain, summary


def problem(number: int, text: str = "m") -> Problem:
    """Return an error."""
    return Problem(f"stories/{number}.md", 1, 1, "bad-value", Severity.ERROR, "", text, "Mend it.")


@pytest.mark.parametrize(
    "text", ["@team/all", "a | b", "`x`", "<img src=x>", "[a](b)", "https://x.org", "www.x.org", "#12", "a\n## b", "!7"]
)
def test_words_stay_words(text: str) -> None:
    """Titles and values notify nobody, link nowhere and break no table."""
    shown = plain(text)
    assert not any(sign in shown for sign in ("@t", "<", "://", "www.", "\n", "#1"))
    assert all(shown[at - 1] == "\\" for at, sign in enumerate(shown) if sign in "|`[](!")


def test_a_change_full_of_faults_fits_into_a_comment() -> None:
    """Forges refuse comments over 65,000 characters, and then nobody would see any of it."""
    found = Checked(Problems(problem(number, "|" * 10_000) for number in range(3000)), 3000)
    text = summary(found)
    assert text.startswith(f"{MARKER}\n")
    assert "2970 more" in text
    assert len(text) < LONGEST + 200


def test_nothing_changed_says_so() -> None:
    """Whoever changed only the software is told that the library is as it was."""
    assert "No page of the library has changed." in summary(Checked(Problems(), 0))
