"""The addresses of static files, with a version that changes with their content so that browsers may keep them.

The stylesheet is written in layered files and sent as one, and so are the scripts, because a phone pays for every
request.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

# In order: the first declares the layers, print.css has to come last.
STYLESHEETS = (
    "tokens", "reset", "base", "layout", "forms", "suggest", "results", "filters", "cards", "lists", "tools", "prose",
    "page", "convene", "contribute", "preview", "utilities", "print",
)  # fmt: skip
SCRIPTS = ("slash", "swap", "keep", "filter", "suggest", "tools", "contribute")
_FOLDER = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Assets:
    """The joined stylesheet and script, and the version of each file."""

    stylesheet: str
    script: str
    versions: dict[str, str]

    @classmethod
    def load(cls) -> Assets:
        """Read the static files once."""
        sheet = _joined("css", STYLESHEETS)
        script = _joined("js", SCRIPTS)
        versions = {
            path.relative_to(_FOLDER).as_posix(): _version(path.read_bytes())
            for path in sorted(_FOLDER.rglob("*"))
            if path.is_file() and path.suffix not in {".css", ".js"}
        }
        joined = {"site.css": _version(sheet.encode()), "site.js": _version(script.encode())}
        return cls(sheet, script, {**versions, **joined})

    def url(self, name: str) -> str:
        """Return the address of a static file, or of the joined ones as `site.css` and `site.js`."""
        path = f"/{name}" if name in {"site.css", "site.js"} else f"/static/{name}"
        return f"{path}?v={self.versions[name]}"


def _joined(kind: str, names: tuple[str, ...]) -> str:
    return "\n".join((_FOLDER / kind / f"{name}.{kind}").read_text(encoding="utf-8") for name in names)


def _version(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
