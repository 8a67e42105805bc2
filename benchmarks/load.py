"""Put the site under load with wrk (Debian's package), beside a Flask application of one line on the same server.

Usage: python benchmarks/load.py [--config examples/digitalgov.toml] [--pages 200] [--seconds 10]

Client and server share the machine's cores. Rates are of two processes with eight connections, each page asked for
without compression. Pages "made anew" carry a parameter of their own in each request, so that none is remembered.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from flask import Flask

from indexer import IndexFolder, Searcher
from indexer.encoders import Encoders
from kb.choices import ENTRY_KINDS
from kb.config import load_config

WORKERS = 2
CONNECTIONS = 8
WORDS = "service users content data accessibility design team plain language social media policy test".split()
SCRIPT = """
local paths = {{ {paths} }}
local asked = 0
request = function()
  asked = asked + 1
  local path = paths[math.random(#paths)]
  return wrk.format("GET", path{suffix})
end
"""


def bare() -> Flask:
    """Return the application that the site is compared with."""
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: "<!doctype html><title>Bare</title><p>Hello")
    return app


@contextmanager
def served(command: Sequence[str], port: int) -> Iterator[str]:
    """Run a server until the block ends; give its address once it answers."""
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30).read()
                    break
                except OSError:
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def rate(address: str, paths: Sequence[str], seconds: int, suffix: str = "") -> tuple[float, float]:
    """Return requests a second and the 99th percentile of milliseconds that wrk finds."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT.format(paths=", ".join(f'"{path}"' for path in paths), suffix=suffix))
        script.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", script.name, address]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise SystemExit(f"not all requests were answered:\n{said}")
    found, late = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    if not found or not late:
        raise SystemExit(f"wrk said something else than expected:\n{said}")
    return float(found[1]), float(late[1]) * {"us": 0.001, "ms": 1, "s": 1000}[late[2]]


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=10)
    arguments = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("this needs wrk: apt-get install wrk")
    config = load_config(arguments.config)
    searcher = Searcher(IndexFolder(config.settings.index).open(), Encoders())
    ids = [page.id for kind in ENTRY_KINDS for page in searcher.pages_of_kind(kind)]
    searcher.close()
    entries = [f"/{quote(one)}" for one in random.Random(3).sample(ids, min(arguments.pages, len(ids)))]
    searches = [f"/search?q={one}+{another}" for one in WORDS for another in WORDS if one != another]
    options = ["--config", str(arguments.config)] if arguments.config else []
    port = free_port()
    plain = [sys.executable, "-m", "gunicorn", "-w", str(WORKERS), "-k", "gthread", "--threads", str(CONNECTIONS)]
    site = [sys.executable, "-m", "kb", *options, "serve", "--port", str(port), "--workers", str(WORKERS)]
    rows = []
    with served([*plain, "-b", f"127.0.0.1:{port}", "--log-level", "warning", "load:bare()"], port) as address:
        rows.append(("bare Flask", *rate(address, ["/"], arguments.seconds)))
    with served(site, port) as address:
        rate(address, entries, 2)
        rows.append(("entries, made anew", *rate(address, entries, arguments.seconds, ' .. "?n=" .. asked')))
        rows.append(("entries, remembered", *rate(address, entries, arguments.seconds)))
        rows.append(("searches", *rate(address, searches, arguments.seconds)))
    print("| asked for | requests/s | against bare Flask | p99 ms |\n|---|---|---|---|")
    for name, number, late in rows:
        print(f"| {name} | {number:,.0f} | {number / rows[0][1]:.0%} | {late:.0f} |")


if __name__ == "__main__":
    main()
