"""What changed in a service because of people, and the items and actions that a change may belong to."""

from collections.abc import Iterable, Mapping

from assess.core.access import Viewer
from assess.core.answers import ItemKey
from assess.core.framework import Framework, Item, items_of
from assess.core.programme import Round, Service
from assess.store import Store

Items = Mapping[ItemKey, tuple[Framework, Item]]


def items_asked(store: Store, rounds: Iterable[Round]) -> Items:
    """Return the items that these rounds ask about, in the wording of the last of them that has an item."""
    return {key: item for each in rounds for key, item in items_of(store.rounds.frameworks(each.key)).items()}


def items_of_service(store: Store, viewer: Viewer, service: Service) -> Items:
    """Return the items that the rounds of a service ask about."""
    return items_asked(store, store.rounds.of_service(viewer, service))
