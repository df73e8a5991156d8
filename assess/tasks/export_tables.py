"""Export: the rows of eleven tables of plain text.

An export contains what its viewer may see: of people who use a service the level that may be shown, their words without
saying who and how many came, never one person's answers. So it says how many answers a service typed in, but not
whether a group or single people stand behind a level. A backup contains everything.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from itertools import zip_longest

from assess.core import asides
from assess.core.access import Viewer
from assess.core.actions import Action
from assess.core.answers import Answer
from assess.core.brought import Finished
from assess.core.case_notes import CaseNote
from assess.core.counts import WHO
from assess.core.framework import Framework
from assess.core.impact import Impact
from assess.core.learned import NOTHING, Learned
from assess.core.membership import is_retired
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.core.publication import TEXTS, Publication
from assess.core.submitted import Submitted
from assess.core.together import OPEN, Theme, Together
from assess.store import Store
from assess.tasks.columns import RETIRED, TableRow
from assess.tasks.row_versions import versioned

_CELL = 30_000  # characters; a cell of a workbook holds 32,767


def exported(store: Store, viewer: Viewer) -> dict[str, list[TableRow]]:
    """Return everything that the viewer may see, by table; the same database gives the same rows in the same order."""
    store.positions.reveal_closed_rounds()
    programmes = store.programmes.visible_to(viewer)
    services = sorted(store.services.visible_to(viewer), key=lambda one: one.key)
    rounds = [each for programme in programmes for each in store.rounds.of(viewer, programme.key)]
    actions = sorted(store.actions.visible_to(viewer), key=lambda one: one.key)
    frameworks = {one.key: store.rounds.frameworks(one.key) for one in rounds}
    learned = store.learned.visible_to(viewer)
    tables: dict[str, list[TableRow]] = {
        "programmes": [{"key": one.key, "name": one.name} for one in sorted(programmes, key=lambda one: one.key)],
        "services": [
            {
                **service_row(one),
                "set_aside": _spans(store, viewer, one),
                "moves": _moves(store, viewer, one),
                **_said(learned.get(one.key, NOTHING)),
            }
            for one in services
        ],
        "rounds": [round_row(one, frameworks[one.key]) for one in sorted(rounds, key=lambda one: one.key)],
        "ratings": [
            row
            for each in sorted(rounds, key=lambda one: one.key)
            for row in [*_own(store, viewer, each), *of_people(store, viewer, each)]
        ],
        "actions": [action_row(one) for one in actions],
        "what_changed": [impact_row(one) for one in sorted(store.impacts.visible_to(viewer), key=lambda one: one.key)],
        "themes": [
            theme_row(theme, stands)
            for each in sorted(rounds, key=lambda one: one.key)
            for stands in store.together.by_service(viewer, each.key).values()
            for theme in stands.themes
        ],
        "case_notes": [case_note_row(one) for one in store.case_notes.visible_to(viewer) if not one.is_empty],
    }
    turnout = [row for each in sorted(rounds, key=lambda one: one.key) for row in turnout_rows(store, viewer, each)]
    wordings = framework_rows(framework for asked in frameworks.values() for framework in asked)
    return {
        **{table: versioned(table, rows) for table, rows in tables.items()},
        "frameworks": wordings,
        "turnout": turnout,
        "given_back": [publication_row(one) for one in store.publications.visible_to(viewer)],
    }


def template(store: Store, viewer: Viewer, today: date) -> dict[str, list[TableRow]]:
    """Return an export with a blank row for every quick item of every open round that a service has not submitted."""
    tables = exported(store, viewer)
    rated = {(row["service"], row["round"]) for row in tables["ratings"] if row["voice"] == "service"}
    rounds = [
        each
        for programme in store.programmes.visible_to(viewer)
        for each in store.rounds.of(viewer, programme.key)
        if each.is_open(today)
    ]
    blank = [
        rating_row(service.key, each.key, "service", Answer(framework.key, item.key))
        for each in rounds
        for service in store.members.in_round(viewer, each)
        if (service.key, each.key) not in rated
        for framework in store.rounds.asked(service.key, each.key)
        for item in framework.asked(each.form, "service")
    ]
    tables["ratings"] += versioned("ratings", blank)
    return tables


def service_row(one: Service) -> TableRow:
    """Return a service as a row."""
    texts = {name: str(getattr(one, name)) for name in ("key", "name", "organisation", "kind", "area", "programme")}
    return {**texts, "shares_learning": _yes(one.shares_learning), "notice": one.notice}


def _said(learned: Learned) -> TableRow:
    return {"learned": learned.how, "ask": learned.contact}


def _spans(store: Store, viewer: Viewer, one: Service) -> str:
    """Return a service's set-aside frameworks: `milestones since 2026-03-01T10:00:00Z until 2026-05-01T10:00:00Z`."""
    return "; ".join(
        f"{span.framework} since {moment(span.start)}{f' until {moment(span.end)}' if span.end else ''}"
        for span in asides.spans(store.asides.acts(viewer, one.key))
    )


