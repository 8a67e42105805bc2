"""Words that mean the same in a library, as its contributors wrote them down.

`kb.vocabulary_file` reads them, a generation stores them, and search looks for all that mean what one asked for.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Vocabulary:
    """Groups of expressions, of one or more words each: those of a group mean the same.

    An expression may stand in several groups, which stay apart: what means the same as CP need not mean the same.
    """

    groups: tuple[tuple[str, ...], ...] = ()

    @property
    def digest(self) -> str:
        """What changes whenever the vocabulary does."""
        return hashlib.sha256(self.as_json().encode()).hexdigest()

    def as_json(self) -> str:
        """Return the vocabulary as text; `from_json` makes a vocabulary of it again."""
        return json.dumps(self.groups, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Vocabulary:
        """Return the vocabulary that `as_json` made a text of. Raises ValueError where it is none."""
        groups = json.loads(text)
        if not isinstance(groups, list) or not all(isinstance(group, list) for group in groups):
            raise ValueError("expected a list of lists")
        return cls(tuple(tuple(str(expression) for expression in group) for group in groups))
