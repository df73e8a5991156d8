"""Every sentence about people is the same after an export and an import: turnout, and what is shown."""

import html
import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from apps import opened
from assess import wording
from assess.core import catalogue as frameworks
from assess.core import portfolio
from assess.core.access import guest, local_viewer
from assess.core.answers import Answer
from assess.core.brought import Brought
from assess.core.counts import WHO
from assess.core.framework import items_of
from assess.core.paper import Sheet
from assess.core.portfolio import Choice
from assess.core.programme import Round, Service
from assess.core.voices import Turnout
from assess.present import annex, board_paper, workbook
from assess.screen import session
from assess.store import Store
from assess.tasks import export_tables, import_tables, outcome, papers, table_files
from assess.tasks.columns import TableRow
from assess.tasks.table_files import TABLE_FORMATS
from assess.tasks.taking import RowVerdict
from set_clock import SetClock

ME = local_viewer()
CATALOGUE = frameworks.read()
OPENS, CLOSES = date(2026, 6, 1), date(2026, 6, 11)
OPEN, CLOSED = datetime(2026, 6, 3, 12, tzinfo=UTC), datetime(2026, 6, 12, 12, tzinfo=UTC)
ITEMS = [("principles", "equal"), ("principles", "inclusive"), ("ladder", "overall")]
Tables = dict[str, list[TableRow]]

answers = st.lists(st.sampled_from([None, -1, 1, 2, 3]), min_size=3, max_size=3).map(
    lambda said: [
        Answer(*key, level if level > 0 else None, dont_know=level < 0, note=f"We say {level}." if level > 2 else "")
        for key, level in zip(ITEMS, said, strict=True)
        if level is not None
    ]
)
single = st.builds(
    Brought, st.none(), answers, st.booleans(), st.sampled_from([True] * 4 + [False]), st.sampled_from([None, *WHO])
)
group = st.builds(Brought, st.integers(2, 9), answers, st.booleans(), st.sampled_from([True] * 4 + [False]))
crowds = st.one_of(
    st.lists(single, max_size=8),
    st.tuples(st.lists(group, max_size=2), st.lists(single, max_size=6)).map(lambda both: [*both[0], *both[1]]),
)


def asked(store: Store, crowd: Sequence[Sequence[Brought]]) -> list[tuple[Service, Round]]:
    """Services with two closed rounds, each with answers of people."""
    store.clock = clock = SetClock(OPEN)
    programme = store.programmes.add(ME, "Fernshire").key
    places = []
    services = [
        store.services.add(ME, f"Lodge {number}", "Fernbridge", "home care", "North", programme)
        for number in range(len(crowd))
    ]
    for name in ("Spring", "Summer"):
        round_ = store.rounds.open(ME, programme, name, OPENS, CLOSES, frameworks=CATALOGUE.core)
        for service, people in zip(services, crowd, strict=True):
            rate(store, service, round_)
            for number, one in enumerate(people):
                say(store, service, round_, one, f"sheet-{number}")
            places.append((service, round_))
    clock.now = CLOSED
    for service, round_ in places:
        if store.paper.typing(ME, service.key, round_.key).is_open:
            store.paper.finish(ME, service.key, round_.key)
    store.positions.reveal_closed_rounds()
    return places


def rate(store: Store, service: Service, round_: Round) -> None:
    response = store.ratings.start(ME, service.key, round_.key)
    store.ratings.save(ME, response.key, [Answer(*key, 2) for key in ITEMS])
    store.ratings.submit(ME, response.key)


def say(store: Store, service: Service, round_: Round, one: Brought, key: str) -> None:
    """Answer by a code or on a sheet of paper."""
    code = store.invitations.open(ME, service.key, round_.key).token
    if one.typed_in:
        if any(answer.is_given for answer in one.answers):
            if not store.paper.typing(ME, service.key, round_.key).is_open:
                store.paper.begin(ME, service.key, round_.key)
            store.paper.keep(ME, service.key, round_.key, Sheet(key, one.people, one.answers))
        return
    response = store.invitations.join(code, one.people).key
    store.ratings.save(guest(response), response, one.answers)
    if one.has_finished and any(answer.is_given for answer in one.answers):
        store.ratings.submit(guest(response), response)
        if one.who:
            store.counts.say_who(guest(response), response, one.who)


