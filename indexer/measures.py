"""The figures of rankings against judgments, computed by ir-measures, whose names and formulas they keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


def figures_of(
    found: Mapping[str, Sequence[str]], grades: Mapping[str, Mapping[str, int]], measures: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Return each query's figures by the name of the measure; `found` has what was found for each, best first."""
    import ir_measures  # noqa: PLC0415 - nobody who serves or searches needs it

    judgments = [ir_measures.Qrel(q, d, max(grade, 0)) for q in found for d, grade in grades[q].items()]
    ranked = [ir_measures.ScoredDoc(q, d, float(-place)) for q, docs in found.items() for place, d in enumerate(docs)]
    figures = {query: dict.fromkeys(measures, 0.0) for query in found}
    for metric in ir_measures.iter_calc(map(ir_measures.parse_measure, measures), judgments, ranked):
        figures[metric.query_id][str(metric.measure)] = metric.value
    return figures


def means(figures: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Return the mean of each figure over queries, in the order of the first of them."""
    rows = list(figures)
    return {measure: sum(row[measure] for row in rows) / len(rows) for measure in (rows[0] if rows else ())}
