"""The templates of pages: those that a library has in a folder `templates` beside its kb.toml, and the program's own.

`kb new` writes pages from them, `kb check` holds pages to their sections.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from kb.choices import Kind
from kb.config import Config
from kb.errors import ConfigError

FOLDER = "templates"


def template_of(config: Config, kind: Kind) -> str:
    """Return the template of a kind. Raises ConfigError where the library's own can't be read."""
    own = own_template(config, kind)
    return own or resources.files("kb").joinpath(FOLDER, f"{kind.value}.md").read_text(encoding="utf-8")


def own_template(config: Config, kind: Kind) -> str:
    """Return the library's own template of a kind, empty where it has none. Raises ConfigError."""
    beside = config.source.parent if config.source else Path()
    own = beside / FOLDER / f"{kind.value}.md"
    if not own.is_file():
        return ""
    try:
        return own.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(str(own), "", f"the template can't be read ({error})", "Save it as UTF-8.") from error
