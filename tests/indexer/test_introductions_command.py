"""`kb introductions`: what it prints, the JSON that docs/json.md promises, and what it says to a mistake."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click.testing
import pytest

from indexer import BuildReport
from kb.cli import main
from kb.config import Config
from tests.conftest import ROOT
from tests.indexer.stand_ins import WordEncoder

Kb = Callable[..., click.testing.Result]

WARDS = "Frail patients wait on wards although nothing keeps them there except missing equipment at home."
TREES = "Young trees along hot streets die within three dry summers because nobody waters them enough."
# An ask of nothing but markup, lines and characters that move a terminal's cursor.
HOSTILE = "<b>Trees</b>\\n\\n\\e[2Jdie " + "within three dry summers " * 200


@pytest.fixture
def kb(
    config: Config, write: Callable[..., Path], build: Callable[..., BuildReport], monkeypatch: pytest.MonkeyPatch
) -> Kb:
    """Run `kb` on a library of two pairs, one of them in a domain, the other by a hostile ask; Ina stands alone."""
    write("domains/homes", "title: Going home")
    for name, text in (("ann", WARDS), ("ben", WARDS), ("cat", TREES), ("dan", TREES), ("ina", "Something else.")):
        write(f"people/{name}", f"name: {name.title()}\norganisation: House of {name}\nexample: {name in 'ina'}")
        write(f"stories/{name}", f"people: [{name}]\ndomains: [{'homes' if text == WARDS else ''}]", text)
    write("people/dan", f'name: Dan\norganisation: House of dan\nasks: ["{HOSTILE}"]')
    write("communities/c", "members: [ann, cat]\ncoordinators: [dan]")
    write("communities/d", "members: [ben, eve]")
    write("people/eve", f'name: Eve\norganisation: House of eve\nasks: ["{HOSTILE}"]')
    build(WordEncoder(dimensions=256))
    monkeypatch.chdir(config.settings.content.parent)
    Path("kb.toml").write_text('content = "content"\nindex = "index"\n', encoding="utf-8")
    return lambda *args: click.testing.CliRunner().invoke(main, ["introductions", *args])


def values(result: click.testing.Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_it_is_printed_for_people(kb: Kb) -> None:
    """Who, why, a draft behind a bar, and who stands alone with nobody to meet."""
    said = kb().output
    assert "Ann and Ben" in said
    assert "     | Dear Ann, dear Ben," in said
    assert "Ina (example)  nobody here has a problem near to theirs" in said
    assert "\x1b[2J" not in said
    assert max(map(len, said.splitlines())) < 400


def test_k_bounds_what_is_shown_and_says_so(kb: Kb) -> None:
    """The number of all is told, in words and in JSON."""
    found = values(kb("--json", "-k", "1"))
    assert found["total"] > len(found["introductions"]) == 1
    assert f"and {found['total'] - 1} more" in kb("-k", "1").output


def test_json_is_what_is_documented(kb: Kb) -> None:
    """docs/json.md has the keys that are printed, and no others."""
    documented = (ROOT / "docs/json.md").read_text("utf-8").split("## kb introductions")[1]
    rows = dict(re.findall(r"^\| `([^`]+)` \| (.*) \|$", documented, re.MULTILINE))
    found = values(kb("--json"))
    assert found.keys() == {name for name in rows if "[" not in name} | {"introductions", "isolated"}
    pair = found["introductions"][0]
    assert set(re.findall(r"`(\w+)(?:\[\])?`", rows["introductions[]"])) == pair.keys()
    person = pair["people"][0]
    named = set(re.findall(r"`(\w+)`", rows["introductions[].people[]"]))
    assert named == {*person, *person["contact"], *person["concern"]}
    assert found["isolated"][0].keys() == person.keys() - {"concern"} | {"introduction"}


def test_a_domain_can_be_named_by_its_last_part(kb: Kb) -> None:
    """As `kb search --domain` takes it; one that isn't there is misuse, and near ones are named."""
    found = values(kb("--json", "--domain", "homes"))
    assert found["domain"] == "domains/homes"
    assert [[person["name"] for person in pair["people"]] for pair in found["introductions"]] == [["Ann", "Ben"]]
    wrong = kb("--domain", "hoems")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "--domain: there is no domain 'hoems'. Did you mean one of these: domains/homes?" in wrong.stderr
