"""The page that compares, while only one round of a programme has answers: what it comes to, without what moved."""

from collections.abc import Mapping, Sequence

from assess import wording
from assess.core import finding, movement
from assess.core.framework import Framework
from assess.core.movement import ServiceRow
from assess.core.programme import cautions, notices
from assess.present import first_round
from assess.present.board_paper import Facts
from assess.present.compare import cells_of, service_line
from assess.present.signs import Key, Link, keys_of
from assess.screen import board_tabs, session, show
from assess.screen.board import Compared, promised

MOST = 4  # services in each short list, and items on which the voices are far apart
MOST_ROWS = 60  # services in the table of every service


def sentence(compared: Compared) -> None:
    """Say how the ratings stand, who took part, what is low and whether the voices agree."""
    lead, *others = first_round.sentences(_facts(compared))
    notice = " ".join(notices(compared.comparison.services))
    show.sign_table("compare_sentence.html", moved=lead, others=others, notice=notice)


def page(compared: Compared) -> None:
    """Show a first round: the items, the lowest services, the voices, the promises and every service."""
    facts = _facts(compared)
    _answer(compared, facts)
    _services(compared, facts)
    show.say(wording.first_round.NEXT)
    if facts.promised:
        with show.expander("All promises"):
            board_tabs.actions(compared, facts.promised)
    with show.expander("Who submitted, and how this was worked out"):
        board_tabs.turnout(facts.comparison)
        rules = wording.first_round.WORDS, wording.views.ABOUT[facts.comparison.whose]
        for rule in (*rules, *cautions(facts.comparison.services)):
            if rule:
                show.say(rule)


def _facts(compared: Compared) -> Facts:
    """Return the facts of the paper, so that the page says the same."""
    rounds, actions = tuple(compared.rounds), tuple(promised(compared))
    return Facts(compared.programme, compared.comparison, rounds, actions, {}, session.today())


def _answer(compared: Compared, facts: Facts) -> None:
    comparison = facts.comparison
    rows = [row for row in facts.items if row.framework.key in compared.open]
    gaps = movement.far_apart(comparison)
    late = sum(action.is_overdue(facts.today) for action in facts.promised)
    done = sum(action.state == "done" for action in facts.promised)
    show.sign_table(
        "first_round.html",
        items_heading=wording.first_round.ITEMS,
        groups=first_round.item_groups(rows),
        words=wording.first_round.WORDS,
        more=wording.paper.left_to_annex(len(rows), len(facts.items), "item"),
        services=[
            (title, [_link(facts, row) for row in found[:MOST]], wording.first_round.how_many(MOST, len(found)))
            for title, found in _short_lists(facts).items()
        ],
        voices_heading=wording.compare.voices_heading(finding.heard(facts.services), comparison.whose),
        gaps=[
            (Link("result", gap.service.name, {"service": gap.service.key}), wording.compare.gap(gap))
            for gap in gaps[:MOST]
        ],
        gaps_note=wording.first_round.how_many(MOST, len(gaps)),
        promises_heading=wording.compare.promises_heading(done, late, len(facts.promised)),
    )


def _short_lists(facts: Facts) -> Mapping[str, Sequence[ServiceRow]]:
    rungs = [row.rung.level for row in facts.services if row.rung]
    highest = [row for row in facts.services if row.rung and row.rung.level == max(rungs)]
    lowest = movement.lowest(facts.services)
    return {
        f"{wording.first_round.LOWEST}{_on_rung(lowest)}": lowest,
        # If all stand on one rung, there is no second list.
        f"{wording.first_round.HIGHEST}{_on_rung(highest)}": highest if len(set(rungs)) > 1 else [],
    }


def _on_rung(rows: Sequence[ServiceRow]) -> str:
    places = [row.rung for row in rows if row.rung]
    return wording.first_round.on_rung(places[0].framework, places[0].level) if places else ""


def _link(facts: Facts, row: ServiceRow) -> Link:
    return Link("result", row.service.name, {"service": row.service.key, "round": facts.after.round.key})


def _services(compared: Compared, facts: Facts) -> None:
    after = facts.after
    cells = list(cells_of(after, compared.open))
    frameworks: dict[tuple[int, ...], Framework] = {one.values: one for one in after.frameworks}
    rows = first_round.in_order(facts, facts.services)
    show.sign_table(
        "first_services.html",
        heading=wording.first_round.SERVICES,
        keys=[
            *(key for framework in frameworks.values() for key in keys_of(framework)),
            Key("voices far apart", sign="people"),
            Key("not answered", sign="unknown"),
        ],
        label=f"Every service in {after.round.name}",
        columns=[
            (wording.compare.short_title(framework, item.key), place == 0 or cells[place - 1][0].key != framework.key)
            for place, (framework, item) in enumerate(cells)
        ],
        lines=[
            (service_line(row, facts.shown, after, cells), first_round.low_and_high(after, row))
            for row in rows[:MOST_ROWS]
        ],
    )
    if len(rows) > MOST_ROWS:
        show.say(f"The first {MOST_ROWS} are here. Choose a kind or an area to see the others.")
