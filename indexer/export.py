"""Export a sentence-transformers model to ONNX, and compare what it then makes with the reference.

Run as a child process, `python -m indexer.export NAME LOCATION FOLDER`: ends with 1 and a reason on standard output
where the model can't be exported whole.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from indexer.arrays import Vectors
from indexer.exported import GRAPH, TOKENIZER, Exported
from indexer.models import Model
from indexer.openvino_encoder import Precision, Session
from indexer.reference import SentenceTransformerEncoder
from kb.errors import ModelError

NEAR_ENOUGH = 0.9999
_OPSET = 17
_SAMPLES = (
    "Who has done this before?",
    "Residents waited nine weeks for an answer; after the change it was three days. " * 8,
    "Ärger über Straßen, 長い",
    "x",
)
_RUNTIME_REMEDY = 'set `runtime = "sentence-transformers"` to use it all the same'


def export(model: Model, folder: Path) -> None:
    """Write the model to `folder`. Raises ModelError where the reference can't read it."""
    # Plain attention: the fused one exports to a graph that OpenVINO runs a quarter slower.
    reference = SentenceTransformerEncoder(model, attention="eager")
    transformer = reference.model
    modules = [type(module).__name__ for module in transformer]
    if "Router" in modules:
        raise ValueError(f"it embeds questions in another way than passages; {_RUNTIME_REMEDY}")
    inputs = _write_graph(transformer, reference.directions, folder / GRAPH)
    tokenizer = transformer.tokenizer
    tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
    facts = Exported(
        inputs=inputs,
        max_pieces=int(transformer.max_seq_length or 512),
        pad_id=int(tokenizer.pad_token_id or 0),
        pad_left=tokenizer.padding_side == "left",
        dimensions=reference.dimensions,
        query_prompt=reference.query_prompt,
        document_prompt=reference.document_prompt,
        graph_bytes=(folder / GRAPH).stat().st_size,
    )
    _compare(reference, Session(folder, facts, Precision.FP32, cores=1))
    facts.save(folder)


def _write_graph(transformer: Any, directions: Vectors, file: Path) -> tuple[str, ...]:
    """Write the whole pipeline, pooling and normalisation included, as one graph; return the names of its inputs.

    Its outputs are the embedding, and the hidden state of each piece in these directions.
    """
    import torch  # noqa: PLC0415 - loaded with the model

    features = transformer.tokenizer(list(_SAMPLES[:2]), padding=True, return_tensors="pt")
    inputs = tuple(name for name in ("input_ids", "attention_mask", "token_type_ids") if name in features)

    class Pipeline(torch.nn.Module):  # type: ignore[misc] # torch is not followed
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer
            self.register_buffer("directions", torch.from_numpy(directions).to(transformer.device))

        def forward(self, *values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            made = self.transformer(dict(zip(inputs, values, strict=True)))
            embedding = torch.nn.functional.normalize(made["sentence_embedding"], dim=1)
            return embedding, made["token_embeddings"] @ self.directions

    with torch.no_grad():
        torch.onnx.export(
            Pipeline().eval(),
            tuple(features[name].to(transformer.device) for name in inputs),
            str(file),
            input_names=list(inputs),
            output_names=["embedding", "states"],
            dynamic_axes={name: {0: "texts", 1: "pieces"} for name in (*inputs, "states")}
            | {"embedding": {0: "texts"}},
            opset_version=_OPSET,
            dynamo=False,
        )
    return inputs


def _compare(reference: SentenceTransformerEncoder, session: Session) -> None:
    """Raise ValueError where the exported model embeds questions or passages in another way than the reference."""
    passages = reference.encode_passages(_SAMPLES), session.encode_with_words(_SAMPLES).embeddings
    questions = [(reference.encode_question(text), session.encode_question(text)) for text in _SAMPLES]
    embeddings = [(expected.embedding, made.embedding) for expected, made in questions]
    # Words beyond what the model reads are zeros.
    words = [both for one, other in questions for both in zip(one.words, other.words, strict=True) if both[0].any()]
    for expected, made in [*zip(*passages, strict=True), *embeddings, *words]:
        cosine = float(expected @ made)
        if not cosine >= NEAR_ENOUGH:
            raise ValueError(f"exported it embeds differently (cosine {cosine:.4f}); {_RUNTIME_REMEDY}")


def main() -> int:
    """Export what the command line names; return the exit code."""
    name, location, folder = sys.argv[1:]
    try:
        export(Model(name, Path(location), ""), Path(folder))
    except ModelError as error:
        print(error.reason)  # noqa: T201 - for the parent process
        return 1
    except Exception as error:  # noqa: BLE001 - torch's exporter raises what it likes; the parent makes one error of it
        print((str(error) or type(error).__name__).split("\n", 1)[0].rstrip("."))  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
