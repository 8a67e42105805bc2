"""The Markdown of a page, at the page's address with `.md` behind it: to quote, to copy, to begin one's own from."""

from __future__ import annotations

from flask import Response

from kb.source import markdown_of
from webui.site import searcher

SUFFIX = ".md"


def show_source(page_id: str) -> Response:
    """Send a page as Markdown: known keys and body. Raises UnknownPageError."""
    stored = searcher().page(page_id)
    return Response(markdown_of(stored.head, stored.markdown), mimetype="text/markdown")
