"""The headers that tell browsers to run nothing and load nothing but what this site itself serves."""

from __future__ import annotations

from flask import Response, abort, request

from webui.site import FILES

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
}
YEAR = 31_536_000


def refuse_odd_hosts() -> None:
    """Answer a request for a host whose name can't be read with 400: no address of ours can be built from it."""
    try:
        request.url_root  # noqa: B018 - it is kept for later
    except UnicodeError:
        abort(400)


def add_headers(response: Response) -> Response:
    """Add the headers to every response, and let browsers keep files whose address names their version."""
    response.headers.extend(HEADERS)
    if request.endpoint in FILES and "v" in request.args and response.status_code == 200:
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response
