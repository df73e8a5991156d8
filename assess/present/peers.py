"""The rows of the tables that compare a service with its anonymous peers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assess.core.peers import Beside
from assess.core.scoring import Standing
from assess.present.result import levels_of
from assess.present.signs import Band, Key
from assess.wording import peers

KEYS = (
    Key("this service", sign="own"),
    Key("middle half of peers", sign="half"),
    Key("middle peer", sign="middle"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One item: where the service and its peers stand, on a line and in words; apart is outside the middle half."""

    title: str
    band: Band
    own: str
    peers: str
    is_apart: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one framework under their finding; `sentences` say what else follows from the numbers."""

    title: str
    heading: str
    sentences: tuple[str, ...]
    levels: str
    half_of: str
    rows: tuple[Row, ...]


def groups(standings: Mapping[str, Standing], peers_of: Mapping[str, Mapping[str, Beside]]) -> list[Group]:
    """Return the frameworks on which the service has a level and peers may be shown, both by framework."""
    return [
        Group(
            title=standing.framework.title,
            heading=peers.beside_heading(standing.framework, standing, peers_of[key]),
            sentences=tuple(_sentences(standing, peers_of[key])),
            levels=levels_of(standing.framework),
            half_of=peers.half_of(peers_of[key]),
            rows=tuple(rows(standing, peers_of[key])),
        )
        for key, standing in standings.items()
        if standing.levels and peers_of[key]
    ]


def _sentences(standing: Standing, beside: Mapping[str, Beside]) -> Iterator[str]:
    headline = beside.get(standing.asked[0].key)
    sentences = (
        peers.bands(headline) if headline else "",
        peers.above_and_below(standing, beside),
        peers.held_back(len(standing.asked), len(beside)),
    )
    yield from filter(None, sentences)


def rows(standing: Standing, beside: Mapping[str, Beside]) -> list[Row]:
    """Return each item that was asked, in the framework's order; `beside` has what may be shown, by item."""
    said = peers.peer_rows(standing.framework, standing.asked, standing, beside)
    return [
        Row(
            title=item.title,
            band=Band.of(standing.framework, standing.levels.get(item.key), beside.get(item.key)),
            own=words["This service"],
            peers=words["Middle half of peers"],
            is_apart=_is_apart(standing.levels.get(item.key), beside.get(item.key)),
        )
        for item, words in zip(standing.asked, said, strict=True)
    ]


def _is_apart(level: int | None, found: Beside | None) -> bool:
    return level is not None and found is not None and not found.lower <= level <= found.upper
