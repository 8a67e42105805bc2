"""Answers as plain values for JSON: the shapes that `kb … --json` promises, documented in docs/json.md.

Only what is meant to leave the system is named here; nothing is dumped wholesale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from indexer.pairs import Concern, Introduction, Introductions, Person
from indexer.results import (
    Answer,
    ContactWay,
    Hit,
    PageSummary,
    PersonSuggestion,
    Quote,
    RelatedPage,
    Stats,
    StoredPage,
)

if TYPE_CHECKING:
    from indexer.doctor import Finding
    from indexer.evaluation import Evaluation


def answer_values(answer: Answer, *, explain: bool = False) -> dict[str, Any]:
    """Return an answer to a query, on request with the numbers behind it.

    Snippets are safe HTML with the matched words in `<mark>`.
    """
    explained = {"explanation": _explanation(answer)} if explain else {}
    return {
        "query": answer.query.text,
        "filters": {facet.value: list(values) for facet, values in answer.query.filters.items()},
        "after": answer.query.after,
        "before": answer.query.before,
        "mode": answer.mode.value,
        "answered": answer.answered,
        "total": answer.total,
        "hits": [_hit(hit) for hit in answer.hits],
        "near_misses": [_hit(hit) for hit in answer.near_misses],
        "facets": {
            facet.value: [{"value": v.value, "label": v.label, "count": v.count} for v in values]
            for facet, values in answer.facets.items()
        },
        "people": [person_values(person) for person in answer.people],
        "quotes": [_quote(quote) for quote in answer.quotes],
        "ignored": [{"text": ignored.text, "why": ignored.why} for ignored in answer.ignored],
        "expanded": [{"text": expansion.text, "also": list(expansion.also)} for expansion in answer.expanded],
        "did_you_mean": answer.did_you_mean,
        "notice": answer.notice,
        "took_ms": answer.took_ms,
        **explained,
    }


def _quote(quote: Quote) -> dict[str, Any]:
    return {
        "id": quote.page.id,
        "title": quote.page.title,
        "example": quote.page.example,
        "url": quote.url,
        "section": quote.section,
        "text": quote.snippet.text,
        "cosine": quote.cosine,
    }


def _explanation(answer: Answer) -> dict[str, Any]:
    explanation = answer.explanation
    return {
        "words": [asdict(word) for word in explanation.words],
        "alpha": explanation.alpha,
        "best": dict(explanation.best),
        "answers": dict(explanation.answers),
        "results": dict(explanation.results),
        "steps": {hit.page.id: dict(hit.steps) for hit in (*answer.hits, *answer.near_misses)},
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "rank": hit.rank,
        "id": hit.page.id,
        "kind": hit.page.kind.value,
        "title": hit.page.title,
        "example": hit.page.example,
        "url": hit.url,
        "score": hit.score,
        "snippet": hit.snippet.as_html(),
        "section": hit.section,
        "reasons": [reason.value for reason in hit.reasons],
        "words": list(hit.words),
        "missing": list(hit.missing),
        "nearest": {"url": hit.nearest.url, "section": hit.nearest.section} if hit.nearest else None,
    }


def person_values(person: PersonSuggestion) -> dict[str, Any]:
    """Return a recommended person with reasons; addresses only where the person's policy is public."""
    return {
        "id": person.page.id,
        "name": person.page.title,
        "url": person.page.url,
        "role": person.role,
        "organisation": person.page.organisation,
        "place": person.page.place,
        "example": person.page.example,
        "offers": list(person.offers),
        "contact": _contact(person.contact),
        "score": person.score,
        "reasons": [
            {
                "id": reason.page.id,
                "title": reason.page.title,
                "url": reason.url,
                "role": reason.role.value if reason.role else "",
                "date": reason.page.published,
                "snippet": reason.snippet.as_html(),
            }
            for reason in person.reasons
        ],
    }


def introductions_values(found: Introductions, k: int) -> dict[str, Any]:
    """Return whom to introduce, `k` pairs at most, and who stands alone; addresses only where they are public."""
    return {
        "domain": found.domain.id if found.domain else "",
        "notice": found.notice,
        "total": len(found.pairs),
        "introductions": [_introduction(pair) for pair in found.pairs[:k]],
        "isolated": [
            {**_person(alone.person), "introduction": _introduction(alone.introduction) if alone.introduction else None}
            for alone in found.isolated
        ],
    }


