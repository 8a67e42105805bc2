"""Extracts of passages: the sentences that hold most of the query, with the matched words marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indexer.analysis import Token, tokens
from indexer.passages import sentences
from indexer.results import Snippet

LENGTH = 260


def snippet_of(
    text: str,
    weights: Mapping[str, float],
    length: int = LENGTH,
    phrases: Sequence[Sequence[str]] = (),
    bonuses: Sequence[float] = (),
) -> Snippet:
    """Return the stretch of `text` of about `length` characters whose sentences weigh most.

    `weights` gives the IDF of each query term; a sentence with one of the `phrases`, sequences of terms, goes before
    all without. `bonuses` has what else speaks for each sentence, if anything does. Where nothing speaks for any, the
    passage's opening is returned.
    """
    parts = sentences(text) or [text]
    scores = [
        _weight(part, weights) + _bonus(part, weights, phrases) + bonus
        for part, bonus in zip(parts, bonuses or [0.0] * len(parts), strict=True)
    ]
    best = max(range(len(parts)), key=lambda number: (scores[number], -number))
    first = last = best
    size = len(parts[best])
    while True:  # grow towards the neighbour that says more, as long as there is room
        after = last + 1 if last + 1 < len(parts) else None
        before = first - 1 if first > 0 else None
        options = [n for n in (after, before) if n is not None and size + len(parts[n]) + 1 <= length]
        if not options:
            break
        chosen = max(options, key=lambda number: (scores[number], number == after))
        size += len(parts[chosen]) + 1
        first, last = min(first, chosen), max(last, chosen)
    extract = _clipped(" ".join(parts[first : last + 1]), weights, length, phrases)
    marks = _marks(extract, weights)
    # Not where its sentence begins: items of a list run on into the text under the next heading without a full stop.
    heaviest = _first_of(parts[best], phrases) or _heaviest(parts[best], weights)
    within = heaviest.start if heaviest else 0
    return Snippet(extract, marks, start=sum(len(part) + 1 for part in parts[:best]) + within)


def marked(text: str, weights: Mapping[str, float]) -> Snippet:
    """Return a text whole, with the words of the query marked."""
    return Snippet(text, _marks(text, weights))


def _marks(text: str, weights: Mapping[str, float]) -> tuple[tuple[int, int], ...]:
    return tuple((token.start, token.end) for token in _matches(text, weights))


def _matches(text: str, weights: Mapping[str, float]) -> list[Token]:
    return [token for token in tokens(text) if token.term in weights] if weights else []


def _weight(text: str, weights: Mapping[str, float]) -> float:
    """Return how much the words of the query weigh that a text holds, each counting once."""
    return sum(weights[term] for term in {token.term for token in _matches(text, weights)})


def _bonus(text: str, weights: Mapping[str, float], phrases: Sequence[Sequence[str]]) -> float:
    """Return what outweighs all words for each phrase that a text holds."""
    if not phrases:
        return 0
    held = sum(_first_of(text, [phrase]) is not None for phrase in phrases)
    return held * sum(weights.values())


def _first_of(text: str, phrases: Sequence[Sequence[str]]) -> Token | None:
    """Return the first word of the first phrase that stands in a text."""
    found = tokens(text) if phrases else []
    for at, token in enumerate(found):
        if any([later.term for later in found[at : at + len(phrase)]] == list(phrase) for phrase in phrases):
            return token
    return None


def _heaviest(text: str, weights: Mapping[str, float]) -> Token | None:
    """Return the first of the words that weigh most."""
    return max(_matches(text, weights), key=lambda token: (weights[token.term], -token.start), default=None)


def _clipped(text: str, weights: Mapping[str, float], length: int, phrases: Sequence[Sequence[str]]) -> str:
    """Cut a long sentence down to a stretch around a phrase, or its first heavy match, at word boundaries."""
    if len(text) <= length:
        return text
    heaviest = _first_of(text, phrases) or _heaviest(text, weights)
    start = max(0, heaviest.start - length // 3) if heaviest else 0
    start = min(start, max(0, len(text) - length))
    if start:
        space = text.find(" ", start)
        start = space + 1 if 0 <= space - start < 40 else start
    end = text.rfind(" ", start + length // 2, start + length)
    end = min(len(text), start + length) if end < 0 or start + length >= len(text) else end
    return f"{'… ' if start else ''}{text[start:end].strip()}{' …' if end < len(text) else ''}"
