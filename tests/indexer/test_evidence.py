"""What answers a question."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.evidence import Evidence, answer_floor


@pytest.mark.parametrize(
    ("passages", "floor"), [(20_000, 0.39), (2_000, 0.36), (200_000, 0.42), (1, 0.28), (0, 0.28), (10**9, 0.42)]
)
def test_the_floor_rises_with_the_library(passages: int, floor: float) -> None:
    """By 0.03 for ten times the passages, within bounds."""
    assert answer_floor(passages) == pytest.approx(floor)


def test_one_stray_passage_is_no_evidence() -> None:
    """The nearest passage alone says less than three of them: 0.43 by itself answers nothing, 0.40 three times does."""
    stray = Evidence.of(np.array([0.43, 0.34, 0.32, 0.3], np.float32), 0.1, passages=20_000)
    subject = Evidence.of(np.array([0.40, 0.40, 0.39, 0.1], np.float32), 0.1, passages=20_000)
    assert (stray.support, stray.answered) == (pytest.approx(0.3633, abs=1e-4), False)
    assert (subject.support, subject.answered) == (pytest.approx(0.3967, abs=1e-4), True)


def test_words_answer_without_nearness() -> None:
    """An acronym that the model doesn't know is answered by the passage that has it; without a model half is enough."""
    far = np.array([0.1, 0.1, 0.1], np.float32)
    assert Evidence.of(far, 0.7, passages=20_000).answered
    assert not Evidence.of(far, 0.69, passages=20_000).answered
    assert Evidence.of(None, 0.5).answered
    assert not Evidence.of(None, 0.49).answered
    assert not Evidence.of(np.empty(0, np.float32), 0.0).answered
    assert Evidence.of(None, 0.0, quoted=True).answered
