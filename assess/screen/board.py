"""The page that compares two rounds: what to choose, and the finding with its pictures and tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import streamlit as st

from assess import wording
from assess.core import finding, movement, progress
from assess.core.actions import Action
from assess.core.board import Comparison, alone, as_people_say, compare
from assess.core.catalogue import shown_first
from assess.core.dates import day
from assess.core.errors import NothingYetError
from assess.core.framework import Framework
from assess.core.movement import ServiceRow
from assess.core.programme import Programme, Round, Service, notices
from assess.core.progress import Column, ItemRow
from assess.core.taken import Taken, items_in
from assess.core.text import slug
from assess.present import charts
from assess.present.board_paper import Facts
from assess.present.compare import (
    ServiceGroup,
    folded,
    item_groups,
    rounds_head,
    service_line,
)
from assess.present.signs import Link, keys_of
from assess.screen import navigation, pick, session, show
from assess.tasks import papers

_PAPERS: Mapping[str, str] = {"docx": "Paper to edit (Word)", "pdf": "Paper to read (PDF)", "xlsx": "Data (Excel)"}
_ANNEXES: Mapping[str, str] = {"docx": "Annex to edit (Word)", "pdf": "Annex to read (PDF)"}
MOST_SLIPPED, MOST_ROSE, MOST_LOWEST = 3, 2, 2  # services in the short lists; all are in the table of every service
MOST_GAPS, MOST_OVERDUE = 2, 1  # rows of items on which voices are far apart and of overdue promises, beside the items


@dataclass(frozen=True)
class Compared:
    """Two rounds of a programme beside all its rounds, and what follows from them."""

    programme: Programme
    comparison: Comparison
    rounds: Sequence[Taken]

    @cached_property
    def shown(self) -> Sequence[Taken]:
        """The rounds of the strips."""
        return progress.shown_rounds(self.rounds, self.comparison, session.today())

    @cached_property
    def items(self) -> Sequence[ItemRow]:
        """A row for each item."""
        return progress.item_rows(self.comparison, self.shown)

    @cached_property
    def columns(self) -> Mapping[str, Sequence[Column]]:
        """The columns over all rounds of each framework of the later round, by its key."""
        return {
            framework.key: progress.columns(self.rounds, framework.key, session.today())
            for framework in self.comparison.after.frameworks
        }

    @cached_property
    def open(self) -> frozenset[str]:
        """The frameworks whose items are shown at once; those of the others are folded up."""
        return shown_first(self.comparison.after.frameworks)

    @cached_property
    def services(self) -> Sequence[ServiceRow]:
        """A row for each service."""
        return movement.service_rows(self.comparison, self.shown)

    @cached_property
    def people(self) -> Comparison:
        """The same rounds by what people say."""
        return as_people_say(self.comparison)

    @property
    def before(self) -> Round:
        """The earlier round."""
        return self.comparison.before.round

    @property
    def after(self) -> Round:
        """The later round."""
        return self.comparison.after.round

    @property
    def keys(self) -> tuple[str, str]:
        """The keys of the two rounds."""
        return self.before.key, self.after.key


def first_with_two_rounds(programmes: Sequence[Programme]) -> Programme | None:
    """Return the first programme in which two rounds have begun, None when there is none."""
    return next((programme for programme in programmes if len(rounds_begun(programme)) > 1), None)


def pick_rounds(programme: Programme, begun: Sequence[Round]) -> tuple[Round, Round]:
    """Ask for two of these rounds; by default the last two closed ones. NothingYetError when there are fewer."""
    if len(begun) < 2:
        sentence = wording.first_round.nobody(programme.name, begun)
        raise NothingYetError(sentence, "rounds", "Look at the rounds", programme=programme.key)
    after = _pick_round("Later round", begun[1:], usual_rounds(begun)[1], "later")
    earlier = begun[: begun.index(after)]
    return _pick_round("Earlier round", earlier, earlier[-1], "earlier"), after


def usual_rounds(begun: Sequence[Round]) -> tuple[Round, Round]:
    """Return the default rounds, of at least two that have begun: the last two closed ones."""
    closed = [round_ for round_ in begun if not round_.is_open(session.today())]
    later = closed[-1] if len(closed) > 1 else begun[-1]
    return begun[begun.index(later) - 1], later


def rounds_begun(programme: Programme) -> list[Round]:
    """Return the programme's rounds that have opened by today, oldest first."""
    rounds = session.store().rounds.of(session.viewer(), programme.key)
    return [round_ for round_ in rounds if round_.opens <= session.today()]


def taken(rounds: Sequence[Round]) -> list[Taken]:
    """Return what the viewer may see of rounds: their services, frameworks and positions."""
    return [papers.round_as_taken(session.store(), session.viewer(), round_) for round_ in rounds]


