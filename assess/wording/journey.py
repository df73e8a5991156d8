"""Where a service stands between two rounds, in words: its state, its steps, and the one thing to do next and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assess.core import paper
from assess.core.dates import day
from assess.core.journey import STEPS, Journey, Status, Step, StepName
from assess.core.text import counted
from assess.core.voices import ENOUGH_PEOPLE

WHAT_IT_IS = "Rate how you work **with** people, hear the same from them, and climb, round after round."
NAMES: Mapping[StepName, str] = {
    "rate": "Rate",
    "invite": "Invite",
    "agree": "Agree",
    "promise": "Promise",
    "give_back": "Give back",
    "next_round": "Next round",
}
STATUSES: Mapping[Status, str] = {"done": "done", "now": "now", "next": "next", "past": "not in this round"}
_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do: what, why in a sentence, what stands on its button and on which page it is done."""

    title: str
    why: str
    label: str
    page: str


def near_day(on: date, today: date) -> str:
    """Return a date without its year where that is this year: `4 November`."""
    return day(on) if on.year != today.year else f"{on.day} {on:%B}"


def heading(journey: Journey, progress: str = "") -> str:
    """Return the state of a service as the heading of a page: `Oak Lodge: nobody is invited yet`."""
    return f"{journey.service.name}: {state(journey, progress)}"


def state(journey: Journey, progress: str = "") -> str:
    """Say in a few words where a service stands; `progress` is the progress of its draft."""
    facts = journey.facts
    begun = progress or ("begun, and not submitted yet" if facts.response else "not rated yet")
    meet = f"people have answered, now meet{'' if facts.has_ended else f' after {_last_day(journey)}'}"
    states: Mapping[StepName, str] = {
        "rate": "reopened, and not submitted again" if facts.is_reopened else begun,
        "invite": "too few people have answered yet" if facts.is_invited else "nobody is invited yet",
        "agree": "answers on paper are still being typed in" if facts.is_typing else meet,
        "promise": "nothing is promised yet",
        "give_back": "people have heard nothing back yet",
    }
    return states.get(journey.now or "next_round") or _at_the_end(journey)


def _at_the_end(journey: Journey) -> str:
    facts = journey.facts
    if facts.round is None:
        return "no round has begun yet"
    if facts.rated is None:
        return f"{facts.round.name} ended without its answers"
    if any(step.status == "past" for step in journey.steps):
        return f"{facts.round.name} has ended"
    return f"all is done for {facts.round.name}"


def sentence(journey: Journey, progress: str = "") -> str:
    """Say in one sentence which step it is and where it stands: what a phone shows instead of all six."""
    if journey.now is None:
        return f"{_first_upper(state(journey, progress))}."
    return f"Step {STEPS.index(journey.now) + 1} of {len(STEPS)}, {NAMES[journey.now]}: {state(journey, progress)}."


def note(journey: Journey, step: Step) -> str:
    """Say beside a step how it stands: when it was done, until when it can be, or from when."""
    facts, today = journey.facts, journey.today
    if step.status == "past":
        return "too few people" if step.name in ("agree", "give_back") and facts.rated else STATUSES["past"]
    if step.status == "done":
        return _done(journey, step)
    if step.name == "next_round":
        return f"opens {near_day(facts.following.opens, today)}" if facts.following else "not set up yet"
    until = _last_day(journey)
    if step.status == "now":
        notes: Mapping[StepName, str] = {
            "rate": f"till {until}",
            "invite": f"{'too few' if facts.is_invited else 'nobody'} yet, till {until}",
            "agree": _apart(journey) if facts.has_ended else f"after {until}",
        }
        return notes.get(step.name, "now")
    return f"after {until}" if step.name == "agree" and facts.round and not facts.has_ended else "later"


