"""What every view needs of the running site: its configuration, the engine, where its files are, and the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import cast

from flask import current_app, g

from indexer import LiveSearcher, Searcher
from kb.config import Config
from webui.assets import Assets
from webui.overview import Overviews

KEY = "practice_commons"
# Endpoints that send files of the site itself, whatever the library holds.
FILES = frozenset({"static", "stylesheet", "script"})


def utc_today() -> date:
    """Return the day it is."""
    return datetime.now(UTC).date()


@dataclass(frozen=True)
class Site:
    """One running site. `version` changes with anything but content that its pages are made of."""

    config: Config
    live: LiveSearcher
    assets: Assets
    overviews: Overviews
    version: str
    today: Callable[[], date] = utc_today


def site() -> Site:
    """Return the site that answers the current request."""
    return cast("Site", current_app.extensions[KEY])


def searcher() -> Searcher:
    """Return the newest generation's searcher, the same one throughout a request: a page is of one generation.

    Raises NoIndexError or DamagedIndexError.
    """
    if "searcher" not in g:
        g.searcher = site().live.current()
    return cast("Searcher", g.searcher)
