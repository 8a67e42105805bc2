"""Kept lists: a reader without an account keeps pages in the browser, sees them together, prints and exports them.

The list is a cookie with the ids of the pages. It is sent to nobody else, and the site stores nothing of it. Forms and
redirects do all the work, so that it needs no script.
"""

from __future__ import annotations

from flask import Response, abort, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from indexer import PageSummary
from kb.choices import Kind, Status
from kb.page import CollectionHead, NotedEntry
from kb.source import markdown_of
from webui.contexts import KeptPage, KeptRow, render
from webui.kept_list import COOKIE, KeptList
from webui.site import searcher

YEAR = 31_536_000


def kept() -> str:
    """Show the pages that the reader keeps."""
    found = KeptList.of_request()
    pages = searcher().summaries(found.ids)
    return render(
        KeptPage(
            title="Kept pages",
            rows=tuple(KeptRow(pages[one], number > 0) for number, one in enumerate(found.ids) if one in pages),
            gone=tuple(page_id for page_id in found.ids if page_id not in pages),
            full="full" in request.args,
        )
    )


def change() -> BaseResponse:
    """Keep a page, let it go, move it up, or empty the list; then lead back to where the reader was."""
    if not _is_from_here():
        abort(403)
    before = KeptList.of_request()
    page_id = request.form.get("page", "")
    match request.form.get("do"):
        case "keep":
            searcher().head(page_id)  # only pages that exist
            after = before.with_page(page_id)
        case "drop":
            after = before.without(page_id)
        case "up":
            after = before.moved_up(page_id)
        case "empty":
            after = KeptList()
        case _:
            abort(400)
    if not after.fits and len(after.ids) > len(before.ids):
        return redirect("/kept?full=1", 303)
    response = redirect(_back(), 303)
    if after.ids:
        response.set_cookie(
            COOKIE, after.value(), max_age=YEAR, secure=request.is_secure, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(COOKIE, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def _is_from_here() -> bool:
    """Whether a page of this site sent the form: no other site may change what a reader keeps."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")  # older browsers
    return origin is None or origin.partition("://")[2] == request.host


def _back() -> str:
    """Return the address on this site that the form came from; anything else leads to the list."""
    back = request.form.get("back", "")
    is_ours = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return back if is_ours else "/kept"


def export() -> Response:
    """Send the kept pages as the Markdown file of a draft collection, ready to be annotated and contributed."""
    found = KeptList.of_request()
    pages = searcher().summaries(found.ids)
    items = tuple(NotedEntry(entry=page_id) for page_id in found.ids if page_id in pages)
    head = CollectionHead(
        title="My collection", purpose="Say here whom this collection is for.", status=Status.DRAFT, items=items
    )
    text = markdown_of(head, _hint([pages[item.entry] for item in items]))
    response = Response(text, mimetype="text/markdown")
    response.headers["Content-Disposition"] = f'attachment; filename="{Kind.COLLECTION.value}.md"'
    return response


def _hint(pages: list[PageSummary]) -> str:
    titles = "\n".join(f"- {page.title} (`{page.id}`)" for page in pages)
    return (
        "Give the collection a title, say whom it is for, and give each item a `note`: why it is here, and what to "
        "look for in it. Remove the line `status: draft` when it is ready.\n\n"
        f"The pages in it:\n\n{titles or 'none yet'}"
    )
