"""Addresses for machines: whether the site is well, what robots may read, stylesheet, script, icon, search plug-in."""

from __future__ import annotations

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from kb.errors import PracticeCommonsError
from webui.site import searcher, site

# Every mix of filters is an address of its own, so robots would never be done with search.
ROBOTS = "User-agent: *\nDisallow: /search\nDisallow: /kept\nDisallow: /contribute/\n"


def healthz() -> Response:
    """Answer 200 while an index can be read, and 503 otherwise."""
    try:
        searcher()
    except PracticeCommonsError:
        return Response("no index can be read\n", 503, mimetype="text/plain")
    return Response("ok\n", mimetype="text/plain")


def robots() -> Response:
    """Say what robots may read."""
    return Response(ROBOTS, mimetype="text/plain")


def stylesheet() -> Response:
    """Send the site's one stylesheet."""
    return Response(site().assets.stylesheet, mimetype="text/css")


def script() -> Response:
    """Send the site's one script."""
    return Response(site().assets.script, mimetype="text/javascript")


def opensearch() -> Response:
    """Tell browsers how to search here from their address bar."""
    return Response(
        render_template("opensearch.xml", root=request.url_root), mimetype="application/opensearchdescription+xml"
    )


def favicon() -> BaseResponse:
    """Lead browsers that look for an icon at its traditional place to where it is."""
    return redirect(site().assets.url("favicon.svg"), 301)
