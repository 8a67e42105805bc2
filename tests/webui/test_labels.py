"""What the values of heads are called on pages."""

from __future__ import annotations

import pytest

from webui import labels


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", ""),
        ("2019", "2019"),
        ("2019-05", "May 2019"),
        ("2019-05-03", "3 May 2019"),
        ("2019–2022", "2019 to 2022"),
        ("2019-05–2022-01-09", "May 2019 to 9 January 2022"),
    ],
)
def test_when_is_as_exact_as_it_is_known(value: str, words: str) -> None:
    """Nobody reads a month or a day that nobody wrote."""
    assert labels.when(value) == words
