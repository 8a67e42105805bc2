"""Answer "has it changed?" without making the page: one tag for all pages of a generation.

A page is made of the generation, the site's own files and settings, the day, and what the reader keeps. While none of
them changes, a browser that has the page is told so before anything is looked up.
"""

from __future__ import annotations

import hashlib

from flask import Response, g, make_response, request

from kb.errors import PracticeCommonsError
from webui.kept_list import COOKIE
from webui.site import FILES, searcher, site


def answer_unchanged() -> Response | None:
    """Return 304 for a page that the browser has as it would be made now; None where it has to be made."""
    if request.method not in {"GET", "HEAD"} or request.endpoint in {None, "healthz", *FILES}:
        return None
    try:
        generation = searcher().generation
    except PracticeCommonsError:  # the view says what is wrong
        return None
    parts = (generation, site().version, site().today().isoformat(), request.cookies.get(COOKIE, ""))
    g.tag = hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:24]
    known = request.if_none_match
    if not known.star_tag and known.contains_weak(g.tag):  # a star would hold for pages that don't exist, too
        return _tagged(make_response("", 304))
    return None


def tag(response: Response) -> Response:
    """Add the tag to a page that was made; where an address leads may change with the next index."""
    if response.status_code in {301, 302}:
        response.headers.setdefault("Cache-Control", "no-cache")
    return _tagged(response) if response.status_code == 200 and "tag" in g else response


def _tagged(response: Response) -> Response:
    if g.tag:  # a view may have taken it away
        response.set_etag(g.tag, weak=True)
    response.vary.add("Cookie")
    response.headers["Cache-Control"] = "private, no-cache"
    return response
