"""Published payloads of script injection, out of the test inputs."""

from __future__ import annotations

import json
import re
from pathlib import Path


def dompurify(shared: Path) -> list[str]:
    """The payloads that DOMPurify is tested with."""
    cases = json.loads((shared / "hostile/dompurify/expect.json").read_text(encoding="utf-8"))
    return _whole([case["payload"] for case in cases], 223)


def owasp(shared: Path) -> list[str]:
    """The examples of OWASP's cheat sheet on evading filters."""
    sheet = shared / "hostile/owasp-xss-evasion/cheatsheets/XSS_Filter_Evasion_Cheat_Sheet.md"
    return _whole(re.findall(r"```[a-z]*\n(.*?)```", sheet.read_text(encoding="utf-8"), re.DOTALL), 110)


def payloadbox(shared: Path) -> list[str]:
    """The long list of PayloadBox."""
    listed = shared / "hostile/xss-payloadbox/Intruder/xss-payload-list.txt"
    lines = listed.read_text(encoding="utf-8", errors="replace").split("\n")
    return _whole([line for line in lines if line.strip()], 6613)


def _whole(payloads: list[str], count: int) -> list[str]:
    assert len(payloads) == count, "the list has changed: look at what is new"
    return payloads


LISTS = {"dompurify": dompurify, "owasp": owasp, "payloadbox": payloadbox}
