"""Recording what the service and the people who use it agree on, as their board sends it."""

from collections.abc import Mapping
from typing import Any

from assess import wording
from assess.core import meeting
from assess.core.access import Viewer
from assess.core.answers import Answer, ItemKey
from assess.core.errors import InputError
from assess.core.framework import Framework, Item, items_of
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.store import Store
from assess.tasks import outcome

Settled = Mapping[ItemKey, Answer]


def settled(store: Store, viewer: Viewer, service: Service, round_: Round) -> Settled:
    """Return the answers on which both voices have agreed in a round so far."""
    answers = outcome.agreed(store, viewer, service, round_)
    return {key: answer for key, answer in answers.items() if answer.level is not None}


def shown(answer: Answer | None) -> list[str]:
    """Return an agreed answer as the board shows it: the key of its level and the reason."""
    return [meeting.key_of(answer), answer.note] if answer else ["", ""]


def record(store: Store, viewer: Viewer, service: Service, round_: Round, sent: Mapping[str, Any]) -> str:
    """Record an agreement sent by the board, and return the sentence that confirms it.

    `sent` has the item's `key`, the `level` with the reason (`why`), whether a level that nobody said is `meant`, and
    what the board had `seen` as agreed before. An InputError if it is invalid, since a browser can send anything, or if
    somebody else has agreed meanwhile; from then on the board shows their level.
    """
    position, framework, item = _about(store, viewer, service, round_, sent.get("key"))
    stands = settled(store, viewer, service, round_).get((framework.key, item.key))
    answer = meeting.agreed((framework, item), stands, sent.get("level"), sent.get("why"))
    if answer != stands:
        unsaid = "" if answer.level is None else wording.voices.outside(position, framework, answer.level)
        if unsaid and sent.get("meant") is not True:
            raise InputError(unsaid)
        seen = stands if sent.get("seen") == shown(stands) else Answer(*answer.key)
        store.voices.agree(viewer, service.key, round_.key, answer, seen)
    return wording.voices.recorded(item)


def _about(
    store: Store, viewer: Viewer, service: Service, round_: Round, key: object
) -> tuple[Position, Framework, Item]:
    for position in outcome.heard(store, viewer, service, round_):
        if key == f"{position.framework}/{position.item}":
            return position, *items_of(store.rounds.frameworks(round_.key))[position.framework, position.item]
    raise InputError("Of this item people's level is not shown, so there is nothing to agree.")


def staff_wrote(store: Store, viewer: Viewer, service: Service, round_: Round) -> dict[ItemKey, list[str]]:
    """Return the notes that a service submitted on each item, both of them where a framework has two."""
    items = items_of(store.rounds.frameworks(round_.key))
    return {
        key: notes
        for spoken in store.voices.said(viewer, round_.key)
        if (spoken.service, spoken.voice) == (service.key, "service")
        for key, about in items.items()
        if (notes := wording.result.notes(spoken.answers, *about))
    }
