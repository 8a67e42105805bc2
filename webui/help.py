"""Help: how to search, read, keep, subscribe and contribute."""

from __future__ import annotations

from kb.choices import Kind
from webui.contexts import HelpPage, render
from webui.site import searcher


def show_help() -> str:
    """Say how to use the site."""
    return render(HelpPage(title="Help", kinds=tuple(Kind), knows_meaning=searcher().knows_meaning))
