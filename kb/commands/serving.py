"""`kb serve`: the site."""

from __future__ import annotations

import os

import click

from kb.commands.frame import config_of, reported


@click.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer requests.")
@click.pass_context
@reported
def serve(context: click.Context, host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the site."""
    # Each worker answers one request at a time: threads for its small products only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from webui.serve import serve as serve_site  # noqa: PLC0415 - see kb.cli

    serve_site(config_of(context, host=host, port=port, workers=workers))
