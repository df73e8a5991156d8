"""Who is missing in a round, as a text for a mail, and what stands in a calendar. Nothing is sent from here."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from assess.core.actions import Action
from assess.core.answers import ItemKey
from assess.core.dates import day
from assess.core.framework import Framework, Item, Voice
from assess.core.programme import Round, Service
from assess.core.text import counted
from assess.core.voices import Turnout

NOT_BEGUN, NOT_SUBMITTED, NOT_INVITED = "Not begun", "Begun and not submitted", "People not invited"
SENT_BY_YOU = (
    "Copy the text into a mail. Rung by Rung sends nothing and holds no addresses. The lists are as things stand now."
)


def missing(
    services: Sequence[Service], turnout: Mapping[tuple[str, Voice], Turnout], invited: Collection[str]
) -> dict[str, list[Service]]:
    """Return the services that have something left to do in an open round, by what it is; without the empty lists.

    `invited` are the keys of the services whose people can answer by a link or a code.
    """
    own = {service.key: turnout.get((service.key, "service")) for service in services}
    lists = {
        NOT_BEGUN: [service for service in services if own[service.key] is None],
        NOT_SUBMITTED: [service for service in services if (came := own[service.key]) and not came.last],
        NOT_INVITED: [service for service in services if service.key not in invited],
    }
    return {what: found for what, found in lists.items() if found}


def title(lists: Mapping[str, Sequence[Service]]) -> str:
    """Return under which title the lists are folded up: how many services have something left to do."""
    services = {service.key for found in lists.values() for service in found}
    return f"Remind {counted(len(services), 'service')}"


def mail(round_: Round, lists: Mapping[str, Sequence[Service]], address: str) -> str:
    """Return a text for a mail to those who are missing in a round; `address` is where the dashboard opens.

    A service is named with its organisation, since two may have the same name.
    """
    about = (
        f"{round_.name} is open until {day(round_.closes)}. A service rates itself in about ten minutes, and each "
        "answer is saved as it is given. People who use the service need time as well, so please invite them early."
    )
    parts = [f"Subject: {round_.name} ends on {day(round_.closes)}", "", "Hello,", "", about, ""]
    for what, services in lists.items():
        parts += [f"{what}:", *(f"- {service.name} ({service.organisation})" for service in services), ""]
    return "\n".join([*parts, f"Go on here: {address}", "", "Thank you"])


def last_day(round_: Round, programme: str) -> tuple[str, str]:
    """Return what a calendar says of a round's last day: a title, and what to do by then."""
    return (
        f"Last day of {round_.name} ({programme})",
        "Submit the service's own answers, and invite the people who use it. What is answered later does not count.",
    )


def due(action: Action, service: Service, items: Mapping[ItemKey, tuple[Framework, Item]]) -> tuple[str, str]:
    """Return what a calendar says of the day by which an action is due: a title, and what it is about."""
    found = items.get((action.framework, action.item))
    led = " and ".join(filter(None, [action.owner, action.co_owner])) or "nobody yet"
    about = [f"About: {found[1].title}."] if found else []
    return f"{service.name}: {action.what}", " ".join([*about, f"Led by {led}. State: {action.state}."])


def unfinished(actions: Iterable[Action]) -> list[Action]:
    """Return the actions that are still to be done, the first due day first."""
    return sorted((action for action in actions if not action.is_finished), key=lambda action: (action.due, action.key))
