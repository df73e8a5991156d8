"""A programme's rounds as they were taken, read from the store for whoever compares them."""

from assess.access import Viewer
from assess.board import Taken
from assess.programme import Round
from assess.store import Store


def taken(store: Store, viewer: Viewer, round_: Round) -> Taken:
    """Return one round with the services of its programme that the viewer may see, whether they took part or not."""
    services = (one for one in store.services(viewer) if one.programme == round_.programme)
    turnout = store.turnout(viewer, round_.key)
    return Taken(
        round=round_,
        services={service.key: service for service in services},
        frameworks=store.frameworks(round_.key),
        positions=tuple(store.positions_in_round(viewer, round_.key)),
        submitted={
            service: counts.first
            for (service, voice), counts in turnout.items()
            if voice == "service" and counts.first is not None
        },
    )
