"""Replace the references in a head by the ids of the pages they mean, and report those that mean none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, TypeAlias, TypeVar, cast, get_args, get_origin

from pydantic import BaseModel

from kb.page import IssueRef, Ref

# Returns the id that a reference means, or None to drop it; called with the path of the field within the head.
Lookup: TypeAlias = Callable[[str, Ref | IssueRef, str], str | None]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class _Slot:
    """A field that holds references, directly (`mark`) or inside tables (`table`)."""

    field: str
    many: bool
    mark: Ref | IssueRef | None = None
    table: type[BaseModel] | None = None


def resolve_references(head: Model, lookup: Lookup) -> Model:
    """Return `head` with every reference replaced by `lookup`; list items whose reference is dropped go with it."""
    updates: dict[str, Any] = {}
    for slot in _slots(type(head)):
        value = getattr(head, slot.field)
        if not value:
            continue
        if not slot.many:
            updates[slot.field] = lookup(value, cast("Ref", slot.mark), slot.field)
            continue
        items = [_resolved(item, slot, lookup) for item in value]
        updates[slot.field] = tuple(dict.fromkeys(item for item in items if item is not None))
    return head.model_copy(update=updates) if updates else head


def _resolved(item: Any, slot: _Slot, lookup: Lookup) -> Any:
    if slot.table is None:
        return lookup(item, cast("Ref", slot.mark), slot.field)
    for inner in _slots(slot.table):
        reference = getattr(item, inner.field)
        if not reference:
            continue
        found = lookup(reference, cast("Ref", inner.mark), slot.field)
        if found is None and slot.table.model_fields[inner.field].is_required():
            return None
        item = item.model_copy(update={inner.field: found})
    return item


@cache
def _slots(model: type[BaseModel]) -> tuple[_Slot, ...]:
    slots = []
    for name, field in model.model_fields.items():
        mark = _mark(field.metadata) or _mark_in(field.annotation)
        if get_origin(field.annotation) is tuple:
            item = get_args(field.annotation)[0]
            if mark := _mark_in(item):
                slots.append(_Slot(name, many=True, mark=mark))
            elif isinstance(item, type) and issubclass(item, BaseModel) and _slots(item):
                slots.append(_Slot(name, many=True, table=item))
        elif mark:
            slots.append(_Slot(name, many=False, mark=mark))
    return tuple(slots)


def _mark_in(annotation: Any) -> Ref | IssueRef | None:
    """Return the mark on `Annotated[str, mark]`, also when it is optional."""
    for candidate in (annotation, *get_args(annotation)):
        if get_origin(candidate) is Annotated and (mark := _mark(candidate.__metadata__)):
            return mark
    return None


def _mark(metadata: Any) -> Ref | IssueRef | None:
    return next((mark for mark in metadata if isinstance(mark, Ref | IssueRef)), None)