def sentences(store: Store, places: Sequence[tuple[Service, Round]], *, drawn: bool = False) -> dict[str, object]:
    """The sentences about people on pages and papers, and the figures behind them; `drawn` adds the board's paper."""
    said: dict[str, object] = {}
    for service, round_ in places:
        turnout = store.voices.turnout(ME, round_.key).get((service.key, "people"))
        heard = outcome.heard(store, ME, service, round_)
        items = items_of(store.rounds.frameworks(round_.key))
        why = store.voices.unheard(ME, service.key, round_.key)
        who = store.counts.who_answered(ME, service.key, round_.key)
        said[f"{service.name} in {round_.name}"] = [
            [each._replace(at=CLOSED) for each in store.positions.of_service(ME, service.key)],
            wording.voices.title(service.name, heard, items),
            wording.voices.how_far_apart(heard, turnout),
            wording.voices.in_short(heard, turnout),
            wording.voices.typed_in(turnout),
            wording.voices.furthest_apart(heard, items),
            wording.voices.dont_know(heard, items),
            why if not heard else "",
            wording.rounds.came_in(turnout) if turnout and turnout.submitted else "",
            wording.publication.who_answered(who, turnout.submitted) if turnout and turnout.submitted else "",
            store.voices.words_of_people(ME, service.key, round_.key),
        ]
    (programme,) = store.programmes.visible_to(ME)
    spring, summer = sorted(store.rounds.of(ME, programme.key), key=lambda one: one.key)
    facts = papers.facts(store, ME, programme, spring, summer, CLOSED.date())
    said["papers"] = [annex.annex(facts), workbook.sheets(facts), board_paper.paper(facts) if drawn else None]
    view = portfolio.view(CATALOGUE.core, CATALOGUE.core[0])
    everything, as_people_say = (
        store.portfolio.seen(ME, choice, view) for choice in (Choice(), Choice(whose="people"))
    )
    said["portfolio"] = [wording.portfolio.voices(everything), wording.portfolio.people_heard(as_people_say)]
    return said


def brought(store: Store, tables: Tables, *, keep: bool = True) -> list[RowVerdict]:
    end, write = TABLE_FORMATS["csv"]
    return import_tables.import_rows(store, ME, table_files.read_files({f"t.{end}": write(tables)}), keep=keep)


def turnouts(store: Store) -> dict[tuple[str, str], Turnout]:
    return {
        (service, round_.key): turnout
        for programme in store.programmes.visible_to(ME)
        for round_ in store.rounds.of(ME, programme.key)
        for (service, voice), turnout in store.voices.turnout(ME, round_.key).items()
        if voice == "people"
    }