def pick_services(services: Mapping[str, Service]) -> list[str]:
    """Ask for a kind of service and an area; return the keys of the services of that kind in that area."""
    kind = pick.part("Kind of service", "All kinds", [service.kind for service in services.values()], "kind")
    area = pick.part("Area", "All areas", [service.area for service in services.values()], "area")
    return [key for key, service in services.items() if kind in ("", service.kind) and area in ("", service.area)]


def choose() -> Compared:
    """Ask for a programme, two rounds, a kind of service and an area, and whose view; return them compared."""
    programme = pick.programme(first_with_two_rounds)
    begun = rounds_begun(programme)
    every = taken(begun)
    before, after = _first_round(every) or pick_rounds(programme, begun)
    services, whose = pick_services(every[-1].services), pick.whose()
    like = next(one for one in every if one.round == after)
    rounds = [one.only(services).seen_by(whose, like) for one in every]
    earlier, later = (next(one for one in rounds if one.round == round_) for round_ in (before, after))
    if before == after:
        return Compared(programme, alone(later), [later])
    return Compared(programme, compare(earlier, later), rounds)


def _first_round(every: Sequence[Taken]) -> tuple[Round, Round] | None:
    """Return the one round that has answers as both rounds, None where several have, or none."""
    answered = [one.round for one in every if one.counted]
    return (answered[0], answered[0]) if len(answered) == 1 else None


def title(compared: Compared) -> str:
    """Return the page's heading, which is the finding."""
    rounds = (compared.before, compared.after)
    part = wording.compare.chosen(compared.programme.name, navigation.chosen("kind"), navigation.chosen("area"))
    name = wording.views.as_seen(part, compared.comparison.whose)
    so_far = any(round_.is_open(session.today()) for round_ in rounds)
    if compared.comparison.is_first:
        return wording.first_round.title(name, compared.comparison, so_far=so_far)
    return wording.compare.title(name, finding.finding(compared.comparison), so_far=so_far)


def nothing(compared: Compared) -> str:
    """Say that there is nothing to show yet of the rounds chosen."""
    if compared.comparison.is_first:
        return wording.first_round.nothing(compared.comparison.after)
    return wording.board.nothing_in_common(compared.before, compared.after)


def sentence(compared: Compared) -> None:
    """Say which way it goes, who took part, what is low and how what people say has moved.

    Whether the voices agree stands in a heading of its own.
    """
    comparison = compared.comparison
    show.sign_table(
        "compare_sentence.html",
        moved=wording.compare.moved(finding.finding(comparison), compared.before),
        others=[
            wording.views.took_part(comparison),
            wording.compare.weakest(finding.weakest(comparison)),
            "" if comparison.whose == "people" else wording.views.people_moved(compared.people),
        ],
        notice=" ".join(notices(comparison.services)),
    )


def columns(compared: Compared) -> None:
    """Show each framework that is not folded up over all rounds, side by side."""
    frameworks = [framework for framework in compared.comparison.frameworks if framework.key in compared.open]
    reach = charts.progress.extent([column for one in frameworks for column in compared.columns[one.key]])
    for place, framework in zip(st.columns(max(len(frameworks), 2)), frameworks, strict=False):
        with place, st.container(gap=None):
            _columns(compared, framework, compared.columns[framework.key], reach)


def _columns(compared: Compared, framework: Framework, shown: Sequence[Column], reach: charts.progress.Extent) -> None:
    now = next(column for column in shown if column.round.key == compared.after.key)
    show.sign_table(
        "compare_columns.html",
        title=wording.compare.short_name(framework),
        n=now.n,
        round=compared.after.name,
        keys=[
            replace(key, words=f"{count} {key.words}")
            for key, count in zip(keys_of(framework), now.thirds.values(), strict=True)
        ][::-1],
    )
    show.picture(
        f"columns {framework.key} {compared.keys} {reach} {columns_seen(shown)}",
        partial(charts.progress.columns_chart, shown, compared.keys, reach),
        wording.compare.columns_alternative(framework, shown, compared.after),
    )


def columns_seen(shown: Sequence[Column]) -> str:
    """Return a text that differs for every other content of the columns; a whole framework is slow to write out."""
    return str(
        [(one.framework.fingerprint, one.round, one.thirds, one.took_part, one.services, one.is_open) for one in shown]
    )


