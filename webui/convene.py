"""The page that says who should be in the room for a problem, and its invitation brief to print, copy or take along."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from flask import Response, g, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from indexer import SIZE, Method, PageSummary, Room, Searcher, Seat, invitation_brief
from kb.choices import Sector
from webui import labels, people
from webui.blocks import (
    Block,
    Brief,
    Link,
    Methods,
    NotedList,
    NotedPage,
    PageList,
    People,
    PersonCard,
    SectorLine,
    Sectors,
    UsedMethod,
)
from webui.contexts import ConvenePage, render
from webui.results import Choice, Correction
from webui.search_params import SearchParams
from webui.site import searcher, site

SIZES = (5, 8, 12)
FILE_NAME = "invitation.md"
_NOBODY = "Nobody in the library took part in what is near to it. Whom do you know who has dealt with it?"


def convene_url(problem: str, size: int = SIZE, path: str = "/convene") -> str:
    """Return the address of the room for a problem."""
    return f"{path}?{urlencode([('q', problem), *([('size', str(size))] if size != SIZE else [])])}"


def convene() -> str:
    """Say who should be in the room for a problem, or ask for one."""
    engine = searcher()
    asked, size = _asked()
    room = engine.convene(asked.text, size) if asked.text else None
    if room and room.notice and engine.knows_meaning:
        g.tag = ""  # what limits the choice may end before the next generation
    return render(
        ConvenePage(
            title=_title(asked.text),
            indexed=False,
            problem=asked.text,
            sizes=tuple(Choice(f"{number} people", str(number), number == size) for number in SIZES),
            answered=room is not None and room.answered,
            notice=room.notice if room else "",
            ignored=(*asked.ignored, *(room.ignored if room else ())),
            meant=_meant(room, size),
            search=f"/search?{urlencode({'q': asked.text})}",
            examples=() if room and room.answered else _examples(),
            blocks=_blocks(engine, room, size) if room and room.answered else (),
        )
    )


def brief() -> BaseResponse:
    """Send the invitation brief as a file; without a problem there is none."""
    asked, size = _asked()
    if not asked.text:
        return redirect("/convene")
    response = Response(_brief(searcher().convene(asked.text, size)), mimetype="text/markdown")
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


def _asked() -> tuple[SearchParams, int]:
    """Return the problem as the address has it, cleaned and cut as in search, and the size of the room."""
    asked = SearchParams.from_args(MultiDict({"q": request.args.get("q", "")}))
    return asked, next((size for size in SIZES if str(size) == request.args.get("size")), SIZE)


def _title(problem: str) -> str:
    title = "Who should be in the room?"
    return f"{labels.shortened(problem, 60)} – {title}" if problem else title


def _meant(room: Room | None, size: int) -> Correction | None:
    meant = room.did_you_mean if room else ""
    return Correction(meant, convene_url(meant, size)) if meant else None


def _examples() -> tuple[Link, ...]:
    """Return problems to try: the outcomes that domains want."""
    tiles = site().overviews.of(searcher()).domains
    return tuple(Link(tile.outcome, convene_url(tile.outcome)) for tile in tiles if tile.outcome)[:3]


def _brief(room: Room) -> str:
    return invitation_brief(room, request.url_root.rstrip("/"))


def _blocks(engine: Searcher, room: Room, size: int) -> tuple[Block, ...]:
    communities = tuple(NotedPage(one.page, _noted(one.reason, one.coordinators)) for one in room.communities)
    found: tuple[Block, ...] = (
        People(
            id="_room",
            heading="Whom to invite",
            intro="Chosen so that the problem is seen from different sides. Nobody has been asked yet.",
            items=tuple(_card(engine, seat) for seat in room.seats),
            empty=_NOBODY,
        ),
        Sectors(
            id="_sectors",
            heading="Which sectors are in the room",
            intro="As far as profiles say. Where there is nobody: whom do those you invite know there?",
            items=tuple(_sector(room, sector) for sector in Sector),
        ),
        NotedList(id="_communities", heading="Communities to involve", items=communities),
        Methods(
            id="_methods",
            heading="Methods that near cases used",
            items=tuple(_method(method) for method in room.methods),
        ),
        PageList(id="_read", heading="To read before", items=room.read),
        Brief(
            id="_brief",
            heading="Invitation brief",
            intro="A draft to change and send.",
            text=_brief(room),
            download=convene_url(room.question, size, "/convene.md"),
        ),
    )
    return tuple(block for block in found if block.items or block.empty)


def _card(engine: Searcher, seat: Seat) -> PersonCard:
    return replace(people.suggested(engine, seat.person), part=seat.adds)


def _sector(room: Room, sector: Sector) -> SectorLine:
    there = tuple(
        Link(seat.person.page.title, seat.person.page.url, example=seat.person.page.example)
        for seat in room.of_sector(sector)
    )
    return SectorLine(labels.sector(sector), there)


def _method(method: Method) -> UsedMethod:
    return UsedMethod(method.page, method.used_in)


def _noted(reason: str, coordinators: tuple[PageSummary, ...]) -> str:
    named = ", ".join(f"{one.title}{' (example)' if one.example else ''}" for one in coordinators)
    return f"{reason} Coordinated by {named}." if named else reason
