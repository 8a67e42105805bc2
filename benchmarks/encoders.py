"""Time the runtimes that compute embeddings, one against the other: `make bench`, or `python benchmarks/encoders.py`.

Passages and questions come from a library's content folder. Rounds alternate between the runtimes, since ratios within
one run are what counts; the middle round is printed. Cold start is the processor time of a new process up to its first
embedding.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.encoder import Encoder
from indexer.models import PACKAGED, find_model
from indexer.openvino_encoder import OpenVinoEncoder, Precision, best_precision
from indexer.reference import SentenceTransformerEncoder
from kb.config import load_config

ROUNDS = 3
COLD = """
from indexer import load_encoder
from kb.config import Runtime
load_encoder("{model}", Runtime("{runtime}")).encode_query("who has done this before?")
"""


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, help="the library's kb.toml")
    parser.add_argument("--passages", type=int, default=600)
    arguments = parser.parse_args()
    texts = passages(load_config(arguments.config).settings.content, arguments.passages)
    questions = [" ".join(text.split()[3:12]) for text in texts[:100]]
    model = find_model(PACKAGED)
    encoders: list[Encoder] = [SentenceTransformerEncoder(model), OpenVinoEncoder(model, Precision.FP32)]
    if best_precision() is Precision.BF16:
        encoders.append(OpenVinoEncoder(model, Precision.BF16))
    made = [encoder.encode_passages(texts) for encoder in encoders]  # warms up, too
    rounds = [[timed(encoder, texts, questions) for encoder in encoders] for _ in range(ROUNDS)]
    print(f"{len(texts)} passages of {np.median(encoders[0].count_pieces(texts)):.0f} word pieces (median), {PACKAGED}")
    print("\n| runtime | passages/s | against reference | question, median ms | against reference | overlap@10 |")
    print("|---|---|---|---|---|---|")
    speeds = [statistics.median(one[number][0] for one in rounds) for number in range(len(encoders))]
    waits = [statistics.median(one[number][1] for one in rounds) for number in range(len(encoders))]
    for encoder, speed, wait, vectors in zip(encoders, speeds, waits, made, strict=True):
        shared = overlap(made[0], vectors)
        print(
            f"| {encoder.runtime} | {speed:.1f} | {speed / speeds[0]:.2f} × | {wait:.2f} | {waits[0] / wait:.2f} × "
            f"| {shared:.3f} |"
        )
    print("\n| cold start | processor s |\n|---|---|")
    for runtime in ("sentence-transformers", "openvino"):
        print(f"| {runtime} | {min(cold_start(runtime) for _ in range(ROUNDS)):.2f} |")


def passages(content: Path, number: int) -> list[str]:
    """Return stretches of the library's text of about the length of its passages, spread over all files."""
    files = sorted(content.rglob("*.md"))
    found = []
    for file in files[:: max(1, 2 * len(files) // number)]:
        text = " ".join(file.read_text(encoding="utf-8", errors="replace").split())
        found += [text[start : start + 650] for start in range(0, min(len(text), 2600), 650)]
    return found[:number]


def timed(encoder: Encoder, texts: list[str], questions: list[str]) -> tuple[float, float]:
    """Return passages a second, and the median milliseconds of a question."""
    started = time.perf_counter()
    encoder.encode_passages(texts)
    speed = len(texts) / (time.perf_counter() - started)
    waits = []
    for question in questions:
        started = time.perf_counter()
        encoder.encode_query(question)
        waits.append((time.perf_counter() - started) * 1000)
    return speed, statistics.median(waits)


def overlap(expected: NDArray[np.float32], made: NDArray[np.float32]) -> float:
    """Return how many of each passage's ten nearest are the same in both, as a share."""
    shares = []
    for one, other in zip(expected @ expected.T, made @ made.T, strict=True):
        shares.append(len({*np.argsort(-one)[1:11].tolist()} & {*np.argsort(-other)[1:11].tolist()}) / 10)
    return float(np.mean(shares))


def cold_start(runtime: str) -> float:
    """Return the processor seconds that a new process takes to its first embedding."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", COLD.format(model=PACKAGED, runtime=runtime)], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
