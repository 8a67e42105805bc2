"""The Flask application: which address is answered by which view, and what all templates share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined

from indexer import MAX_CHARACTERS, LiveSearcher
from kb.config import Config, load_config
from webui import failures, labels, meta, security
from webui.assets import Assets
from webui.home import home
from webui.overview import Overviews
from webui.pages import show_page
from webui.search import search
from webui.site import KEY, Site

ROUTES: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("/", "home", home),
    ("/search", "search", search),
    ("/healthz", "healthz", meta.healthz),
    ("/robots.txt", "robots", meta.robots),
    ("/site.css", "stylesheet", meta.stylesheet),
    ("/favicon.ico", "favicon", meta.favicon),
    ("/<path:page_id>", "page", show_page),
)


def create_app(config: Config | None = None) -> Flask:
    """Return the site for a library; without `config` it comes from the environment and kb.toml.

    Works before there is an index: pages then say how to make one. Raises ConfigError.
    """
    config = config or load_config()
    app = Flask(__name__)
    assets = Assets.load()
    app.extensions[KEY] = Site(config, LiveSearcher(config.settings.index), assets, Overviews())
    for address, name, view in ROUTES:
        app.add_url_rule(address, name, view)
    app.after_request(security.add_headers)
    failures.register(app)
    _prepare_templates(app, config, assets)
    return app


def _prepare_templates(app: Flask, config: Config, assets: Assets) -> None:
    env = app.jinja_env
    env.undefined = StrictUndefined  # a misspelt variable fails in tests instead of showing nothing
    env.trim_blocks = env.lstrip_blocks = True
    env.globals |= {"library": config.settings, "asset": assets.url, "longest_question": MAX_CHARACTERS}
    env.filters |= {
        "kind": labels.kind,
        "stage": labels.stage,
        "outcome": labels.outcome,
        "day": labels.day,
        "shortened": labels.shortened,
    }
