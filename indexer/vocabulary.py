"""The words that mean the same, as a generation keeps them: a reader never needs the content folder."""

from __future__ import annotations

from pathlib import Path

from kb.errors import DamagedIndexError
from kb.vocabulary import Vocabulary

FILE_NAME = "vocabulary.json"


def save_vocabulary(folder: Path, vocabulary: Vocabulary) -> None:
    """Store the vocabulary in a new generation."""
    (folder / FILE_NAME).write_text(vocabulary.as_json(), encoding="utf-8")


def open_vocabulary(folder: Path) -> Vocabulary:
    """Return the vocabulary of the generation in `folder`. Raises DamagedIndexError."""
    try:
        return Vocabulary.from_json((folder / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DamagedIndexError(folder / FILE_NAME, f"can't be read ({error})") from error