def _moves(store: Store, viewer: Viewer, one: Service) -> str:
    """Return where a service was before: `fernshire until 2026-03-01T10:00:00Z`; one that is retired ends so."""
    moves = store.members.moves(viewer, one.key)
    was = [f"{move.before or RETIRED} until {moment(move.at)}" for move in moves]
    return "; ".join([*was, RETIRED] if is_retired(moves) else was)


def framework_rows(frameworks: Iterable[Framework]) -> list[TableRow]:
    """Return the wording of each version of a framework as rows: one, or several if it is too long for a cell."""
    versions: Mapping[tuple[str, int], Framework] = {(one.key, one.version): one for one in frameworks}
    return [
        {"key": key, "version": str(version), "part": str(part), "body": body[start : start + _CELL]}
        for (key, version), framework in sorted(versions.items(), key=lambda one: one[0])
        for body in [framework.model_dump_json()]
        for part, start in enumerate(range(0, len(body), _CELL), start=1)
    ]


def round_row(one: Round, frameworks: Iterable[Framework]) -> TableRow:
    """Return a round on these frameworks as a row."""
    return {
        "key": one.key,
        "programme": one.programme,
        "name": one.name,
        "opens": one.opens.isoformat(),
        "closes": one.closes.isoformat(),
        "ended": moment(one.ended),
        "form": one.form,
        "carries": _yes(one.carries),
        "frameworks": "; ".join(f"{each.key} {each.version}" for each in frameworks),
    }


def action_row(one: Action) -> TableRow:
    """Return an action as a row."""
    return {
        **{name: str(getattr(one, name)) for name in ("key", "service", "round", "framework", "item", "what")},
        "level": _number_text(one.level),
        "target": _number_text(one.target),
        "owner": one.owner,
        "co_owner": one.co_owner,
        "due": one.due.isoformat(),
        "state": one.state,
        "made": one.made.isoformat(),
    }


def impact_row(one: Impact) -> TableRow:
    """Return what changed because of people as a row."""
    return {name: str(cell) for name, cell in asdict(one).items()}


def publication_row(one: Publication) -> TableRow:
    """Return a published sheet as a row."""
    texts = {name: str(getattr(one, name)) for name in TEXTS}
    return {"service": one.service, "round": one.round, "published": moment(one.at), **texts}


def theme_row(one: Theme, stands: Together) -> TableRow:
    """Return a theme with the notes that stand in it as a row."""
    texts = {name: str(value) for name, value in asdict(one).items() if name != "dropped"}
    return {**texts, "notes": "\n".join(sorted(word.key for word in stands.words_of(one)))}


def case_note_row(one: CaseNote) -> TableRow:
    """Return a case note as a row."""
    return {name: str(value) for name, value in asdict(one).items()}


def rating_row(
    service: str,
    round_: str,
    voice: str,
    answer: Answer,
    *,
    people: int | None = None,
    at: datetime | None = None,
    when: Submitted | None = None,
    changed_after: bool | None = None,
) -> TableRow:
    """Return an answer as a row, with what `when` says of corrections."""
    first = when.first if when and when.is_corrected else None
    return {
        "service": service,
        "round": round_,
        "voice": voice,
        "people": _number_text(people),
        "submitted": moment(at),
        "first_submitted": moment(first),
        "reopened": moment(when.reopened if when else None),
        "framework": answer.framework,
        "item": answer.item,
        "level": _number_text(answer.level),
        "does_not_apply": answer.does_not_apply,
        "dont_know": "yes" if answer.dont_know else "",
        "note": answer.note,
        "link": answer.link,
        "changed_after": "" if changed_after is None else _yes(changed_after),
    }


