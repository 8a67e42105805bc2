"""What was found out about links on the web, kept in the user's cache folder.

What is fine is believed for a week, anything else for half a day: it may be mended, or have been a bad moment.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from kb.web_links import Answer, Verdict

_HOUR = 3600
FINE_SECONDS = 7 * 24 * _HOUR
OTHER_SECONDS = 12 * _HOUR
_MOST = 50_000


def default_file() -> Path:
    """Return the file in this user's cache folder."""
    return platformdirs.user_cache_path("practice-commons") / "links.json"


@dataclass(frozen=True)
class LinkMemory:
    """The file in which answers are kept. One that can't be read or written is no fault: links are asked again."""

    file: Path

    def known(self, addresses: Iterable[str], now: float) -> dict[str, Answer]:
        """Return what is still known of these addresses at `now`, in seconds since 1970."""
        held = self._read(now)
        return {address: held[address][1] for address in addresses if address in held}

    def keep(self, answers: Mapping[str, Answer], now: float) -> None:
        """Keep these answers with those that are still known."""
        held = self._read(now) | {address: (now, answer) for address, answer in answers.items()}
        newest = sorted(held.items(), key=lambda item: item[1][0])[-_MOST:]
        rows = {address: [when, answer.verdict.value, answer.detail] for address, (when, answer) in newest}
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.file.parent)
            with os.fdopen(handle, "w", encoding="utf-8") as opened:
                json.dump(rows, opened)
            Path(name).replace(self.file)
        except OSError:
            return

    def _read(self, now: float) -> dict[str, tuple[float, Answer]]:
        try:
            rows = json.loads(self.file.read_text(encoding="utf-8"))
            held = {url: (float(when), Answer(Verdict(said), str(more))) for url, (when, said, more) in rows.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}
        return {url: (when, answer) for url, (when, answer) in held.items() if 0 <= now - when < _lasts(answer)}


def _lasts(answer: Answer) -> float:
    return FINE_SECONDS if answer.verdict is Verdict.FINE else OTHER_SECONDS
