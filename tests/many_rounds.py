"""Programmes of several sizes in one database: as many invented services and rounds as requested."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from assess.core.catalogue import Catalogue
from assess.core.programme import Programme
from assess.tasks import fictional
from assess.tasks.example import Example

Size = tuple[int, int]  # services and rounds, of which the last one is open
MOST_ROUNDS = 8
USUAL, LARGEST = (12, 5), (40, 8)
SIZES: tuple[Size, ...] = ((4, 2), USUAL, LARGEST)


def of_sizes(catalogue: Catalogue, today: date, sizes: Iterable[Size]) -> Example:
    """Return a programme for each size, named after it: `12 services, 5 rounds`.

    With several sizes, the names of a programme's services end in `numbered` of its size.
    """
    known = tuple(sizes)
    # Two years earlier there were four rounds more; the one that was open then is the first of those that follow.
    spans = [fictional.generate(catalogue, today - timedelta(days=730)), fictional.generate(catalogue, today)]
    parts = [_of_size(catalogue, spans, size, numbered(size) if len(known) > 1 else "") for size in known]
    return Example(
        programmes=tuple(programme for part in parts for programme in part.programmes),
        services=tuple(service for part in parts for service in part.services),
        rounds=tuple(round_ for part in parts for round_ in part.rounds),
        sittings=tuple(sitting for part in parts for sitting in part.sittings),
    )


def key_of(size: Size) -> str:
    """Return the key of the programme of a size."""
    return f"{size[0]}-services-{size[1]}-rounds"


def numbered(size: Size) -> str:
    """Return the suffix of the service names of a programme, where there are several programmes."""
    return f" {SIZES.index(size) + 1}"


def _of_size(catalogue: Catalogue, spans: Sequence[Example], size: Size, end: str) -> Example:
    count, rounds = size
    programme = Programme(key_of(size), f"{count} services, {rounds} rounds")
    names = dict.fromkeys(round_.name for span in spans for round_ in span.rounds)
    kept = list(names)[-min(rounds, MOST_ROUNDS) :]
    services = [
        # Two services of an organisation cannot have one name.
        replace(
            one,
            key=f"{one.key}-{programme.key}",
            name=f"{one.name}{end}",
            organisation=f"{one.organisation}, {programme.name}",
            programme=programme.key,
        )
        for one in spans[1].services[:count]
    ]
    known = {service.key for service in services}
    named = {round_.key: round_.name for span in spans for round_ in span.rounds}
    latest = {round_.name: round_ for span in spans for round_ in span.rounds}
    # Rounds of the same name ask different frameworks in different programmes; here all ask only the core.
    core = {framework.key for framework in catalogue.core}
    sittings = {
        (sitting.service, named[sitting.round], sitting.voice, sitting.by): replace(
            sitting,
            service=f"{sitting.service}-{programme.key}",
            round=_key(named[sitting.round], programme),
            answers=tuple(answer for answer in sitting.answers if answer.framework in core),
        )
        for span in spans
        for sitting in span.sittings
        # If both rounds have the same respondent, only the later one counts.
        if span is spans[1] or named[sitting.round] not in {round_.name for round_ in spans[1].rounds}
        if named[sitting.round] in kept and f"{sitting.service}-{programme.key}" in known
    }
    return Example(
        programmes=(programme,),
        services=tuple(services),
        rounds=tuple(replace(latest[name], key=_key(name, programme), programme=programme.key) for name in kept),
        sittings=tuple(sittings.values()),
    )


def _key(name: str, programme: Programme) -> str:
    return f"{name}-{programme.key}".lower().replace(" ", "-")