def _introduction(pair: Introduction) -> dict[str, Any]:
    return {
        "people": [
            {**_person(person), "concern": _concern(concern)}
            for person, concern in zip(pair.people, pair.concerns, strict=True)
        ],
        "reason": pair.reason,
        "draft": pair.draft,
        "cosine": pair.cosine,
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.page.id,
        "name": person.page.title,
        "url": person.page.url,
        "role": person.role,
        "organisation": person.page.organisation,
        "place": person.page.place,
        "example": person.page.example,
        "contact": _contact(person.contact),
    }


def _concern(concern: Concern) -> dict[str, Any]:
    return {
        "entry": concern.entry.id if concern.entry else "",
        "url": concern.entry.url if concern.entry else "",
        "text": concern.text,
        "role": concern.role.value if concern.role else "",
    }


def _contact(way: ContactWay) -> dict[str, str]:
    return {"policy": way.policy.value, "url": way.url, "email": way.email}


def related_values(related: RelatedPage) -> dict[str, Any]:
    """Return a related page with its relation and the reasons."""
    return {
        **summary_values(related.page),
        "score": related.score,
        "reasons": list(related.reasons),
        "relation": related.relation.value,
        "by_author": related.by_author,
    }


def summary_values(page: PageSummary) -> dict[str, Any]:
    """Return what a list shows of a page."""
    return {
        "id": page.id,
        "kind": page.kind.value,
        "title": page.title,
        "url": page.url,
        "summary": page.summary,
        "organisation": page.organisation,
        "place": page.place,
        "stage": page.stage,
        "outcome": page.outcome,
        "published": page.published,
        "reviewed": page.reviewed,
        "archived": page.archived,
        "example": page.example,
        "domains": [{"id": page_id, "title": title} for page_id, title in page.domains],
        "tags": list(page.tags),
    }


def page_values(page: StoredPage) -> dict[str, Any]:
    """Return a page whole: its known keys, safe HTML, contents and links."""
    return {
        **summary_values(page.summary),
        "head": page.head.model_dump(mode="json"),
        "html": page.html,
        "contents": [{"anchor": item.anchor, "title": item.title, "level": item.level} for item in page.toc],
        "source_path": page.source_path,
        "words": page.words,
        "linked": sorted(page.linked),
        "backlinks": [{"id": backlink.page.id, "via": backlink.via.value} for backlink in page.backlinks],
        "problem": page.problem,
    }


def evaluation_values(evaluation: Evaluation, *, per_query: bool = False) -> dict[str, Any]:
    """Return the figures of a test collection, on request those of each query, too."""
    values = {
        "collection": evaluation.collection,
        "documents": evaluation.documents,
        "queries": evaluation.queries,
        "runs": {mode: _rounded(figures) for mode, figures in evaluation.runs.items()},
        "unanswerable": list(evaluation.unanswerable),
        "seconds": evaluation.seconds,
    }
    if evaluation.people is not None:
        people = {run: _rounded(figures) for run, figures in evaluation.people.runs.items()}
        values["people"] = people.get("", people)  # one run without a name, or several with names
    if per_query:
        values["by_query"] = {
            query: {mode: _rounded(figures) for mode, figures in runs.items()}
            for query, runs in evaluation.by_query.items()
        }
    return values


def finding_values(finding: Finding) -> dict[str, str]:
    """Return what was examined and found."""
    return {
        "subject": finding.subject,
        "health": finding.health.value,
        "message": finding.message,
        "remedy": finding.remedy,
    }


def _rounded(figures: Mapping[str, float]) -> dict[str, float]:
    return {measure: round(value, 4) for measure, value in figures.items()}


def stats_values(stats: Stats) -> dict[str, Any]:
    """Return counts and identity of a generation."""
    return {
        "generation": stats.generation,
        "created": stats.created,
        "title": stats.title,
        "pages": dict(stats.pages),
        "entries": stats.entries,
        "people": stats.people,
        "passages": stats.passages,
        "terms": stats.terms,
        "model": stats.model,
        "runtime": stats.runtime,
        "dimensions": stats.dimensions,
        "keyword_engine": stats.keyword_engine,
        "bytes": stats.bytes,
        "sizes": dict(stats.sizes),
        "problems": dict(stats.problems),
        "settings": dict(stats.settings),
    }
