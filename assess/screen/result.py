"""A service's result: its path on the ladder, its items through the rounds, and what people say beside it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from assess import wording
from assess.core import scoring
from assess.core.change import Change
from assess.core.framework import Framework, Item, items_of
from assess.core.history import RoundLevels, people_moved
from assess.core.notes import NoteTable
from assess.core.programme import Round, Service, cautions
from assess.core.scoring import Standing
from assess.core.text import slug
from assess.core.voices import Unheard
from assess.present import charts, result, tables
from assess.present.home import Line, Section
from assess.present.signs import Link
from assess.screen import journey, navigation, session, show, together, who
from assess.tasks import outcome, papers
from assess.tasks.outcome import Outcome, heard

INVITING: frozenset[Unheard] = frozenset({"nobody", "open"})  # people can still be invited and answer


def after_submitting(service: Service, round_: Round) -> None:
    """Show, when a service has submitted, the way to go, what comes next, who sees it, and how to put it right."""
    stands = journey.of(service, round_)
    if stands is None:
        return
    journey.full(stands)
    journey.next_act(stands)
    programme = next(
        each for each in session.store().programmes.visible_to(session.viewer()) if each.key == service.programme
    )
    correct = Link("rate", "Correct your answers", {"assessment": stands.facts.response})
    show.sign_table(
        "home_lines.html",
        sentences=(),
        acts=(),
        sections=[
            Section("Who sees this", (Line("", wording.journey.who_sees(programme.name)),)),
            Section("Something wrong?", (Line("", wording.journey.to_put_right(stands), correct),)),
        ],
    )


def promise(service: Service) -> None:
    """Offer the page of actions; nobody here can keep a promise for a service whose published report we read."""
    promises = session.may_rate() and not service.is_reading
    if promises and st.button("Promise what you will do", icon=":material/flag:", key="promise", width="stretch"):
        navigation.go("actions", service=service.key)


def unheard(service: Service, round_: Round) -> tuple[Unheard, str]:
    """Return why nothing that people said is shown, and the same in words."""
    why = session.store().voices.unheard(session.viewer(), service.key, round_.key)
    return why, wording.voices.unheard(why, service, round_)


def head(
    past: Sequence[RoundLevels], now: Outcome, service: Service, moved: Sequence[Change], earlier: Round | None
) -> None:
    """Show in a paragraph where the service stands, how far it has moved and what people say."""
    positions = [position for position in past[-1].positions.values() if position.people]
    voices = wording.voices.in_short(positions, session.people_in(service, now.round))
    show.sign_table(
        "result_head.html",
        finding=wording.result.where_it_stands(past, now.standings),
        # The heading of the items says what has moved.
        sentences=[
            *([] if moved else [wording.result.items_moved(moved, earlier)]),
            voices or unheard(service, now.round)[1],
            *([people] if (people := _people_moved(past, now)) else []),
        ],
        submitted=wording.result.by_whom(service, now.round, now.submitted),
    )


def _people_moved(past: Sequence[RoundLevels], now: Outcome) -> str:
    frameworks = [standing.framework for standing in now.standings.values()]
    ladder = next(((one.key, one.items[0].key) for one in frameworks if one.kind == "rung"), None)
    return wording.result.people_moved(people_moved(past, frameworks), ladder)


def ladders(past: Sequence[RoundLevels], now: Outcome) -> None:
    """Show each ladder with the path of the service on it."""
    drawn = result.shown(past)
    labels = [column.label for column in result.columns(drawn)]
    for standing in now.standings.values():
        framework, key = standing.framework, (standing.framework.key, standing.framework.items[0].key)
        if framework.kind == "rung":
            heading = wording.result.path_heading(framework, len(drawn), len(past))
            has_people = any(each.people(key) is not None for each in drawn)
            keys = result.ladder_keys(framework, has_people=has_people)
            show.sign_table(
                "result_ladder.html", heading=heading, note=wording.result.ladder_note(drawn, key), keys=keys
            )
            facts = [(each.levels.get(key), each.people(key), each.is_submitted) for each in drawn]
            show.picture(
                f"path {framework.fingerprint} {labels} {facts}",
                partial(charts.path.path, framework, drawn, labels),
                wording.result.on_the_ladder(framework, drawn),
            )


def next_steps(now: Outcome) -> None:
    """Show what the level above looks like for the items that stand lowest, and which items are to be found out."""
    steps = [wording.result.next_step(standing, item) for standing, item in scoring.next_steps(now.standings)]
    find_out = wording.result.not_known(now.standings.values())
    show.sign_table("result_next.html", steps=steps, find_out=find_out)


def items(
    past: Sequence[RoundLevels],
    now: Outcome,
    changes: Sequence[Change],
    moved: Sequence[Change],
    earlier: Round | None,
    differences: Sequence[str],
) -> None:
    """Show each item through the rounds with both voices; `moved` are the changes without the ladder's."""
    drawn, has_people = result.shown(past), any(position.people for position in past[-1].positions.values())
    steps = {(change.framework.key, change.item.key): change.steps for change in changes}
    notes = [wording.result.ITEM, *([wording.voices.FAR_APART] if has_people else ())]
    groups = tuple(result.groups(now.standings, drawn, steps, now.corrected))
    show.remembered_sign_table(
        "result_items.html",
        heading=wording.result.items_heading(moved, earlier),
        notes=(*notes, wording.result.differ(differences)),
        keys=tuple(result.keys(now.standings, has_people=has_people)),
        columns=tuple(result.columns(drawn)),
        since=earlier.name if earlier else "",
        has_people=has_people,
        groups=groups,
        has_many=sum(len(group.rows) for group in groups if group.is_open) > result.MANY,
    )


