"""Read the text of a file, whatever its bytes: bounded in size, always decoded, every loss reported."""

from __future__ import annotations

import re
from pathlib import Path

from kb.places import Place, place_at
from kb.problems import Problem, Problems, Severity

# Control characters, halves of pairs, and the code points that are no characters: HTML takes none of them.
_NO_CHARACTERS = "".join(f"\\U{plane:04x}fffe\\U{plane:04x}ffff" for plane in range(1, 17))
_CONTROL = re.compile(
    rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff{_NO_CHARACTERS}]"
)

_START = Place(1)


def read_text(file: Path, path: str, max_bytes: int, problems: Problems) -> str | None:
    """Return the text of `file`, called `path` in problems; None where it can't be read or is larger than allowed."""

    def report(code: str, severity: Severity, message: str, remedy: str, at: Place = _START) -> None:
        problems.add(Problem(path, at.line, at.column, code, severity, "", message, remedy))

    try:
        size = file.stat().st_size
        if not file.is_file():
            report("unreadable-file", Severity.ERROR, "it is no regular file", "Replace it by a file.")
            return None
        if size > max_bytes:
            message = f"the file has {size:,} bytes, more than the {max_bytes:,} allowed"
            report("too-large", Severity.ERROR, message, "Split it, or raise `max_page_bytes` in kb.toml.")
            return None
        data = file.read_bytes()
    except OSError as error:
        report(
            "unreadable-file", Severity.ERROR, f"the file can't be read ({error.strerror})", "Check its permissions."
        )
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
        report("not-utf8", Severity.WARNING, "the file is UTF-16, expected UTF-8", "Save it as UTF-8.")
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            before = data[: error.start].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
            message = f"byte {data[error.start]:#04x} is not UTF-8; it is shown as \ufffd"
            report("not-utf8", Severity.ERROR, message, "Save the file as UTF-8.", place_at(before, len(before)))
            text = data.decode("utf-8", errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u0085", "\n")
    text = text.replace("\u2028", " ").replace("\u2029", " ")  # lines to YAML, to nothing else
    # Each character once: the search through a whole text takes an eighth of the time of reading a library.
    control = _CONTROL.search(text) if _CONTROL.search("".join(set(text))) else None
    if control:
        message = f"the file holds control characters such as U+{ord(control[0]):04X}; they are left out"
        report("control-character", Severity.WARNING, message, "Remove them.", place_at(text, control.start()))
        text = _CONTROL.sub("", text)
    return text