def answer(compared: Compared, promised: Sequence[Action]) -> None:
    """Show which items and services rose and fell, where the voices differ, and what is overdue."""
    comparison, rows = compared.comparison, compared.services
    ladder = progress.headline_of(comparison.after)
    shown = [row for row in compared.items if row.framework.key in compared.open]
    items = [row for row in shown if row.key != ladder]
    up, down = finding.items_that_moved(items)
    gaps = movement.far_apart(comparison)
    overdue = [action for action in promised if action.is_overdue(session.today())]
    show.sign_table(
        "compare.html",
        items_heading=wording.compare.items_heading(items, up, down),
        items_note=wording.compare.items_note(finding.most_moved(up), finding.most_moved(down)),
        rounds=rounds_head(compared.shown, compared.keys),
        round_names=", ".join(one.round.name for one in compared.shown),
        before=compared.before.name,
        groups=item_groups(shown, compared.items),
        words=wording.compare.IN_SHORT,
        services_note=wording.compare.WHO_SLIPPED,
        services_heading=wording.compare.services_heading(len(movement.slipped(rows)), len(movement.rose(rows))),
        services=_short_lists(compared),
        missing=wording.compare.missing([service.name for service in comparison.after.missing], compared.after),
        voices_heading=wording.compare.voices_heading(finding.heard(rows), comparison.whose),
        gaps=[
            (Link("result", gap.service.name, {"service": gap.service.key, "round": compared.after.key}), words)
            for gap in gaps[:MOST_GAPS]
            for words in [wording.compare.gap(gap)]
        ],
        gaps_note=wording.compare.how_many_gaps_shown(MOST_GAPS, len(gaps)),
        overdue_note=wording.compare.how_many_overdue_shown(MOST_OVERDUE, len(overdue)),
        promises_heading=wording.compare.promises_heading(
            sum(action.state == "done" for action in promised), len(overdue), len(promised)
        ),
        overdue=[
            f"{action.what}, {comparison.after.services[action.service].name}, {day(action.due)}"
            for action in sorted(overdue, key=lambda action: action.due)[:MOST_OVERDUE]
        ],
    )


def folded_up(compared: Compared) -> None:
    """Show the finding of each other framework, with its items folded away."""
    rows = [row for row in compared.items if row.framework.key not in compared.open]
    if rows:
        show.sign_table(
            "compare_folded.html",
            rounds=rounds_head(compared.shown, compared.keys),
            round_names=", ".join(one.round.name for one in compared.shown),
            before=compared.before.name,
            after=compared.after.name,
            frameworks=folded(rows, compared.items, compared.columns, compared.after),
        )


def _short_lists(compared: Compared) -> list[ServiceGroup]:
    after = compared.comparison.after
    lists = (
        ("Slipped", movement.slipped(compared.services), MOST_SLIPPED),
        ("Rose most", movement.rose(compared.services), MOST_ROSE),
        ("Lowest now", movement.lowest(compared.services), MOST_LOWEST),
    )
    return [
        ServiceGroup(
            title,
            tuple(service_line(row, compared.shown, after) for row in rows[:most]),
            wording.compare.how_many_shown(most, len(rows)),
        )
        for title, rows, most in lists
        if rows
    ]


def promised(compared: Compared) -> list[Action]:
    """Return what the services in sight have promised on items of these rounds."""
    services, items = compared.comparison.after.services, items_in(compared.rounds)
    return [
        action
        for action in session.store().actions.visible_to(session.viewer(), programme=compared.programme.key)
        if action.service in services and (action.framework, action.item) in items
    ]


def take_away(
    programme: Programme,
    comparison: Comparison,
    kinds: Mapping[str, str] = _PAPERS,
    annexes: Mapping[str, str] = _ANNEXES,
) -> None:
    """Offer the paper on this comparison, its annex and the data; each is made on the click, from what is in sight.

    `kinds` and `annexes` are the labels of what is offered.
    """
    before, after = comparison.before, comparison.after
    arguments = (
        session.store(),
        session.viewer(),
        programme,
        before.round,
        after.round,
        session.today(),
        list(after.services),
        wording.compare.chosen(programme.name, navigation.chosen("kind"), navigation.chosen("area")),
        comparison.whose,
    )
    rounds = " ".join(dict.fromkeys((before.round.name, after.round.name)))
    name = slug(f"{wording.views.as_seen(programme.name, comparison.whose)} {rounds}")
    with st.container(horizontal=True, key="screen-only-paper"):
        for kind, label in kinds.items():
            show.download(label, partial(_made, papers.PAPER_FORMATS[kind], *arguments), f"{name}.{kind}")
        for kind, label in annexes.items():
            show.download(label, partial(_made, papers.ANNEX_FORMATS[kind], *arguments), f"{name}-annex.{kind}")


def _made(write: Callable[[Facts], bytes], *arguments: Any) -> bytes:  # noqa: ANN401 - those of papers.facts
    return write(papers.facts(*arguments))


def _pick_round(question: str, options: Sequence[Round], usual: Round, parameter: str) -> Round:
    rounds = {round_.key: round_ for round_ in reversed(options)}
    return rounds[pick.one(question, {key: round_.name for key, round_ in rounds.items()}, parameter, usual.key)]
