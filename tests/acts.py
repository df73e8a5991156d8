"""Every write that people can make to a store, and every query that a viewer can make."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from assess.core import drafts
from assess.core.access import Grant, Viewer, guest, local_viewer
from assess.core.actions import Action
from assess.core.answers import Answer
from assess.core.brought import Brought
from assess.core.case_notes import CaseNote
from assess.core.drafts import Draft
from assess.core.impact import Impact
from assess.core.learned import NOTHING, Learned
from assess.core.links import Shared
from assess.core.paper import Sheet
from assess.core.portfolio import Choice, view
from assess.core.programme import Round, Service
from assess.core.publication import Publication
from assess.core.together import OPEN, Theme
from assess.core.voices import Invitation
from assess.store import Store
from shipped import CATALOGUE

ME = local_viewer()
LADDER = ("ladder", "overall")
LOOKED_AT = view(CATALOGUE.core, CATALOGUE["ladder"])
OWN = "kindness"
ANNA = "https://id.example.org anna"
Act = Callable[[Store, Service, Round], object]
LEVEL = Answer("ladder", "overall", 4, note="Why")


def people_write(store: Store, service: Service, round_: Round) -> None:
    code = invitation(store, service, round_).token
    for place in range(6):
        response = store.invitations.join(code).key
        store.ratings.save(guest(response), response, [LEVEL, Answer(OPEN, "works", note=f"Tea {place}")])
        store.ratings.submit(guest(response), response)


def finds_a_theme(store: Store, service: Service, round_: Round) -> None:
    theme = store.together.keep(ME, Theme("", service.key, round_.key, "Tea"))
    store.together.sort(ME, service.key, round_.key, store.together.words(ME, service.key, round_.key)[0], theme.key)
    store.together.keep(ME, replace(theme, statement="I like it."), theme)


def people_say(store: Store, service: Service, round_: Round, people: int = 10) -> None:
    code = store.invitations.open(ME, service.key, round_.key).token
    for place in range(people):
        response = store.invitations.join(code).key
        store.ratings.save(guest(response), response, [LEVEL])
        store.ratings.submit(guest(response), response)
        store.counts.say_who(guest(response), response, "use" if place % 2 else "care")


def somebody_comes_back(store: Store, service: Service, round_: Round) -> None:
    asked = store.invitations.open(ME, service.key, round_.key)
    begun = store.passes.begin(asked.token)
    store.ratings.save(guest(begun.response), begun.response, [LEVEL])
    for people in (2, None):
        store.ratings.resize(guest(begun.response), begun.response, people)
    store.passes.close(begun)
    store.passes.submit(store.passes.come_back(asked, begun.words))


def people_meet(store: Store, service: Service, round_: Round) -> None:
    meeting = store.meetings.begin(ME, service.key, round_.key, 6)
    store.meetings.keep(ME, meeting, [LEVEL])
    store.meetings.finish(ME, meeting)


def shares(store: Store, service: Service, round_: Round) -> None:
    link = store.links.by_secret(store.links.make(ME, Shared("result", service.key, round_.key), 30))
    store.links.count(link)
    store.links.revoke(ME, link.key)


# All that people can do to one service, in an order in which it can be done.
ACTS: list[tuple[str, Act]] = [
    ("begin", lambda store, service, round_: store.ratings.start(ME, service.key, round_.key)),
    ("rate", lambda store, service, round_: rated(store, ME, service, round_)),
    ("submit", lambda store, service, round_: store.ratings.submit(ME, rated(store, ME, service, round_))),
    ("invite", lambda store, service, round_: store.invitations.open(ME, service.key, round_.key)),
    ("people answer", people_say),
    ("ask openly", lambda store, service, round_: store.together.ask(ME, service.key, round_.key)),
    ("people write", people_write),
    ("somebody comes back by three words", somebody_comes_back),
    ("begin to type in sheets", lambda store, service, round_: store.paper.begin(ME, service.key, round_.key)),
    (
        "type in a sheet",
        lambda store, service, round_: store.paper.keep(ME, service.key, round_.key, Sheet("one", 6, [LEVEL])),
    ),
    ("all sheets are in", lambda store, service, round_: store.paper.finish(ME, service.key, round_.key)),
    ("people meet", people_meet),
    ("agree", lambda store, service, round_: store.voices.agree(ME, service.key, round_.key, LEVEL, None)),
    (
        "replace the code",
        lambda store, service, round_: store.invitations.replace(ME, invitation(store, service, round_)),
    ),
    (
        "close the invitation",
        lambda store, service, round_: store.invitations.close(ME, invitation(store, service, round_)),
    ),
    ("find a theme", finds_a_theme),
    ("case note", lambda store, one, of: store.case_notes.keep(ME, CaseNote(one.key, of.key, what="We meet"))),
    (
        "promise",
        lambda store, service, round_: store.actions.keep(ME, promised(service, round_.key, "ladder", "overall")),
    ),
    ("note a change", lambda store, service, _: store.impacts.keep(ME, changed(store, service))),
    ("correct it", lambda store, service, _: correct_the_change(store, service)),
    ("withdraw it", lambda store, service, _: store.impacts.withdraw(ME, noted(store, service))),
    ("note it again", lambda store, service, _: store.impacts.keep(ME, changed(store, service))),
    (
        "write a foreword",
        lambda store, service, _: store.forewords.keep(ME, service.programme, 2026, "We were asked early.", ""),
    ),
    ("publish", lambda store, service, round_: store.publications.publish(ME, sheet_of(store, service, round_))),
    ("withdraw", lambda store, service, round_: store.publications.withdraw(ME, service.key, round_.key)),
    (
        "publish again",
        lambda store, service, round_: store.publications.publish(ME, sheet_of(store, service, round_)),
    ),
    (
        "reopen",
        lambda store, service, _: store.ratings.reopen(
            ME, store.ratings.responses(ME, service.key)[0][0].key, "A mistake"
        ),
    ),
    (
        "bring answers",
        lambda store, service, _: store.voices.bring_people(
            ME, service.key, store.rounds.of(ME, service.programme)[-1].key, [Brought(5, [LEVEL])]
        ),
    ),
    ("share", shares),
    ("give a role", lambda store, service, _: store.accounts.give(ME, ANNA, Grant("manager", "service", service.key))),
    ("take a role", lambda store, service, _: store.accounts.take(ME, ANNA, Grant("manager", "service", service.key))),
    ("end a round", lambda store, _, round_: store.rounds.close(ME, round_.key, "Enough")),
    (
        "another service",
        lambda store, one, _: store.services.add(ME, "New", "Org", "day care", one.area, one.programme),
    ),
    (
        "put a name right",
        lambda store, service, _: store.services.change(ME, replace(service, name="Renamed"), service),
    ),
    (
        "say what was learned",
        lambda store, service, _: store.learned.keep(ME, service.key, Learned("We asked first.", "Manager"), NOTHING),
    ),
    ("set a framework aside", lambda store, service, _: store.asides.set_aside(ME, service.key, "milestones")),
    ("ask it again", lambda store, service, _: store.asides.ask_again(ME, service.key, "milestones")),
    ("retire", lambda store, service, _: store.members.retire(ME, [service.key])),
    ("bring back", lambda store, service, _: store.members.bring_back(ME, [service.key])),
    ("move away", lambda store, service, _: store.members.move(ME, [service.key], other_programme(store, service))),
    (
        "correct it where it was",
        lambda store, service, _: store.ratings.submit(ME, store.ratings.responses(ME, service.key)[0][0].key),
    ),
    ("move back", lambda store, service, _: store.members.move(ME, [service.key], other_programme(store, service))),
    ("write a framework", lambda store, *_: store.frameworks.begin(ME, own_draft(store))),
    ("publish it", lambda store, *_: store.frameworks.publish(ME, OWN, own_draft(store))),
    ("retire it", lambda store, *_: store.frameworks.retire(ME, OWN)),
    ("offer it again", lambda store, *_: store.frameworks.retire(ME, OWN, retired=False)),
    ("begin its next version", lambda store, *_: store.frameworks.begin(ME, own_draft(store), OWN)),
    ("rename a programme", lambda store, service, _: renamed(store, service.programme)),
    ("another round", lambda store, one, of: store.rounds.open(ME, one.programme, "Autumn", of.opens, of.closes)),
]


def do_everything(store: Store) -> None:
    """Add two programmes, and do all that people can do to the service `one` of the first."""
    two_programmes_in(store)
    for _, act in ACTS:
        service = store.services.get(ME, "one")
        act(store, service, store.rounds.of(ME, service.programme)[0])


def noted(store: Store, service: Service) -> Impact:
    return store.impacts.visible_to(ME, service=service.key)[0]


def changed(store: Store, service: Service) -> Impact:
    """Return a change that belongs to the first action of a service."""
    action = store.actions.visible_to(ME, service=service.key)[0]
    belongs = action.framework, action.item, action.key
    return Impact("", service.key, date(2026, 3, 1), "The papers come a week ahead", "people", "times", *belongs)


def correct_the_change(store: Store, service: Service) -> None:
    seen = noted(store, service)
    store.impacts.keep(ME, replace(seen, idea="together"), seen)


def own_draft(store: Store) -> Draft:
    """Return the draft of a framework of our own: a copy of one that comes with the program."""
    return {**drafts.of_framework(store.files["statements"]), "title": "Kindness"}


def other_programme(store: Store, service: Service) -> str:
    return next(each.key for each in store.programmes.every(ME) if each.key != service.programme)


def renamed(store: Store, programme: str) -> None:
    seen = next(each for each in store.programmes.every(ME) if each.key == programme)
    store.programmes.rename(ME, programme, f"{seen.name} renamed", seen)


def invitation(store: Store, service: Service, round_: Round) -> Invitation:
    found = store.invitations.current(ME, service.key, round_.key)
    assert found
    return found


def sheet_of(store: Store, service: Service, round_: Round) -> Publication:
    """Return a sheet that promises the first action of a service."""
    action = store.actions.visible_to(ME, service=service.key)[0]
    return Publication(service.key, round_.key, "10 people answered.", "We agree.", action.what, action.key)


def promised(service: Service, round_key: str, framework: str, item: str) -> Action:
    made = datetime.now(UTC).astimezone().date()
    return Action(
        key="",
        service=service.key,
        round=round_key,
        framework=framework,
        item=item,
        level=None,
        target=7,
        what="Meet every month",
        owner="Anna",
        co_owner="",
        due=made + timedelta(days=90),
        state="to do",
        made=made,
    )


def answers_for(store: Store, viewer: Viewer) -> list[object]:
    """Return what a viewer gets from the queries, of each kind of result one."""
    choice = Choice(sort="ladder/overall")
    services, responses = store.services.visible_to(viewer), store.ratings.responses(viewer)
    rounds = [each for one in store.programmes.visible_to(viewer) for each in store.rounds.of(viewer, one.key)]
    ladder = next(one for one in store.catalogue.core if one.key == "ladder")
    pairs = [(each.key, of.key) for each in services for of in store.rounds.of_service(viewer, each)]
    # Of the many responses of people the first and the last.
    people = [each for each, _ in responses if each.voice == "people"]
    few = [*(each for each, _ in responses if each.voice != "people"), *people[:1], *people[-1:]]
    return [
        services,
        responses,
        rounds,
        [store.positions.of_service(viewer, each.key) for each in services],
        [store.ratings.submitted(viewer, each.key) for each in services],
        [store.actions.visible_to(viewer, service=each.key) for each in services],
        [store.impacts.visible_to(viewer, service=each.key) for each in services],
        [store.impacts.visible_to(viewer, programme=key) for key in sorted({each.programme for each in rounds})],
        [store.forewords.of(viewer, key, 2026) for key in sorted({each.programme for each in rounds})],
        [store.peers.beside(viewer, each) for each in services if "link" not in viewer.roles],
        [(store.ratings.log(viewer, each.key), store.ratings.submitted_answers(viewer, each.key)) for each in few],
        store.ratings.logs(viewer, [each.key for each, _ in responses]),
        [store.positions.in_round(viewer, each.key) for each in rounds],
        [store.members.in_round(viewer, each) for each in rounds],
        [(store.rounds.of_service(viewer, each), store.members.moves(viewer, each.key)) for each in services],
        [(store.voices.turnout(viewer, each.key), store.invitations.services_in(viewer, each.key)) for each in rounds],
        [(store.voices.notes(viewer, each.key), store.voices.said(viewer, each.key)) for each in rounds],
        [store.voices.words_of_people(viewer, *pair) for pair in pairs],
        [(store.paper.typing(viewer, *pair), store.paper.kept(viewer, *pair)) for pair in pairs],
        [store.together.by_service(viewer, each.key) for each in rounds],
        [store.together.asks(*pair) for pair in pairs],
        store.case_notes.visible_to(viewer),
        store.publications.visible_to(viewer),
        [store.publications.of_service(viewer, *pair) for pair in pairs],
        [store.counts.who_answered(viewer, *pair) for pair in pairs],
        [store.counts.saying(viewer, *pair) for pair in pairs],
        [store.voices.unheard(viewer, *pair) for pair in pairs],
        (
            store.services.kinds_and_areas(viewer),
            store.portfolio.seen(viewer, choice, LOOKED_AT),
            store.portfolio.trends(viewer, choice, LOOKED_AT),
        ),
        store.portfolio.levels_by(viewer, choice, "area"),
        store.portfolio.page(viewer, replace(choice, whose="people"), LOOKED_AT),
        store.portfolio.lesson(viewer, choice, LADDER, ladder.levels[3].value, 5),
        store.accounts.viewer(ANNA, "Anna"),
        (store.catalogue, store.frameworks.as_rated()),
    ]


def rated(store: Store, viewer: Viewer, service: Service, round_: Round) -> str:
    response = store.ratings.start(viewer, service.key, round_.key).key
    store.ratings.save(viewer, response, [Answer("ladder", "overall", 3)])
    return response


def two_programmes_in(store: Store) -> None:
    """Add two programmes with the services `one` and `two`, each in an area and with an open round of its own.

    The first has another round, which is open for longer.
    """
    today = datetime.now(UTC).astimezone().date()
    opens = today - timedelta(days=9)
    for name, area in (("One", "North"), ("Two", "South")):
        programme = store.programmes.add(ME, f"Programme {name}").key
        store.rounds.open(ME, programme, "Spring", opens, today + timedelta(days=9))
        store.services.add(ME, name, f"Org {name}", "home care", area, programme)
    store.rounds.open(ME, "programme-one", "Summer", opens, today + timedelta(days=19))


def submit(store: Store, service: Service, round_: Round, level: int) -> None:
    """Submit a level on the ladder for a service, as a correction where it has submitted already."""
    response = store.ratings.start(ME, service.key, round_.key)
    if (response, "submitted") in store.ratings.responses(ME, service.key):
        store.ratings.reopen(ME, response.key, "A mistake")
    store.ratings.save(ME, response.key, [Answer("ladder", "overall", level)])
    store.ratings.submit(ME, response.key)