def _done(journey: Journey, step: Step) -> str:
    if step.name == "invite":
        return how_many(journey)
    if step.name == "next_round" and step.on:
        return f"opened {near_day(step.on, journey.today)}"
    when = f" {'today' if step.on == journey.today else near_day(step.on, journey.today)}" if step.on else ""
    return f"done{when}"


def how_many(journey: Journey) -> str:
    """Say how many people have finished; while they can answer, the number is rounded down to fives."""
    people = journey.facts.people
    if people is None or not journey.facts.has_enough_people:
        return "too few people"
    if people.has_ended:
        return f"{people.submitted} people"
    return "five or more people" if people.submitted == ENOUGH_PEOPLE else f"{people.submitted} or more people"


def _apart(journey: Journey) -> str:
    return f"{counted(journey.facts.apart, 'item')} far apart" if journey.facts.apart else "now"


def _last_day(journey: Journey) -> str:
    round_ = journey.facts.round
    if round_ is None:
        return "the round"
    last = paper.last_day(round_) if journey.facts.is_typing else round_.closes
    return near_day(last, journey.today)


def act(journey: Journey, progress: str = "", furthest: str = "") -> Act:
    """Return the one thing to do next; `furthest` names the items on which the voices are furthest apart."""
    match journey.now:
        case "rate":
            return _rate(journey, progress)
        case "invite":
            return _invite(journey)
        case "agree":
            return _agree(journey, furthest)
        case "promise" | "give_back":
            return _promise(journey) if journey.now == "promise" else _GIVE_BACK
    return _next_round(journey)


_GIVE_BACK = Act(
    "Give it back: publish the sheet",
    "People who answered have heard nothing back. One page says what they said and what you promise.",
    "See the sheet",
    "give_back",
)


def _invite(journey: Journey) -> Act:
    if journey.facts.is_invited:
        why = (
            f"What people say is shown when {ENOUGH_PEOPLE} have answered. Until then nobody can see it, not even you."
        )
        return Act("Invite more people", why, "Invite people", "invite")
    why = (
        f"Without them this is only your own view. {_first_upper(number(ENOUGH_PEOPLE))} people or more can answer, "
        f"till {_last_day(journey)}."
    )
    return Act(f"Now ask the people who use {journey.service.name}", why, "Invite people", "invite")


def _agree(journey: Journey, furthest: str) -> Act:
    facts, until, many = journey.facts, _last_day(journey), _first_upper(how_many(journey))
    if facts.is_typing:
        why = f"What people say is shown when you say that all sheets are in, or after {until}."
        return Act("Type in the last sheets", why, "Enter paper answers", "typing")
    if not facts.has_ended:
        why = f"{many} have answered. What they say is shown after {until}."
        return Act("Choose a day to meet", why, "Invite more people", "invite")
    where = furthest or (f"You are far apart on {counted(facts.apart, 'item')}." if facts.apart else "")
    return Act(
        "Meet and agree", f"{many} have answered, and answering has ended. {where}".strip(), "Agree together", "agree"
    )


def _promise(journey: Journey) -> Act:
    agreed = f"You have agreed on {counted(journey.facts.agreed, 'item')}. " if journey.facts.agreed else ""
    why = f"{agreed}Say what you will do about what is low, who leads it, and until when."
    return Act("Promise what you will do", why, "Add an action", "actions")


def _rate(journey: Journey, progress: str) -> Act:
    facts, until = journey.facts, _last_day(journey)
    carries = bool(facts.round and facts.round.carries)
    last_time = " What you said last time is offered to be confirmed." if carries else ""
    if facts.is_reopened:
        why = f"You reopened your answers. Until you submit them again, the earlier ones count. You have till {until}."
        return Act("Submit your answers again", why, "Go on", "rate")
    if facts.response:
        why = f"Each answer is saved. They count when you submit them, till {until}.{last_time}"
        return Act(f"Go on: {progress}" if progress else "Go on rating", why, "Go on", "rate")
    name = facts.round.name if facts.round else ""
    why = f"{name} is open till {until}. It takes about ten minutes. Each answer is saved as you give it.{last_time}"
    return Act("Rate your service", why, "Start rating", "rate")


