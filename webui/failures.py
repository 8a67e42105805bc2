"""What readers see when something goes wrong: one table from errors to status codes, and words for each status.

The words never name files or other workings of the machine; those go to the log.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from flask import Flask, Response, current_app, make_response
from werkzeug.exceptions import HTTPException

from kb.errors import (
    BadQueryError,
    DamagedIndexError,
    IndexBusyError,
    ModelError,
    NoIndexError,
    PracticeCommonsError,
    UnknownPageError,
)
from kb.links import page_url
from webui import labels
from webui.blocks import Link
from webui.contexts import ErrorPage, render

STATUS: Mapping[type[PracticeCommonsError], int] = {
    UnknownPageError: 404,
    BadQueryError: 400,
    NoIndexError: 503,
    DamagedIndexError: 503,
    ModelError: 503,
    IndexBusyError: 503,
}
RETRY_SECONDS = "30"
_WORDS: Mapping[int, tuple[str, tuple[str, ...]]] = {
    400: (
        "This request can’t be understood",
        ("Something in the address is not as it should be. Searching anew usually helps.",),
    ),
    404: (
        "There is no page at this address",
        ("It may have been moved or renamed, or the address was cut short. Searching for its words finds it.",),
    ),
    405: (
        "This address can’t be used in that way",
        ("Pages here are only read. Please open the page from a link, or search for it.",),
    ),
    413: (
        "That is too long for this form",
        ("Go back, and shorten the text. A page that has to be so long is better contributed as a file.",),
    ),
    414: (
        "That is too long for one search",
        ("Describe the situation in a paragraph or two: what is the problem, whom does it concern, what was tried?",),
    ),
    500: (
        "Something went wrong here",
        ("It is our fault, not yours, and it has been written to the log. Trying again in a moment may help.",),
    ),
    503: (
        "The library is not ready yet",
        ("Its pages can’t be read at the moment. This page will work again as soon as that is mended.",),
    ),
}
_log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Answer every error in the site's own form."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(PracticeCommonsError, _ours)
    app.register_error_handler(Exception, _unexpected)


def status_of(error: PracticeCommonsError) -> int:
    """Return the status code for an error; one that the table doesn't name is a fault of ours."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)


def error_page(status: int, suggestions: tuple[Link, ...] = (), command: str = "") -> str:
    """Return the page for a status code."""
    heading, paragraphs = _WORDS.get(status, _WORDS[400 if status < 500 else 500])
    if command:
        paragraphs = (*paragraphs, "Whoever looks after this library can mend it with:")
    return render(
        ErrorPage(
            title=heading,
            search_in_header=False,
            status=status,
            heading=heading,
            paragraphs=paragraphs,
            command=command,
            suggestions=suggestions,
        )
    )


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    response = make_response(error_page(status), status)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def _ours(error: PracticeCommonsError) -> Response:
    status = status_of(error)
    if status >= 500:
        _log.error("%s", error)
    suggestions: tuple[Link, ...] = ()
    command = ""
    if isinstance(error, UnknownPageError):
        suggestions = tuple(Link(_as_words(page_id), page_url(page_id)) for page_id in error.nearest)
    elif isinstance(error, NoIndexError):
        command = "kb index"
    elif isinstance(error, DamagedIndexError):
        command = "kb index --rebuild"
    response = make_response(error_page(status, suggestions, command), status)
    if status == 503:
        response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _unexpected(error: Exception) -> Response:
    if current_app.testing:
        raise error
    _log.error("unexpected error", exc_info=error)
    return make_response(error_page(500), 500)


def _as_words(page_id: str) -> str:
    words = page_id.rsplit("/", 1)[-1].replace("-", " ").replace("_", " ")
    return labels.shortened(words[:1].upper() + words[1:], 100)
