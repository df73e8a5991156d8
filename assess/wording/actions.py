"""Actions in sentences and tables: what was promised and its state."""

from collections.abc import Mapping, Sequence
from datetime import date

from assess.core.actions import Action
from assess.core.answers import ItemKey
from assess.core.dates import day
from assess.core.framework import Framework, Item
from assess.core.programme import Service


def title(actions: Sequence[Action], today: date) -> str:
    """Return how the actions of a service stand as the heading of their page."""
    return promises(actions, today).removesuffix(".")


def promises(actions: Sequence[Action], today: date) -> str:
    """Say how many actions there are, how many are done, and how many overdue or without an owner, if any are."""
    if not actions:
        return "Nothing was promised yet."
    kept = sum(each.state == "done" for each in actions)
    overdue = sum(each.is_overdue(today) for each in actions)
    ownerless = sum(not each.owner and not each.is_finished for each in actions)
    faults = "".join(
        f", {count} {how}" for count, how in ((overdue, "overdue"), (ownerless, "without an owner")) if count
    )
    return f"{len(actions)} promised: {kept} done{faults}."


ACTION_COLUMNS = ("Service", "Item", "What", "From", "To", "State", "Due", "Led by", "With")


def action_list(
    actions: Sequence[Action],
    services: Mapping[str, Service],
    items: Mapping[ItemKey, tuple[Framework, Item]],
    today: date,
) -> list[dict[str, str]]:
    """Return actions as rows of a table; those on items that are not told are left out."""
    rows = []
    for each in actions:
        if each.service in services and (each.framework, each.item) in items:
            framework, item = items[each.framework, each.item]
            due = f"{day(each.due)}{' (overdue)' if each.is_overdue(today) else ''}"
            who = (each.owner or "nobody yet", each.co_owner or "nobody yet")
            levels = (framework.named(each.level), framework.named(each.target))
            cells = (services[each.service].name, item.title, each.what, *levels, each.state, due, *who)
            rows.append(dict(zip(ACTION_COLUMNS, cells, strict=True)))
    return rows


def promise(
    action: Action, framework: Framework, item: Item, now: int | None, today: date, beside: str = ""
) -> list[str]:
    """Say what was promised on an item, by whom and until when, and where the item stands now.

    `beside` says that it is the agreed level, "" if it is not; see `voices.beside`.
    """
    start = "not rated" if action.level is None else framework.level(action.level).label
    stands = "not rated" if now is None else framework.level(now).label
    agreed = f" ({beside})" if beside else ""
    owners = " with ".join(filter(None, (action.owner, action.co_owner))) or "nobody yet"
    due = f"overdue since {day(action.due)}" if action.is_overdue(today) else f"due {day(action.due)}"
    return [
        f"{item.title}: {action.what}",
        f"{action.state.capitalize()}, {due}. Led by {owners}.",
        f"From “{start}” to “{framework.level(action.target).label}”; now “{stands}”{agreed}.",
    ]