def moment(at: datetime | None) -> str:
    """Return a moment of universal time as text, "" for none."""
    return "" if at is None else f"{at.replace(tzinfo=None).isoformat()}Z"


def moment_read(text: str) -> datetime:
    """Return the moment that a text gives; a ValueError if it gives none."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _own(store: Store, viewer: Viewer, round_: Round) -> Iterator[TableRow]:
    changed = {
        (each.service, each.framework, each.item)
        for each in store.positions.in_round(viewer, round_.key)
        if each.changed_after
    }
    for spoken in store.voices.said(viewer, round_.key):
        for key, answer in sorted(spoken.answers.items()):
            if answer.is_given or answer.note or answer.link:
                is_changed = (spoken.service, *key) in changed if spoken.voice == "service" else None
                yield rating_row(
                    spoken.service,
                    round_.key,
                    spoken.voice,
                    answer,
                    at=spoken.at,
                    when=spoken.when,
                    changed_after=is_changed,
                )


def of_people(store: Store, viewer: Viewer, round_: Round) -> Iterator[TableRow]:
    """Yield people's levels and words in a round by service, where they may be shown."""
    positions = [one for one in store.positions.in_round(viewer, round_.key) if one.people_level is not None]
    if not positions:
        return
    words: dict[tuple[str, str, str], list[str]] = {}
    for note in store.voices.notes(viewer, round_.key):
        if note.voice == "people":
            words.setdefault((note.service, note.framework, note.item), []).append(note.text)
    heads: dict[str, int] = {}
    for one in positions:
        heads[one.service] = max(heads.get(one.service, 0), one.people)
        yield from _people_rows(one, sorted(words.get((one.service, one.framework, one.item), [])))
    for service, openly in store.together.words_by_service(viewer, round_.key).items():
        for word in openly:
            answer = Answer(OPEN, word.question, note=word.text)
            yield rating_row(service, round_.key, "people", answer, people=heads[service])


def _people_rows(one: Position, notes: Sequence[str]) -> Iterator[TableRow]:
    """Yield a row with the level and the first note, one for each further note, and one for those who don't know."""
    for level, note in zip_longest([one.people_level], notes or [""]):
        answer = Answer(one.framework, one.item, level, note=note)
        yield rating_row(one.service, one.round, "people", answer, people=one.people)
    if one.unsure:
        answer = Answer(one.framework, one.item, dont_know=True)
        yield rating_row(one.service, one.round, "people", answer, people=one.unsure)


def turnout_rows(store: Store, viewer: Viewer, round_: Round) -> Iterator[TableRow]:
    """Yield how many people answered about each service in a round, if answering has ended."""
    come = {key: one for (key, voice), one in store.voices.turnout(viewer, round_.key).items() if voice == "people"}
    counts = store.counts.who_by_service(viewer, round_.key) if any(one.submitted for one in come.values()) else {}
    for service in sorted(come.keys() | store.invitations.services_in(viewer, round_.key)):
        turnout = come.get(service)
        if turnout is None and store.voices.unheard(viewer, service, round_.key) == "few":
            yield turnout_row(service, round_.key, Finished(0))
        if turnout and turnout.has_ended:
            who = counts.get(service, {}) if turnout.submitted else {}
            others_began = turnout.is_unfinished and turnout.submitted > 0
            told = Finished(turnout.submitted, turnout.typed_in, turnout.left_out, others_began, who)
            yield turnout_row(service, round_.key, told)


def turnout_row(service: str, round_: str, finished: Finished) -> TableRow:
    """Return the number of people who answered as a row."""
    return {
        "service": service,
        "round": round_,
        "finished": str(finished.people),
        "typed_in": str(finished.typed_in),
        "left_out": str(finished.left_out),
        "others_began": _yes(finished.others_began) if finished.people else "",
        **{who: _number_text(finished.who.get(who)) for who in WHO},
    }


def _number_text(value: int | None) -> str:
    return "" if value is None else str(value)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
