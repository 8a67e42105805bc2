"""Time the pages of the site: every kind of page of a library, made anew, asked again, and compressed.

Usage: python benchmarks/pages.py [--config examples/digitalgov.toml] [--pages 40]

Times are of the application itself, without server and network, one request after another.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from flask.testing import FlaskClient

from indexer import IndexFolder, Searcher
from indexer.encoders import Encoders
from kb.choices import Kind
from kb.config import Config, load_config
from webui import create_app

FIXED = (
    "/",
    "/browse",
    "/tags",
    "/places",
    "/about",
    "/feed.xml",
    "/search?kind=story",
    "/search?kind=person&sort=title",
)


def milliseconds(ask: Callable[[], object]) -> float:
    """Return the time of the quickest of three calls."""
    times = []
    for _ in range(3):
        started = time.perf_counter()
        ask()
        times.append((time.perf_counter() - started) * 1000)
    return min(times)


def measure(client: FlaskClient, addresses: list[str]) -> tuple[list[float], list[float], list[int], list[int]]:
    """Return milliseconds made anew and asked again, and bytes plain and compressed, of each address."""
    anew, again, plain, small = [], [], [], []
    for address in addresses:
        first = client.get(address)
        if first.status_code != 200:
            raise SystemExit(f"{address} answered {first.status}")
        tag = {"If-None-Match": first.headers["ETag"]}
        anew.append(milliseconds(lambda address=address: client.get(address)))  # type: ignore[misc]
        again.append(milliseconds(lambda address=address, tag=tag: client.get(address, headers=tag)))  # type: ignore[misc]
        plain.append(len(first.data))
        small.append(len(client.get(address, headers={"Accept-Encoding": "br"}).data))
    return anew, again, plain, small


def groups(config: Config, pages: int) -> dict[str, list[str]]:
    """Return the addresses to measure, by the name of their row; the same sample each time."""
    searcher = Searcher(IndexFolder(config.settings.index).open(), Encoders())
    chosen = {address: [address] for address in FIXED}
    draw = random.Random(3)
    for kind in Kind:
        ids = [page.id for page in searcher.pages_of_kind(kind)]
        if ids:
            chosen[f"a {kind.value}"] = [f"/{quote(one)}" for one in draw.sample(ids, min(pages, len(ids)))]
    searcher.close()
    return chosen


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--pages", type=int, default=40, help="pages of each kind")
    given = parser.parse_args()
    config = load_config(given.config)
    client = create_app(config).test_client()
    client.get("/")
    print(f"{'page':34}{'made, median':>14}{'worst':>8}{'again':>8}{'kB':>7}{'most':>7}{'sent':>7}")
    for name, addresses in groups(config, given.pages).items():
        anew, again, plain, small = measure(client, addresses)
        print(
            f"{name:34}{statistics.median(anew):>11.1f} ms{max(anew):>8.1f}{statistics.median(again):>8.2f}"
            f"{statistics.median(plain) / 1000:>7.1f}{max(plain) / 1000:>7.1f}{statistics.median(small) / 1000:>7.1f}"
        )


if __name__ == "__main__":
    main()
