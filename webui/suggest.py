"""Suggestions for what is being typed, as JSON: for the search box of the site, and for browsers' own address bars.

`static/js/suggest.js` asks for the first, browsers that read /opensearch.xml for the second.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from flask import Response, request
from jinja2.utils import htmlsafe_json_dumps

from indexer import MAX_CHARACTERS, Facet, Suggestion
from webui import labels
from webui.addresses import tag_url
from webui.site import searcher


def suggest() -> Response:
    """Send what somebody may be looking for who has typed `q` so far."""
    typed = request.args.get("q", "")
    found = searcher().suggestions(typed)
    asked = typed[:MAX_CHARACTERS]  # told again, so that whoever asks several times knows which answer this is
    if request.args.get("format") == "opensearch":
        return _json(_for_browsers(asked, found), "application/x-suggestions+json")
    return _json({"query": asked, "suggestions": [_values(suggestion) for suggestion in found]}, "application/json")


def _values(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "text": suggestion.text,
        "pieces": [{"text": text, "typed": typed} for text, typed in suggestion.pieces()],
        "kind": suggestion.kind.value,
        "label": _label(suggestion),
        "url": _url(suggestion),
        "archived": suggestion.archived,
        "example": suggestion.example,
    }


def _for_browsers(asked: str, found: tuple[Suggestion, ...]) -> list[Any]:
    """Return what was asked, texts, what each is, and where it is: the form of OpenSearch Suggestions 1.1."""
    return [
        asked,
        [suggestion.text for suggestion in found],
        [_label(suggestion) for suggestion in found],
        [urljoin(request.url_root, _url(suggestion)) for suggestion in found],
    ]


def _label(suggestion: Suggestion) -> str:
    return "Tag" if isinstance(suggestion.kind, Facet) else labels.kind(suggestion.kind)


def _url(suggestion: Suggestion) -> str:
    return tag_url(suggestion.text) if suggestion.kind is Facet.TAG else suggestion.url


def _json(values: Any, mimetype: str) -> Response:
    """Answer with JSON that holds no tag, whatever was typed: a browser that took it for a page would run nothing."""
    return Response(f"{htmlsafe_json_dumps(values)}\n", mimetype=mimetype)