@trying(
    max_examples=2,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(crowd=st.lists(crowds, min_size=2, max_size=2))
def test_every_sentence_about_people_is_the_same_in_an_empty_database(
    crowd: list[list[Brought]], empty_file: Callable[[Path], Path]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with closing(Store(empty_file(Path(folder) / "one.duckdb"), CATALOGUE)) as store:
            places = asked(store, crowd)
            before, tables = sentences(store, places), export_tables.exported(store, ME)
        with closing(Store(empty_file(Path(folder) / "two.duckdb"), CATALOGUE)) as other:
            assert [str(each) for each in brought(other, tables) if each.what != "added"] == []
            after = sentences(other, places)
            for about, said in before.items():
                assert after[about] == said, about
            assert export_tables.exported(other, ME) == tables
            assert {each.what for each in brought(other, tables)} == {"there already"}
            assert other.faults() == []


@pytest.fixture(scope="module")
def filled(
    tmp_path_factory: pytest.TempPathFactory, empty_file: Callable[[Path], Path]
) -> tuple[Path, list[tuple[Service, Round]]]:
    """Services with a group of eight and two single people, with sheets of paper, and with too few people."""
    rated = [Answer(*key, 3) for key in ITEMS]
    sheets = [Brought(None, rated, typed_in=True, who="use")] * 4
    # Beside seven who say who they are there are five who do not.
    of_one_item, of_two = Brought(None, [Answer(*ITEMS[0], 1)], who="use"), Brought(None, rated[:2], who="use")
    phones = [*[of_one_item, of_two] * 3, of_one_item, of_two._replace(who=None)]
    crowd = [[Brought(8, rated), Brought(None, rated), Brought(None, rated[:1])], [*sheets, *phones], sheets[:3]]
    path = empty_file(tmp_path_factory.mktemp("filled") / "all.duckdb")
    with closing(Store(path, CATALOGUE)) as store:
        return path, asked(store, crowd)


@pytest.fixture
def of_all_kinds(
    filled: tuple[Path, list[tuple[Service, Round]]], tmp_path: Path
) -> Iterator[tuple[Store, list[tuple[Service, Round]]]]:
    """A copy of them."""
    with closing(Store(Path(shutil.copy(filled[0], tmp_path)), CATALOGUE)) as store:
        yield store, filled[1]


@pytest.fixture(scope="module")
def tables(filled: tuple[Path, list[tuple[Service, Round]]], tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """An export of them."""
    with closing(Store(Path(shutil.copy(filled[0], tmp_path_factory.mktemp("copy"))), CATALOGUE)) as store:
        return export_tables.exported(store, ME)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory, empty_file: Callable[[Path], Path]) -> Iterator[Store]:
    """An empty database, into which nothing comes."""
    with closing(Store(empty_file(tmp_path_factory.mktemp("elsewhere") / "other.duckdb"), CATALOGUE)) as store:
        yield store


def test_a_group_and_single_people_are_not_added_up_and_sheets_are_counted_and_every_sentence_is_the_same(
    of_all_kinds: tuple[Store, list[tuple[Service, Round]]], tmp_path: Path, empty_file: Callable[[Path], Path]
) -> None:
    store, places = of_all_kinds
    tables = export_tables.exported(store, ME)
    rows = [row for row in tables["turnout"] if row["round"] == places[0][1].key]
    assert [tuple(row.values())[2:] for row in rows] == [
        ("10", "0", "2", "no", "", "", "", ""),
        ("12", "4", "0", "no", "7", "", "", ""),
        ("0", "0", "0", "", "", "", "", ""),
    ]
    with closing(Store(empty_file(tmp_path / "other.duckdb"), CATALOGUE)) as other:
        brought(other, tables)
        for service, counts in (("lodge-0", (10, 0, 2)), ("lodge-1", (12, 4, 0)), ("lodge-2", (0, 0, 0))):
            turnout = turnouts(other)[service, places[0][1].key]
            assert (turnout.submitted, turnout.typed_in, turnout.left_out) == counts
        assert turnouts(other) == turnouts(store)
        assert sentences(other, places, drawn=True) == sentences(store, places, drawn=True)


def test_a_file_without_the_turnout_comes_in_with_as_many_people_as_answered_one_item(
    of_all_kinds: tuple[Store, list[tuple[Service, Round]]], tmp_path: Path, empty_file: Callable[[Path], Path]
) -> None:
    store, _ = of_all_kinds
    tables = export_tables.exported(store, ME)
    with closing(Store(empty_file(tmp_path / "other.duckdb"), CATALOGUE)) as other:
        end, write = TABLE_FORMATS["csv"]
        packed = write(tables)
        older = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(older, "w") as new:
            for name in old.namelist():
                if name != "turnout.csv":
                    new.writestr(name, old.read(name))
        read = table_files.read_files({f"t.{end}": older.getvalue()})
        assert {each.what for each in import_tables.import_rows(other, ME, read, keep=True)} == {"added"}
        assert {key[0]: turnout.submitted for key, turnout in turnouts(other).items()} == {"lodge-0": 8, "lodge-1": 12}
        assert export_tables.exported(other, ME)["ratings"] == tables["ratings"]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"finished": "many"}, "The finished “many” is not a whole number."),
        ({"finished": "3"}, "The finished “3” must be 0 or at least 5: fewer are not told apart."),
        ({"typed_in": "11"}, "Of 10 who finished, 11 cannot have been typed in."),
        ({"typed_in": "-1"}, "The typed_in “-1” is not a whole number."),
        ({"left_out": "6"}, "Of 10 who finished, 6 cannot be left out beside a group."),
        ({"others_began": "some"}, "The others began “some” must be yes or no."),
        ({"use": "8"}, "Of 10 who finished, 8 cannot have said who they are."),
        ({"service": "nowhere"}, "There is no service “nowhere”."),
    ],
)
def test_a_wrong_number_of_people_gets_one_sentence_and_nothing_comes_in(
    tables: Tables, elsewhere: Store, cells: dict[str, str], said: str
) -> None:
    # Without the ratings, which would be tried as well.
    turnout: list[TableRow] = [{**tables["turnout"][0], **cells}]
    verdicts = brought(elsewhere, {**tables, "ratings": [], "turnout": turnout})
    assert [(each.file, each.line, each.why) for each in verdicts if each.what == "refused"] == [
        ("turnout.csv", 2, said)
    ]
    assert elsewhere.is_empty()


