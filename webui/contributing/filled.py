"""What somebody has filled in: the fields of a form as typed, and the values and the file that they make."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from kb.choices import Kind, Role
from kb.new_page import name_of
from kb.normalise import UNSEEN
from kb.outlines import Outline
from kb.references import slug
from kb.source import file_text
from webui.contributing.fields import BODY, Asked, Detail, Widget, fields_of

MOST_PICKED = 50
_DAYS = ("published", "reviewed", "started")
_ADDRESS = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_BREAKS = re.compile(r"\r\n?|[\x85\u2028\u2029]")


@dataclass(frozen=True)
class Filled:
    """A form as it was sent. `given` has what was typed or picked by name of field, `details` what is said of picks."""

    kind: Kind
    given: Mapping[str, tuple[str, ...]]
    details: Mapping[str, str]

    @classmethod
    def empty(cls, kind: Kind, outline: Outline) -> Filled:
        """Return a form that nobody has filled in, with what the template of its kind begins with."""
        begun = {BODY: (outline.body,)} if outline.body else {}
        for asked in fields_of(kind):
            outer, _, inner = asked.name.partition(".")
            value = outline.values.get(outer)
            value = value.get(inner) if inner and isinstance(value, Mapping) else value
            if isinstance(value, str) and value:
                begun[asked.name] = (value,)
        return cls(kind, begun, {})

    @classmethod
    def of_form(cls, kind: Kind, form: MultiDict[str, str]) -> Filled:
        """Return what a form holds, cleaned of what no text may hold; names that it didn't ask for are passed over."""
        return cls.of_fields(kind, fields_of(kind), form)

    @classmethod
    def of_fields(cls, kind: Kind, fields: Sequence[Asked], form: MultiDict[str, str]) -> Filled:
        """Return what a form holds that asks for these fields only."""
        given: dict[str, tuple[str, ...]] = {}
        details: dict[str, str] = {}
        for asked in fields:
            values = tuple(_clean(value, asked) for value in form.getlist(asked.name)[: _most(asked)])
            given[asked.name] = tuple(dict.fromkeys(value for value in values if value.strip()))
            if asked.detail:
                names = [detail_name(asked, page_id) for page_id in given[asked.name]]
                details |= {name: " ".join(_plain(form.get(name, "")).split())[: asked.longest] for name in names}
        return cls(kind, given, details)

    def text(self, name: str) -> str:
        """Return what was typed in a field."""
        return next(iter(self.given.get(name, ())), "")

    def pairs(self) -> list[tuple[str, str]]:
        """Return all names and values, so that another step of the form can carry them along."""
        typed = [(name, value) for name, values in self.given.items() for value in values]
        return [*typed, *((name, value) for name, value in self.details.items() if value)]

    @property
    def file_name(self) -> str:
        """The name of the page's file, empty where the title has no letter and no digit."""
        name = name_of(self.text("title"))
        return f"{name}.md" if name else ""

    def too_long(self, fields: Sequence[Asked] = ()) -> dict[str, str]:
        """Return what is wrong with fields that hold too much, by name."""
        found = {}
        for asked in fields or fields_of(self.kind):
            longest = max((len(value) for value in self.given.get(asked.name, ())), default=0)
            if longest > asked.longest:
                found[asked.name] = (
                    f"{asked.label} has {longest:,} characters, and the form takes {asked.longest:,}. "
                    "Shorten it, or contribute the page as a file."
                )
        return found

    def page_text(self, outline: Outline) -> str:
        """Return the text of the finished file: only what was filled in, in the order of the template."""
        values = self._values(outline)
        order = [*outline.keys, *(name for name in values if name not in outline.keys)]
        return file_text({key: values[key] for key in order if key in values}, self.text(BODY))

    def _values(self, outline: Outline) -> dict[str, Any]:
        values: dict[str, Any] = {}
        asked_for = {asked.name.partition(".")[0] for asked in fields_of(self.kind)}
        for key, value in outline.values.items():
            if key not in asked_for:
                values[key] = _day(value) if key in _DAYS else value
        for asked in fields_of(self.kind):
            value = self._value(asked) if asked.name != BODY else None
            outer, _, inner = asked.name.partition(".")
            if value and inner:
                values.setdefault(outer, {})[inner] = value
            elif value:
                values[outer] = value
        return values

    def _value(self, asked: Asked) -> Any:
        given = self.given.get(asked.name, ())
        match asked.widget:
            case Widget.PICK | Widget.ISSUES:
                picked = [self._picked(asked, page_id) for page_id in given]
                return picked if asked.many else next(iter(picked), None)
            case Widget.LINES:
                lines = [" ".join(line.split()) for line in self.text(asked.name).split("\n")]
                return [_item(self.kind, asked, line) for line in dict.fromkeys(lines) if line]
            case Widget.DAY:
                return _day(self.text(asked.name).strip())
            case Widget.MOMENT:
                return self.text(asked.name).strip().replace("T", " ")
        return self.text(asked.name).strip()

    def _picked(self, asked: Asked, page_id: str) -> Any:
        said = self.details.get(detail_name(asked, page_id), "")
        match asked.detail:
            case Detail.ROLE:
                return {"person": page_id, "role": said if said in set(Role) else Role.AUTHOR.value}
            case Detail.NOTE:
                return {"entry": page_id, **({"note": said} if said else {})}
        return page_id


def detail_name(asked: Asked, page_id: str) -> str:
    """Return the name of the field with what is said of a page that was picked."""
    return f"{asked.name}-{asked.detail}:{page_id}"


def _most(asked: Asked) -> int:
    return MOST_PICKED if asked.widget in {Widget.PICK, Widget.ISSUES} and asked.many else 1


def _clean(value: str, asked: Asked) -> str:
    plain = _plain(value)
    is_text = asked.widget in {Widget.TEXT, Widget.LINES}
    if asked.name == BODY:
        return plain
    return plain.strip() if is_text and asked.name != "summary" else " ".join(plain.split())


def _plain(value: str) -> str:
    return unicodedata.normalize("NFC", UNSEEN.sub("", _BREAKS.sub("\n", value)))


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return value


def _item(kind: Kind, asked: Asked, line: str) -> Any:
    """Return the item that a line of a list stands for: some lists hold tables."""
    if asked.name == "evidence":
        found = _ADDRESS.search(line)
        title = (line[: found.start()] if found else line).strip(" :,–-|")
        return {"title": title or line, **({"url": found[0].rstrip(".,;)")} if found else {})}
    if kind is Kind.DOMAIN and asked.name == "issues":
        title, _, question = (part.strip() for part in line.partition(":"))
        return {"id": slug(title), "title": title, **({"question": question} if question else {})}
    return line
