"""A service that asked people the three open questions, with what they wrote."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from assess.core.access import guest, local_viewer
from assess.core.answers import Answer
from assess.core.dates import date_of
from assess.core.programme import Round, Service
from assess.core.together import OPEN
from assess.core.voices import Invitation
from assess.store import Store

ME = local_viewer()
EQUAL = Answer("principles", "equal", 2)
LEVELS = [Answer("ladder", "overall", 4), EQUAL]
# What each of seven people wrote; the last one wrote nothing.
WROTE: Sequence[Mapping[str, str]] = (
    {"works": "Anna always calls back.", "not": "I wait too long.", "want": "Tell me when you come."},
    {"works": "The garden.", "not": "Nobody says when they come."},
    {"not": "I wait and nobody comes.", "want": "A say in the menu."},
    {"works": "They listen."},
    {"want": "More to do at night."},
    {"not": "I wait too long."},
    {},
)


def asking(store: Store, today: date, *, asked: bool = True) -> tuple[Service, Round, Invitation]:
    """Return a service in an open round with an invitation; it has rated itself, and asks openly unless told not to."""
    programme = store.programmes.add(ME, "Fernshire").key
    service = store.services.add(ME, "Larkrise", "Fernbridge", "home care", "North", programme)
    span = timedelta(days=20)
    round_ = store.rounds.open(ME, programme, "Summer", today - span, today + span)
    response = store.ratings.start(ME, service.key, round_.key).key
    store.ratings.save(ME, response, LEVELS)
    store.ratings.submit(ME, response)
    if asked:
        store.together.ask(ME, service.key, round_.key)
    return service, round_, store.invitations.open(ME, service.key, round_.key)


def writes(
    store: Store, invitation: Invitation, words: Mapping[str, str], people: int | None = None, *, rates: bool = True
) -> str:
    """Answer as one person or a group, and finish; return the key of the response."""
    response = store.invitations.join(invitation.token, people).key
    answers = [Answer(OPEN, question, note=text) for question, text in words.items()]
    store.ratings.save(guest(response), response, [*(LEVELS if rates else ()), *answers])
    if rates:
        store.ratings.submit(guest(response), response)
    return response


def written(store: Store, *, closed: bool = True) -> tuple[Service, Round, Invitation]:
    """Return a service about which seven people wrote, with answering ended unless told otherwise."""
    service, round_, invitation = asking(store, date_of(store.clock()))
    for words in WROTE:
        writes(store, invitation, words)
    if closed:
        store.invitations.close(ME, invitation)
    return service, round_, invitation