def _next_round(journey: Journey) -> Act:
    facts, following = journey.facts, journey.facts.following
    if journey.is_followed and following:
        why = f"{following.name} has begun: say what you did, and rate again."
        return Act(f"Go on in {following.name}", why, "Rate it again", "rate")
    title = (
        f"{following.name} opens on {near_day(following.opens, journey.today)}"
        if following
        else "The next round is not set up yet"
    )
    if facts.promised:
        return Act(title, f"Until then, keep what you promised: {kept(journey)}.", "See your actions", "actions")
    if facts.rated:
        return Act(title, "Until then, look at what the next step is.", "See your result", "result")
    return Act(title, "Until then there is nothing to do.", "See the rounds", "rounds")


def again(journey: Journey, promised: str) -> str:
    """Say that a round waits for a service that was rated before, after what became of its promises."""
    said = f"What we said, what we did: {promised} " if promised else ""
    round_ = journey.facts.round
    return f"{said}{round_.name if round_ else 'The next round'} is open till {_last_day(journey)}."


def kept(journey: Journey) -> str:
    """Say how many actions were promised in the round, and how many are overdue."""
    overdue = journey.facts.overdue
    return f"{counted(journey.facts.promised, 'promise')}{f', {overdue} overdue' if overdue else ''}"


def in_a_row(journey: Journey, progress: str = "") -> tuple[str, str]:
    """Return the next thing to do in few words, and what it rests on, for a row of a table."""
    facts, today = journey.facts, journey.today
    title = act(journey, progress).title
    if journey.now in ("rate", "invite") and facts.round:
        left = (facts.round.closes - today).days
        days = f"{counted(left, 'day')} left" if left else "today is the last day"
        return ("Invite people" if title.startswith("Now ask") else title), days
    if journey.now == "agree":
        return title, _apart(journey) if facts.has_ended and facts.apart else how_many(journey)
    if journey.now == "give_back":
        return title, kept(journey) if facts.promised else "nothing promised"
    return title, kept(journey) if facts.promised else ""


def when(journey: Journey) -> str:
    """Name the round of a journey, and say until when it is open: `Autumn 2026, till 12 December`."""
    round_ = journey.facts.round
    if round_ is None:
        return "no round yet"
    if journey.is_open:
        until = f"till {near_day(round_.closes, journey.today)}"
        return f"{round_.name}, {'answering has ended' if journey.facts.has_ended else until}"
    return f"{round_.name}, closed"


def how_many_wait(waiting: int, services: int) -> str:
    """Return the heading over several services: `Two of your five services wait for you this week`."""
    if not waiting:
        return f"None of your {number(services)} services waits for you this week"
    if waiting == services:
        return f"All {number(services)} of your services wait for you this week"
    wait = "waits" if waiting == 1 else "wait"
    return f"{number(waiting).capitalize()} of your {number(services)} services {wait} for you this week"


def all_of_them(shown: int, services: int) -> str:
    """Return the heading of the list of services: all of them, or how many are shown."""
    if shown == services:
        return f"All {number(services)}, the most urgent first"
    return f"The {number(shown)} most urgent"


def number(count: int) -> str:
    """Return a small number as a word, another in digits."""
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def who_sees(programme: str) -> str:
    """Say who sees a rating now that it is submitted."""
    return (
        f"The board of {programme} and commissioners see your levels now, with your notes behind them. People who "
        "answer by a code see nothing of yours before they send theirs."
    )


def to_put_right(journey: Journey) -> str:
    """Say until when answers can be corrected."""
    return f"You can correct your answers till {_last_day(journey)}. The result then says “corrected”."


def _first_upper(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def furthest(names: Sequence[str]) -> str:
    """Name the items on which both voices are furthest apart; "" for none."""
    return f"You are furthest apart on {' and '.join(names)}." if names else ""