def test_more_people_behind_a_level_than_finished_are_refused_at_the_level(tables: Tables, elsewhere: Store) -> None:
    turnout = [
        {**row, "finished": "9", "typed_in": "0"} if row["finished"] == "12" else row for row in tables["turnout"]
    ]
    verdicts = brought(elsewhere, {**tables, "turnout": turnout})
    refused = {(each.table, each.why) for each in verdicts if each.what == "refused"}
    assert refused == {("ratings", "9 people finished, so a level of theirs cannot stand for more of them.")}


def test_the_pages_say_the_same_of_people_before_and_after(
    of_all_kinds: tuple[Store, list[tuple[Service, Round]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    empty_file: Callable[[Path], Path],
) -> None:
    store, places = of_all_kinds
    tables = export_tables.exported(store, ME)
    store.close()
    with closing(Store(empty_file(tmp_path / "other.duckdb"), CATALOGUE)) as other:
        brought(other, tables)
    # In both rounds the same was said.
    last = [place for place in places if place[1] == places[-1][1]]
    said = [pages_say(tmp_path / name, last, monkeypatch) for name in ("all.duckdb", "other.duckdb")]
    assert said[0] == said[1]
    for sentence in (
        "4 of 12 typed in by the service.",
        "4 of 22 people's answers typed in by their services.",
        "2 of them are not shown: beside one group there would be fewer than 5.",
    ):
        assert any(sentence in page for page in said[0].values()), sentence


def pages_say(path: Path, places: Sequence[tuple[Service, Round]], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """All text of the pages about these services and rounds."""
    monkeypatch.setenv("ASSESS_DATABASE", str(path))
    pages = [("result", {"service": service.key, "round": round_.key}) for service, round_ in places]
    pages += [("compare", {}), ("portfolio", {})]
    try:
        return {f"{page} {choices}": text_of(page, choices) for page, choices in pages}
    finally:
        session.close_store()


def text_of(page: str, choices: dict[str, str]) -> str:
    app = opened(page, **choices)
    shown = [*app.title, *app.header, *app.markdown, *app.info, *app.warning, *app.text]
    texts = [*(str(each.value).replace("\\", "") for each in shown), *(each.proto.body for each in app.get("html"))]
    return html.unescape("\n".join(texts))
