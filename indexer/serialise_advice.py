"""Advice as plain values for JSON: the shape that `kb suggest --json` promises, documented in docs/json.md."""

from __future__ import annotations

from typing import Any

from indexer.advice import Advice, SuggestedValue
from indexer.serialise import person_values, summary_values


def advice_values(advice: Advice) -> dict[str, Any]:
    """Return what is suggested for a page; addresses of people only where their policy is public."""
    return {
        "id": advice.id,
        "title": advice.title,
        "path": advice.path,
        "near_copies": [
            {
                **summary_values(copy.page),
                "near": copy.near,
                "words": copy.words,
                "shared": list(copy.shared),
                "new": list(copy.new),
            }
            for copy in advice.near_copies
        ],
        "domains": [_value(one) for one in advice.domains],
        "issues": [_value(one) for one in advice.issues],
        "tags": [_value(one) for one in advice.tags],
        "practices": [{**summary_values(one.page), "reason": one.reason} for one in advice.practices],
        "people": [person_values(person) for person in advice.people],
        "links": [
            {
                "page": link.page.id,
                "title": link.page.title,
                "line": link.mention.line,
                "text": link.mention.text,
                "markdown": link.mention.markdown,
            }
            for link in advice.links
        ],
        "notice": advice.notice,
    }


def _value(suggested: SuggestedValue) -> dict[str, Any]:
    pages = [{"id": page.id, "title": page.title} for page in suggested.pages]
    return {"value": suggested.value, "label": suggested.label, "pages": pages}
