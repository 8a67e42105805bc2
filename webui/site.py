"""What every view needs of the running site: its configuration, the engine, and where its stylesheet is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from indexer import LiveSearcher, Searcher
from kb.config import Config
from webui.assets import Assets
from webui.overview import Overviews

KEY = "practice_commons"


@dataclass(frozen=True)
class Site:
    """One running site."""

    config: Config
    live: LiveSearcher
    assets: Assets
    overviews: Overviews


def site() -> Site:
    """Return the site that answers the current request."""
    return cast("Site", current_app.extensions[KEY])


def searcher() -> Searcher:
    """Return the newest generation's searcher; a view calls this once, so that its page is of one generation.

    Raises NoIndexError or DamagedIndexError.
    """
    return site().live.current()