def voices(service: Service, now: Outcome, written: Sequence[tuple[str, str]], most: int = 3) -> None:
    """Show where the two voices are far apart, the first notes of people, and what stands out."""
    store = session.store()
    positions = heard(store, session.viewer(), service, now.round)
    how_far_apart = wording.voices.how_far_apart(positions, session.people_in(service, now.round))
    items = items_of(store.rounds.frameworks(now.round.key))
    furthest = wording.voices.furthest(positions, items)
    strengths = wording.result.strengths(now.standings.values(), positions)
    show.sign_table(
        "result_voices.html",
        heading=wording.voices.heading(positions, service),
        apart=how_far_apart if positions else unheard(service, now.round)[1],
        furthest=furthest[:most],
        more=len(furthest) - most,
        unsure=wording.voices.dont_know(positions, items),
        written=written[:most],
        strengths=strengths or [wording.result.NO_STRENGTHS],
        evidence=wording.result.evidenced(now.standings),
        aside=wording.asides.in_round(store.asides.in_round(session.viewer(), service.key, now.round.key)),
    )


def written(service: Service, round_: Round) -> list[tuple[str, str]]:
    """Return what people wrote about the items whose people's level is shown, and to open questions, with a title."""
    store = session.store()
    titles = items_of(store.rounds.frameworks(round_.key))
    words = store.voices.words_of_people(session.viewer(), service.key, round_.key)
    openly = store.together.words(session.viewer(), service.key, round_.key)
    return [
        *((titles[key][1].title, note) for key, note in words if key in titles),
        *((wording.together.QUESTIONS[word.question], word.text) for word in openly),
    ]


def lead_on(service: Service, round_: Round, past: Sequence[RoundLevels]) -> None:
    """Lead to both voices side by side, or to inviting people while they can still answer."""
    if any(position.people for position in past[-1].positions.values()):
        show.link("agree", "See both voices side by side", icon="compare", service=service.key)
    elif unheard(service, round_)[0] in INVITING and round_.is_open(session.today()):
        show.link("invite", "Invite people to answer", service=service.key)


def changed(
    changes: Sequence[Change],
    items: Sequence[Change],
    earlier: Round | None,
    round_: Round,
    differences: Sequence[str],
) -> None:
    """Show what moved since an earlier round, after what else is different; `items` are the changes without ladders."""
    moves = result.moves(changes)
    show.sign_table(
        "result_moves.html",
        sentences=differences if moves else [*differences, wording.result.items_moved(items, earlier)],
        moves=moves,
        before=earlier.name if earlier else "",
        after=round_.name,
    )


def words(written: Sequence[tuple[str, str]], service: Service, round_: Round) -> None:
    """Show who of the people answered, where that is counted, and everything that they wrote."""
    who.counted(service, round_)
    show.sign_table("result_words.html", written=written, nothing=_nothing(wording.voices.NOTHING_WRITTEN))
    together.lead_on(service, round_)


def words_headings(service: Service, written: Sequence[tuple[str, str]], own: Sequence[tuple[str, str]]) -> list[str]:
    """Name what people and what the service wrote, and how much it is where it may be shown."""
    has_words = session.viewer().sees.words
    return [
        f"What people wrote ({len(written)})" if has_words else "What people wrote",
        wording.result.written_heading(service, len(own) if has_words else None),
    ]


def _nothing(usual: str) -> str:
    return usual if session.viewer().sees.words else wording.links.WITHOUT_WORDS


def own_words(now: Outcome, in_tables: Collection[str] = ()) -> list[tuple[str, str]]:
    """Return what the service wrote behind its levels, item by item; [] where words are not shown.

    The notes on the frameworks of `in_tables` are left out; reasons and links are not.
    """
    if not session.viewer().sees.words:
        return []
    answers = {key: replace(answer, note="") if key[0] in in_tables else answer for key, answer in now.answers.items()}
    return [each for standing in now.standings.values() for each in wording.result.written(answers, standing.framework)]


