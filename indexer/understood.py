"""A query as the searcher understood it, with what was found for it: what answers and rooms are made of."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.asked import Mode, Query
from indexer.encoder import QuestionVectors
from indexer.filters import Scope
from indexer.query import ParsedQuery
from indexer.question import Question
from indexer.ranking import Ranking
from indexer.results import Ignored


@dataclass(frozen=True)
class Asked:
    """A query as it was understood, with what was found for it."""

    query: Query
    question: Question
    parsed: ParsedQuery
    mode: Mode
    notice: str
    scope: Scope
    vectors: QuestionVectors | None
    ranking: Ranking

    @property
    def answered(self) -> bool:
        """Whether there are results."""
        return self.ranking.answered and bool(self.ranking.in_results.any())

    @property
    def ignored(self) -> tuple[Ignored, ...]:
        """What wasn't used; words that are read for their meaning are used where meaning counts."""
        passed_over = self.parsed.passed_over if self.mode is Mode.KEYWORD else ()
        return (*self.question.ignored, *self.scope.ignored, *self.parsed.ignored, *passed_over)
