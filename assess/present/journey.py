"""The six steps of a service as a list with signs, and of several services as rows of a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assess.core.journey import STEPS, Journey, Status, StepName
from assess.core.names import of_services
from assess.present.signs import Link
from assess.wording import journey as words

PAGES: Mapping[StepName, str] = {
    "rate": "rate",
    "invite": "invite",
    "agree": "agree",
    "promise": "actions",
    "give_back": "give_back",
    "next_round": "result",
}
NAMES = tuple(words.NAMES[name] for name in STEPS)
_MARKS: Mapping[Status, str] = {"done": "✓", "past": "–"}


@dataclass(frozen=True, slots=True)
class StepSign:
    """One step: its sign, its name, the note beside it, and the page for it if the link is useful."""

    name: str
    status: Status
    mark: str
    note: str
    link: Link | None = None

    @property
    def status_words(self) -> str:
        """Its status for screen readers, where only its sign and its name are visible."""
        return words.STATUSES[self.status]


@dataclass(frozen=True, slots=True)
class Row:
    """One service in the table: its name with its round, its steps, and the next thing to do with what it rests on."""

    service: Link
    round: str
    steps: tuple[StepSign, ...]
    next: Link
    detail: str


def steps(journey: Journey, is_linked: Callable[[str], bool], here: str = "") -> tuple[StepSign, ...]:
    """Return the steps of a journey; the one that is now leads to its page, unless that is the page `here`."""
    return tuple(
        StepSign(
            words.NAMES[step.name],
            step.status,
            _MARKS.get(step.status, str(place)),
            words.note(journey, step),
            link_of(journey, PAGES[step.name], words.NAMES[step.name])
            if step.status == "now" and PAGES[step.name] not in (here, "result") and is_linked(PAGES[step.name])
            else None,
        )
        for place, step in enumerate(journey.steps, 1)
    )


def link_of(journey: Journey, page: str, text: str) -> Link:
    """Return a link to a page about the service of a journey, in its round where the page asks for one."""
    if page == "rate" and journey.now == "rate" and journey.facts.response:
        return Link(page, text, {"assessment": journey.facts.response})
    round_ = {"round": journey.facts.round.key} if journey.facts.round and page in _WITH_ROUND else {}
    return Link(page, text, {"service": journey.service.key, **round_})


_WITH_ROUND = frozenset({"invite", "typing", "agree", "give_back"})


def rows(journeys: Sequence[Journey], progress: Mapping[str, str], is_linked: Callable[[str], bool]) -> list[Row]:
    """Return a row for each journey, in their order; of services with one name, each has its organisation too."""
    names, made = of_services([journey.service for journey in journeys]), []
    for journey in journeys:
        answered = progress.get(journey.facts.response, "")
        title, detail = words.in_a_row(journey, answered)
        page = words.act(journey, answered).page
        home = "result" if journey.facts.rated else "rate"
        made.append(
            Row(
                link_of(journey, home, names[journey.service.key]),
                words.when(journey),
                steps(journey, lambda _: False),
                link_of(journey, page if is_linked(page) else home, title),
                detail,
            )
        )
    return made
