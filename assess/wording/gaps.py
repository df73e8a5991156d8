"""How far the two voices are apart over the services of a programme, in sentences."""

from collections.abc import Sequence

from assess.core.board import Apart, Comparison, Gap, Spread, Verdict
from assess.core.programme import Round
from assess.core.taken import Taken
from assess.core.text import counted
from assess.core.voices import CHANGED_AFTER, ENOUGH_PEOPLE
from assess.wording.voices import alone


def gaps_heading(comparison: Comparison) -> str:
    """Say on how many items the voices are far apart, or that only one voice was heard."""
    if not comparison.people_answered:
        return alone(comparison.services)
    apart = comparison.apart
    if not any(gap.after.n for gap in comparison.gaps):
        return f"Too few people who use the services answered in {comparison.after.round.name}"
    if not apart or not apart[0].after.flagged:
        return f"In {comparison.after.round.name} the two voices are close on every item"
    return f"The two voices disagree most on {apart[0].item.title}"


def voices_apart(comparison: Comparison) -> str:
    """Say how often people see it differently from the services, in both rounds, or that too few have answered."""
    if not comparison.people_answered:
        view = "our reading" if comparison.services and comparison.services[0].is_reading else "the services' own view"
        return f"Too few people who use the services have answered to show what they say, so this is {view} only."
    after = _flagged_share([gap.after for gap in comparison.gaps])
    before = _flagged_share([gap.before for gap in comparison.gaps])
    now, then = comparison.after.round.name, comparison.before.round.name
    if after is None:
        return f"People who use the services answered in {then} only: they stood two levels or more apart on {before}."
    if comparison.left_out.reworded:
        earlier = f"in {then} people read other words, so what they said then is not compared"
    else:
        earlier = f"in {then} it was {before}" if before else f"in {then} too few people had answered"
    return (
        f"The services and the people who use them stand two levels or more apart on {after} that both rated in {now}; "
        f"{earlier}."
    )


def not_shown(taken: Taken) -> str:
    """Say of the people who answered about all services how many no question shows, and why; "" for nobody."""
    shown, left = sum(taken.people.values()), sum(taken.unshown.values())
    if not left:
        return ""
    # To say which of the two it is would reveal whether a few people rated an item.
    return (
        f"In {taken.round.name} no question shows more than {shown} of the {shown + left} people who answered: the "
        f"others left it out, or beside one group there were fewer than {ENOUGH_PEOPLE}."
    )


def gap_sentence(gap: Gap) -> str:
    """Say of one item whether its gap closed, with what that rests on."""
    verdict = gap.verdict
    if gap.heard_twice and not gap.same_words:
        return f"{gap.item.title}: {spread(gap.after)}. People read other words before, so the gaps are not compared."
    if verdict is None:
        return f"{gap.item.title}: {spread(gap.after)}. No service has both voices in both rounds."
    heard = counted(gap.heard_twice, "service")
    return f"{gap.item.title}: {spread(gap.after)}. {_VERDICTS[verdict]} ({heard} with both voices in both rounds)."


def service_apart(one: Apart, before: Round, after: Round) -> str:
    """Return how far a service stands from what people say, with its name, in each round in which both answered."""
    said = [
        f"{_level_gap(steps)}{f', {CHANGED_AFTER},' if changed else ''} in {round_.name}"
        for steps, changed, round_ in (
            (one.after, one.changed_after, after),
            (one.before, one.changed_before, before),
        )
        if steps is not None
    ]
    return f"{one.service.name}: {', '.join(said)}"


def spread(found: Spread) -> str:
    """Return the gaps of one item in one round: how many are flagged, of how many, and the middle one in words."""
    if found.median is None:
        return "too few people answered"
    changed = f"; {found.changed} {CHANGED_AFTER}" if found.changed else ""
    return f"{found.flagged} of {found.n} far apart; the middle one: {_level_gap(found.median)}{changed}"


def verdict(found: Verdict | None, *, same_words: bool = True) -> str:
    """Return whether a gap closed, in a word or two; without the same words for people that cannot be said."""
    if not same_words:
        return "other words"
    return "not known" if found is None else _WORDS[found]


_VERDICTS: dict[Verdict, str] = {
    "closed": "The gap has closed",
    "narrower": "The gap has narrowed",
    "same": "As many are apart as before",
    "wider": "The gap has widened",
    "opened": "A gap has opened",
}


_WORDS: dict[Verdict, str] = {
    "closed": "closed",
    "narrower": "narrower",
    "same": "same",
    "wider": "wider",
    "opened": "new gap",
}


def _flagged_share(spreads: Sequence[Spread]) -> str | None:
    n = sum(found.n for found in spreads)
    return f"{sum(found.flagged for found in spreads)} of {counted(n, 'rating')}" if n else None


def _level_gap(steps: int) -> str:
    if not steps:
        return "same level"
    return f"service {abs(steps)} {'higher' if steps > 0 else 'lower'}"