def rests_on(service: Service, now: Outcome, before: Outcome | None) -> None:
    """Show what the service wrote behind its levels, after how a reading of a report is to be read.

    Where a framework has two notes an item they are two tables, each beside the round before.
    """
    for caution in cautions([service]):
        show.say(caution)
    tables = outcome.notes(now, before) if session.viewer().sees.words else {}
    written = own_words(now, tables)
    if written or not tables:
        show.sign_table("result_words.html", written=written, nothing=_nothing(wording.result.NOTHING_WRITTEN))
    for key, both in tables.items():
        _notes(both, now.standings[key].framework, now.round, before.round if before else None, service)


def stages(now: Outcome, before: Outcome | None) -> dict[str, Callable[[], object]]:
    """Return a tab with a picture of each ladder's stages, or of its levels, {} where none of them has a rung."""
    earlier = before.standings if before else {}
    rounds = [now.round, *([before.round] if before else [])]
    return {
        wording.result.stages_heading(standing.framework): partial(_stages, items, standing, earlier.get(key), rounds)
        for key, standing in now.standings.items()
        if (items := result.stage_items(standing))
    }


def _stages(items: Sequence[Item], standing: Standing, earlier: Standing | None, rounds: Sequence[Round]) -> None:
    framework = standing.framework
    heading = wording.result.stages_heading(framework)
    show.picture(
        f"stages {standing.fingerprint()}",
        partial(charts.stages.stages, framework, items, standing.levels),
        wording.result.stages(framework, items, standing.levels),
    )
    show.rows(wording.result.stage_rows(items, standing, earlier, rounds), heading)


def _notes(
    tables: Sequence[NoteTable], framework: Framework, round_: Round, earlier: Round | None, service: Service
) -> None:
    show.strong(wording.result.notes_heading(framework))
    show.sign_table(
        "result_notes.html",
        tables=tables,
        item=wording.result.NOTED,
        now=round_.name,
        before=earlier.name if earlier else "",
        nothing=wording.result.NOT_NOTED,
    )
    with st.container(horizontal=True):
        for kind, label in {"pdf": "Both tables (PDF)", "docx": "Both tables (Word)"}.items():
            arguments = session.store(), session.viewer(), service, round_, framework.key, session.today()
            name = f"{slug(f'{service.name} {round_.name} {framework.key}')}.{kind}"
            show.download(label, partial(papers.notes_file, kind, *arguments), name)


def worked_out(now: Outcome) -> None:
    """Show the index of each scale with what it means and rests on, and how scores are worked out."""
    for standing in now.standings.values():
        if standing.framework.kind == "scale":
            show.strong(wording.result.index(standing))
            show.say(wording.result.coverage(standing))
    show.say(wording.result.HOW_SCORED)
    show.link("guide", "How scores are worked out", icon="calculate")


def in_tables(past: Sequence[RoundLevels], now: Outcome, before: Outcome | None, service: Service) -> None:
    """Show the same as tables of words: the ladder round by round, and each framework in the last two rounds."""
    earlier = before.standings if before else {}
    for key, standing in now.standings.items():
        framework, shown = (
            standing.framework,
            f"{standing.fingerprint()} {key in earlier and earlier[key].fingerprint()}",
        )
        if framework.kind == "rung":
            show.rows(wording.result.path_rows(framework, past, service), f"{framework.title}, round by round")
        if framework.kind != "rung" or len(standing.asked) > 1:
            make = partial(tables.standing_table, standing, earlier.get(key))
            show.table(f"standing {shown}", make, framework.title)


def whose_view(service: Service, round_: Round) -> None:
    """Say whether a result rests on the service's own answers alone, or on people's too and how many they are."""
    store = session.store()
    positions = heard(store, session.viewer(), service, round_)
    if not positions:
        why, sentence = unheard(service, round_)
        show.say(f"{wording.voices.alone([service])}. {sentence}")
        if why in INVITING and round_.is_open(session.today()):
            show.link("invite", "Invite people to answer", service=service.key)
        return
    show.say(wording.voices.how_far_apart(positions, session.people_in(service, round_)))
    if apart := wording.voices.furthest_apart(positions, items_of(store.rounds.frameworks(round_.key))):
        show.say(apart)
    show.link("agree", "See both voices side by side", icon="compare", service=service.key)


def both_voices(service: Service, round_: Round) -> None:
    """Show where the service and people stand on each item, framework by framework."""
    store = session.store()
    positions = heard(store, session.viewer(), service, round_)
    show.sign_table(
        "voices.html",
        note=wording.voices.FAR_APART,
        keys=result.VOICES,
        groups=result.both_voices(store.rounds.frameworks(round_.key), positions),
    )
