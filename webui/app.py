"""The Flask application: which address is answered by which view, and what all templates share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

from flask import Flask, request
from flask_compress import Compress
from jinja2 import StrictUndefined

from indexer import MAX_CHARACTERS, LiveSearcher
from kb.config import Config, load_config
from webui import about, conditional, failures, kept, labels, meta, remembered, security, source, tags_places
from webui.assets import Assets
from webui.browse import browse
from webui.contributing import desk, existing, form
from webui.convene import brief, convene
from webui.feeds import feed
from webui.help import show_help
from webui.home import home
from webui.overview import Overviews
from webui.pages import show_page
from webui.patterns import patterns
from webui.reading import along
from webui.search import search
from webui.site import KEY, Site, searcher, utc_today
from webui.suggest import suggest

ROUTES: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("/", "home", home),
    ("/search", "search", search),
    ("/suggest", "suggest", suggest),
    ("/convene", "convene", convene),
    ("/convene.md", "brief", brief),
    ("/contribute", "contribute", form.contribute),
    ("/contribute/<kind>", "form", form.form),
    ("/contribute/<kind>/file", "file", form.download),
    ("/contribute/file", "whole", existing.download),
    ("/contribute/edit/<path:page_id>", "edit", existing.edit),
    ("/contribute/used/<path:page_id>", "used", existing.used),
    ("/contribute/outdated/<path:page_id>", "outdated", existing.outdated),
    ("/browse", "browse", browse),
    ("/tags", "tags", tags_places.tags),
    ("/tags/<path:value>", "tag", tags_places.tag),
    ("/places", "places", tags_places.places),
    ("/places/<path:value>", "place", tags_places.place),
    ("/kept", "kept", kept.kept),
    ("/kept.md", "export", kept.export),
    ("/about", "about", about.about),
    ("/help", "help", show_help),
    ("/patterns", "patterns", patterns),
    ("/feed.xml", "feed", feed),
    ("/opensearch.xml", "opensearch", meta.opensearch),
    ("/healthz", "healthz", meta.healthz),
    ("/robots.txt", "robots", meta.robots),
    ("/site.css", "stylesheet", meta.stylesheet),
    ("/site.js", "script", meta.script),
    ("/favicon.ico", "favicon", meta.favicon),
    (f"/<path:page_id>{source.SUFFIX}", "source", source.show_source),
    ("/<path:page_id>", "page", show_page),
)


# What is sent compressed to browsers that ask for it.
COMPRESSED = [
    *("text/html", "text/css", "text/javascript", "text/plain", "text/markdown", "image/svg+xml"),
    *("application/atom+xml", "application/opensearchdescription+xml"),
    *("application/json", "application/x-suggestions+json"),
]
# Where a library has a page of its own at one of these addresses, readers get that page.
_GIVING_WAY = set(
    """
    suggest convene brief contribute form file whole edit used outdated browse tags tag places place about help patterns
    """.split()
)
# What takes a form: the kept list, which is a cookie, and contributions, of which nothing is kept.
_SENT: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("/kept", "change", kept.change),
    ("/contribute/<kind>", "sent", form.form),
    ("/contribute/<kind>/file", "sent-file", form.download),
    ("/contribute/edit/<path:page_id>", "edited", existing.edit),
    ("/contribute/used/<path:page_id>", "told", existing.used),
    ("/contribute/outdated/<path:page_id>", "reported", existing.outdated),
    ("/contribute/file", "sent-whole", existing.download),
)


def create_app(config: Config | None = None, *, today: Callable[[], date] = utc_today) -> Flask:
    """Return the site for a library; without `config` it comes from the environment and kb.toml.

    Works before there is an index: pages then say how to make one. `today` says which events are still to come.
    Raises ConfigError.
    """
    config = config or load_config()
    app = Flask(__name__)
    assets = Assets.load()
    live = LiveSearcher(config.settings.index, config.settings.runtime)
    app.url_map.strict_slashes = False  # a slash too many is no error
    app.extensions[KEY] = Site(config, live, assets, Overviews(), _version(config, assets), today)
    for address, name, view in ROUTES:
        app.add_url_rule(address, name, _giving_way(view) if name in _GIVING_WAY else view)
    for address, name, view in _SENT:
        app.add_url_rule(address, name, view, methods=["POST"])
    app.extensions[desk.KEY] = desk.Desks()
    app.extensions[remembered.KEY] = remembered.Remembered()
    app.before_request(security.refuse_odd_hosts)
    app.before_request(conditional.answer_unchanged)
    app.before_request(remembered.answer_again)
    app.after_request(remembered.remember)  # what is registered first comes last
    app.config["COMPRESS_MIMETYPES"] = COMPRESSED
    app.config["COMPRESS_EVALUATE_CONDITIONAL_REQUEST"] = False  # `conditional` does, for compressed and plain alike
    Compress(app)
    app.after_request(security.add_headers)
    app.after_request(conditional.tag)
    failures.register(app)
    _prepare_templates(app, config, assets)
    return app


def _giving_way(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def page_or_view(**values: str) -> Any:
        page_id, engine = request.path.strip("/"), searcher()
        if engine.summaries([page_id]) or engine.redirect(page_id):
            return show_page(page_id)
        plain = page_id.removesuffix(source.SUFFIX)
        if plain != page_id and engine.summaries([plain]):  # the Markdown of a page below /tags or /places
            return source.show_source(plain)
        return view(**values)

    return page_or_view


def _version(config: Config, assets: Assets) -> str:
    """Return what changes with the program, its templates and its settings."""
    digest = hashlib.sha256(config.settings.model_dump_json().encode())
    digest.update(repr(sorted(assets.versions.items())).encode())
    here = Path(__file__).parent
    templates = sorted((here / "templates").rglob("*.*"))
    programs = sorted(path for package in ("webui", "indexer", "kb") for path in (here.parent / package).rglob("*.py"))
    for path in [*templates, *programs]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


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
        "along": along,
    }
