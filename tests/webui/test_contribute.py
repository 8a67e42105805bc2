"""Contributing through the site: every kind's form leads to a page that the check finds nothing wrong with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb.choices import Kind
from tests.webui.conftest import AuditedClient


@pytest.mark.parametrize("kind", list(Kind))
def test_steps(client: AuditedClient, kind: Kind) -> None:
    """Each."""
    client.soup(f"/contribute/{kind.value}")
    for step in ("about", "details", "text", "check"):
        response = client.post(f"/contribute/{kind.value}", data={"title": "A <b>", "step": step, "from": "about", "body": "## X\n\n<script>alert(1)</script> *hi* [x](nope.md)", "domains": "domains/working-across-boundaries", "find-people": "link", "people": "people/example-link-worker"})
        assert response.status_code == 200
        print(response.text) if kind is Kind.CASE_STUDY else None


def test_overview(client):
    client.soup("/contribute")
