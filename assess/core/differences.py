"""What a reader of a comparison of two rounds must know: how the rounds differ in more than their ratings."""

from collections.abc import Iterator, Sequence

from assess.core.answers import ItemKey
from assess.core.framework import Framework, items_of
from assess.core.programme import Round, Service
from assess.core.rewording import reworded
from assess.core.taken import Taken
from assess.core.text import counted, listed


def differences(before: Taken, after: Taken, services: Sequence[Service], keys: Sequence[ItemKey]) -> Iterator[str]:
    """Yield a sentence for each difference between two rounds that a reader of their comparison must know.

    `services` and `keys` are the services and items that are compared.
    """
    yield from _wording_differences(before, after)
    yield from _form_differences(before.round, after.round)
    yield from _voice_differences(before, after, services, keys)
    was, now = ([one.people[service.key] for service in services] for one in (before, after))
    other = sum(earlier != later for earlier, later in zip(was, now, strict=True))
    if other:
        yield (
            f"The number of people who answered differs at {other} of {counted(len(services), 'service')}: "
            f"{sum(was)} in all in {before.round.name} and {sum(now)} in {after.round.name}."
        )


def differences_of_one(before: Taken, after: Taken, service: Service, keys: Sequence[ItemKey]) -> Iterator[str]:
    """Yield the differences between two rounds of one service; `keys` are the items that are compared."""
    yield from _wording_differences(before, after)
    yield from _form_differences(before.round, after.round)
    titles = [title for key, title in _titles(after, keys) if _other_voice(before, after, service, key)]
    if titles:
        yield (
            f"The level that counts comes from another voice than before on {counted(len(titles), 'item')}, for "
            f"instance an agreed level instead of the service's own: {listed(titles, most=len(titles))}."
        )
    was, now = (_people(each.people.get(service.key, 0)) for each in (before, after))
    if was != now:
        yield f"The number of people who answered differs: {was} in {before.round.name}, {now} in {after.round.name}."


def _people(count: int) -> str:
    # The exact number is unknown here when it is below five; only that nothing may be shown.
    return str(count) if count else "none or too few to show"


def _titles(taken: Taken, keys: Sequence[ItemKey]) -> Iterator[tuple[ItemKey, str]]:
    items = items_of(taken.frameworks)
    return ((key, items[key][1].title) for key in keys)


def _form_differences(before: Round, after: Round) -> Iterator[str]:
    if before.form != after.form:
        yield (
            f"The form was {before.form} in {before.name} and {after.form} in {after.name}: "
            "the thorough one looks closer before it rates."
        )


def _wording_differences(before: Taken, after: Taken) -> Iterator[str]:
    for one, other in ((before, after), (after, before)):
        for framework in one.frameworks:
            if other.framework(framework.key) is None:
                yield f"“{framework.title}” was rated in {one.round.name} only."
    for framework in after.frameworks:
        earlier = before.framework(framework.key)
        if earlier is None:
            continue
        # Items that people read in other words are not compared; all others depend on what the service read.
        if after.whose != "people" and reworded(earlier, framework, "service"):
            yield (
                f"“{framework.title}” was worded differently: version {earlier.version} in {before.round.name}, "
                f"version {framework.version} in {after.round.name}."
            )
        yield from _item_differences(earlier, before.round, framework, after.round)


def _item_differences(earlier: Framework, before: Round, later: Framework, after: Round) -> Iterator[str]:
    for one, round_, other in ((earlier, before, later), (later, after, earlier)):
        known = {item.key for item in other.items}
        titles = [f"“{item.title}”" for item in one.items if item.key not in known]
        if titles:
            yield f"Only {round_.name} asked for {listed(titles, most=len(titles))} in “{one.title}”."


def _voice_differences(
    before: Taken, after: Taken, services: Sequence[Service], keys: Sequence[ItemKey]
) -> Iterator[str]:
    changed = [service for service in services if any(_other_voice(before, after, service, key) for key in keys)]
    if changed:
        yield (
            f"The level that counts comes from another voice than before at {len(changed)} of "
            f"{counted(len(services), 'service')}, for instance an agreed level instead of the service's own: "
            f"{listed([service.name for service in changed], most=len(changed))}."
        )


def _other_voice(before: Taken, after: Taken, service: Service, key: ItemKey) -> bool:
    was, now = (each.rated.get(key, {}).get(service.key) for each in (before, after))
    return was is not None and now is not None and was.voice != now.voice
