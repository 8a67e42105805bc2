"""The addresses of static files, with a version that changes with their content so that browsers may keep them.

The stylesheet is written in layered files and sent as one, because a phone pays for every request.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

# In order: the first declares the layers, print.css has to come last.
STYLESHEETS = (
    "tokens", "reset", "base", "layout", "forms", "results", "filters", "cards", "prose", "page", "utilities", "print",
)  # fmt: skip
_FOLDER = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Assets:
    """The joined stylesheet and the version of each file."""

    stylesheet: str
    versions: dict[str, str]

    @classmethod
    def load(cls) -> Assets:
        """Read the static files once."""
        sheet = "\n".join((_FOLDER / "css" / f"{name}.css").read_text(encoding="utf-8") for name in STYLESHEETS)
        versions = {
            path.relative_to(_FOLDER).as_posix(): _version(path.read_bytes())
            for path in sorted(_FOLDER.rglob("*"))
            if path.is_file() and path.suffix != ".css"
        }
        return cls(sheet, {**versions, "site.css": _version(sheet.encode())})

    def url(self, name: str) -> str:
        """Return the address of a static file, or of the stylesheet as `site.css`."""
        path = "/site.css" if name == "site.css" else f"/static/{name}"
        return f"{path}?v={self.versions[name]}"


def _version(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
