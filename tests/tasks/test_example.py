import io
import os
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from assess.core import scoring
from assess.core.access import Viewer
from assess.core.answers import checked_answer
from assess.core.catalogue import Catalogue
from assess.core.change import changes_between
from assess.core.errors import InputError
from assess.core.programme import cautions, notices
from assess.core.scoring import Standing
from assess.present import annex, board_paper
from assess.present.board_paper import Facts
from assess.present.document import Paragraph, Table
from assess.present.workbook import workbook
from assess.store import Store
from assess.tasks import agreeing, example, export_tables, fictional, import_tables, papers, table_files
from assess.tasks.example import Example, Sitting
from formats import assert_every_format_gives_back

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def published(catalogue: Catalogue) -> Example:
    return example.published(catalogue)


@pytest.fixture(scope="module")
def invented(catalogue: Catalogue) -> Example:
    return fictional.generate(catalogue, TODAY)


@pytest.fixture(scope="module")
def published_store(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, example_copy: Callable[..., Path]
) -> Iterator[Store]:
    with closing(
        Store(example_copy("published", tmp_path_factory.mktemp("one") / "assess.duckdb"), catalogue)
    ) as store:
        yield store


@pytest.fixture(scope="module")
def invented_store(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, example_copy: Callable[..., Path]
) -> Iterator[Store]:
    path = example_copy("fictional", tmp_path_factory.mktemp("other") / "assess.duckdb", TODAY)
    with closing(Store(path, catalogue)) as store:
        yield store


def standings(store: Store, me: Viewer, service: str, round_key: str) -> dict[str, Standing]:
    (response,) = [
        each for each, _ in store.ratings.responses(me) if (each.service, each.round) == (service, round_key)
    ]
    answers = store.ratings.submitted_answers(me, response.key)
    form = store.rounds.get(me, round_key).form
    return {one.key: scoring.standing(one, form, "service", answers) for one in store.rounds.frameworks(round_key)}


def own(data: Example) -> list[Sitting]:
    """Return the services' own answers."""
    return [sitting for sitting in data.sittings if sitting.voice == "service"]


def submitted(data: Example) -> list[Sitting]:
    return [sitting for sitting in own(data) if sitting.submitted]


# The published reports.


def test_the_published_example_loads_whole(published: Example, published_store: Store, me: Viewer) -> None:
    assert len(published_store.services.visible_to(me)) == len(published.services) == 9
    responses = published_store.ratings.responses(me)
    assert len(responses) == len(published.sittings) == 10
    assert {state for _, state in responses} == {"submitted"}
    kept = sum(len(published_store.ratings.submitted_answers(me, response.key)) for response, _ in responses)
    assert kept == sum(len(sitting.answers) for sitting in published.sittings)


def test_every_published_level_quotes_a_few_words_with_their_place_and_says_how_we_read_them(
    published: Example,
) -> None:
    answers = [answer for sitting in published.sittings for answer in sitting.answers]
    # A second note has no level of its own.
    rated = [answer for answer in answers if not answer.item.endswith(".second-note")]
    assert all(answer.level is not None and not answer.does_not_apply for answer in rated)
    for answer in answers:
        quoted = re.fullmatch(r"“(?P<words>[^“”]+)” \((?P<place>[^()]+)\)\. (?P<reading>\S.{20,}\.)", answer.note)
        assert quoted, answer.note
        assert 3 <= len(quoted["words"].split()) <= 6
        assert re.match(
            r"(Co:Create|SSBC|SCIE) .*, (case study \d|section \d|Table 1|.*table|findings|recomm)", quoted["place"]
        )


def test_no_words_of_a_report_carry_two_levels_of_one_framework_in_a_round(published: Example) -> None:
    quoted = Counter(
        (sitting.service, sitting.round, answer.framework, answer.note.partition("”")[0])
        for sitting in published.sittings
        for answer in sitting.answers
    )
    assert [each for each, count in quoted.items() if count > 1] == []


def test_each_of_the_six_conditions_is_read_with_what_helps_and_what_is_in_the_way(
    published: Example, catalogue: Catalogue
) -> None:
    (sitting,) = (sitting for sitting in published.sittings if sitting.service == "ssbc-coproduction")
    read = {answer.item: answer.note for answer in sitting.answers if answer.framework == "conditions"}
    conditions = catalogue["conditions"]
    assert list(read) == [key for item in conditions.items for key in conditions.note_keys(item)]
    tables = [re.search(r"(achievements|barriers) table|findings", note) for note in read.values()]
    assert [found and found[1] for found in tables] == [
        *("achievements", "barriers") * 4,
        *("achievements", None),
        *("achievements", "barriers"),
    ]


def test_both_notes_of_a_reading_are_printed_as_two_tables(published_store: Store, me: Viewer) -> None:
    service = published_store.services.get(me, "ssbc-coproduction")
    round_ = published_store.rounds.get(me, "ssbc-2023")
    facts = papers.note_facts(published_store, me, service, round_, "conditions", TODAY)
    assert [len(table.rows) for table in facts.tables] == [6, 6]
    assert all(row.now.startswith("“") for table in facts.tables for row in table.rows)
    assert facts.earlier is None
    assert papers.notes_file("pdf", published_store, me, service, round_, "conditions", TODAY).startswith(b"%PDF")


def test_both_notes_stand_beside_an_item_where_both_voices_agree(published_store: Store, me: Viewer) -> None:
    service = published_store.services.get(me, "ssbc-coproduction")
    wrote = agreeing.staff_wrote(published_store, me, service, published_store.rounds.get(me, "ssbc-2023"))
    helps, hinders = wrote["conditions", "policies"]
    assert helps.startswith("Achieved, and helps: “Coproduction required in the system”")
    assert hinders.startswith("Still to do, and in the way: “further up the chain”")
    assert len(wrote["principles", "equal"]) == 1


def test_what_people_say_in_a_report_stands_beside_our_level_with_words_and_place_of_their_own(
    published: Example,
) -> None:
    of_young_people = {
        answer.item: re.search(
            r"People themselves, read alone: (.+?)\. “([^“”]+)” \(Co:Create .+, case study 3, ", answer.note
        )
        for sitting in published.sittings
        if sitting.service == "co-create-young-peoples-drug-alcohol"
        for answer in sitting.answers
        if "People themselves" in answer.note
    }
    assert {item: said and said.groups() for item, said in of_young_people.items()} == {
        "positive": ("3 Mostly", "Young people felt genuinely involved"),
        "equal": ("3 Mostly", "I felt like an equal towards"),
    }


def test_a_report_that_does_not_count_its_people_adds_no_voice_of_people(published: Example) -> None:
    assert {sitting.voice for sitting in published.sittings} == {"service"}


def test_the_highest_rung_that_is_read_is_that_of_the_people_who_run_their_project(published: Example) -> None:
    rungs = {
        sitting.service: answer.level
        for sitting in published.sittings
        for answer in sitting.answers
        if (answer.framework, answer.item) == ("ladder", "overall")
    }
    assert [service for service, rung in rungs.items() if rung == 7] == ["opportunities-project"]


def test_frameworks_beside_the_core_are_read_in_the_reports_that_they_were_drawn_from(published: Example) -> None:
    read = {(answer.framework, sitting.round) for sitting in published.sittings for answer in sitting.answers}
    core = {"ladder", "principles", "milestones"}
    assert {(framework, round_) for framework, round_ in read if framework not in core} == {
        ("readiness", "co-create-2016-19"),
        ("conditions", "ssbc-2023"),
        ("programme-of-action", "scie-2010"),
        ("programme-of-action", "scie-2012"),
        ("core-economy", "scie-seminar-2009"),
    }


def test_every_published_service_is_a_reading_and_says_how_to_read_it(published_store: Store, me: Viewer) -> None:
    services = published_store.services.visible_to(me)
    assert all(service.is_reading for service in services)
    assert notices(services) == ["Our reading of a published report, not the organisation's own rating."]
    (caution,) = cautions(services)
    assert "five projects, a strand of a programme, a national body and two small organisations" in caution
    assert "the later one is a plan" in caution
    assert "they told at a seminar, and nobody evaluated it there" in caution
    assert not published_store.holds_real_ratings()


def test_a_published_round_asks_the_frameworks_that_are_read_and_no_milestones_of_a_council(
    published: Example,
) -> None:
    for sitting in published.sittings:
        assert {answer.framework for answer in sitting.answers} <= {
            framework.key for framework in published.frameworks[sitting.round]
        }
    assert "milestones" not in {each.key for asked in published.frameworks.values() for each in asked}


def test_a_plan_raises_nothing_that_both_reports_of_scie_tell_of(published_store: Store, me: Viewer) -> None:
    before = standings(published_store, me, "scie-participation", "scie-2010")
    after = standings(published_store, me, "scie-participation", "scie-2012")
    moved = {change.item.key: change.words for change in changes_between(before, after) if change.steps}
    # The old council had held its last meeting, and the new network had no members yet.
    # Managers already have to explain how they involve people; that is in place and no plan.
    assert moved == {"project-management": "up 1", "network": "down 1"}


def test_an_example_is_written_at_the_time_of_its_rounds(published_store: Store, me: Viewer) -> None:
    responses = [response for response, _ in published_store.ratings.responses(me)]
    assert [response.created.year for response in responses] == [
        2009,
        2009,
        2011,
        2012,
        2019,
        2019,
        2019,
        2019,
        2019,
        2023,
    ]
    for response in responses:
        each = published_store.rounds.get(me, response.round)
        (submission,) = published_store.ratings.submissions(me, response.key)
        assert each.is_open(response.created.date())
        assert each.is_open(submission.at.date())


def test_the_log_of_acts_is_in_the_order_of_time_and_holds(published_store: Store) -> None:
    moments = [event.at for event in published_store.audit.events()]
    assert moments == sorted(moments)
    assert moments[-1] == datetime(2023, 6, 15, 12)  # noqa: DTZ001 - the log is in UTC
    assert published_store.audit.chain_holds()


def test_the_clock_of_other_sessions_goes_on_while_an_example_is_loaded(
    tmp_path: Path, catalogue: Catalogue, published: Example, empty_file: Callable[[Path], Path]
) -> None:
    with closing(Store(empty_file(tmp_path / "assess.duckdb"), catalogue)) as store, ThreadPoolExecutor(1) as others:
        clock, is_loaded = store._connection.clock, threading.Event()  # noqa: SLF001

        def moments() -> list[datetime]:
            read = [clock.moment()]
            while not is_loaded.wait(0.001):
                read.append(clock.moment())
            return read

        begun = datetime.now(UTC).replace(tzinfo=None)
        of_others = others.submit(moments)
        example.write_example(published, store)
        is_loaded.set()
        read = of_others.result()
        assert len(read) > 10
        assert min(read) >= begun
        assert clock.moment() >= begun


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('area = "England"', 'area = "England"\ncolour = "red"', "services.7.colour: unknown key"),
        ('notice = "Our', 'remark = "Our', "notice: Field required"),
        ('notice = "Our', 'notice = "Their', "notice: String should match pattern '.Our reading'"),
        ('about = """', 'heading = """', "heading: unknown key"),
        ("level = 4", 'level = "4"', "level: Input should be a valid integer"),
        ("level = 4", "level = 9", "ladder.overall: .*there is no level 9"),
        ("level = 4\n", "", "assessments.1.answers.1.level: Field required"),
        ('words = "has limited usefulness"', "", "assessments.1.answers.2.words: Field required"),
        ('words = "has limited usefulness"', 'words = "limited usefulness"', "a citation has 3 to 6 words"),
        (
            'words = "has limited usefulness"',
            'words = "has, as they say, limited usefulness here"',
            "a citation has 3 to",
        ),
        ('place = "case', 'place = ""\nplaces = "case', "places: unknown key"),
        ('frameworks = ["ladder", ', 'frameworks = ["stairs", ', "co-create-2016-19: unknown framework 'stairs'"),
        ('frameworks = ["ladder", ', "frameworks = [", "in co-create-2016-19: the round does not ask 'ladder'"),
        ("ladder.overall", "stairs.overall", "stairs.overall: unknown framework 'stairs'"),
        ("ladder.overall", "ladder.lift", "ladder.lift: ladder: unknown item 'lift'"),
        ("ladder.overall", "ladder", "assessments.1.answers.1.item: "),
        ('round = "scie-2010"', 'round = "scie-2011"', "scie-participation in scie-2011: unknown round 'scie-2011'"),
        ('round = "scie-2010"', 'round = "ssbc-2023"', "in ssbc-2023: the round is of another programme"),
        ('service = "ssbc-coproduction"', 'service = "nobody"', "nobody in ssbc-2023: unknown service 'nobody'"),
        ('programme = "small-steps-big-changes"', 'programme = "x"', "ssbc-coproduction: unknown programme 'x'"),
        ('key = "scie-2012"', 'key = "scie-2010"', "round scie-2010: duplicate key"),
        (".people]\nlevel = 3", ".people]\nlevel = 9", "young-peoples-.*: people: principles.positive: .*no level 9"),
        (
            'words = "Young people felt genuinely involved"',
            'words = "Young"',
            "answers.10.people.words: .*a citation has",
        ),
        ("notice = ", "notice ", "not a TOML file: "),
        ("2019-03-29T12:00:00Z", "2019-03-29T12:00:00", "assessments.1.submitted: Input should have timezone info"),
    ],
)
def test_a_fault_in_published_data_is_named_with_file_and_place(
    tmp_path: Path, catalogue: Catalogue, before: str, after: str, fault: str
) -> None:
    text = example.PUBLISHED.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "readings.toml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(InputError, match=rf"(?m)^readings\.toml: .*{fault}"):
        example.published(catalogue, path)


def test_published_data_that_is_not_there_is_said_to_be_missing(tmp_path: Path, catalogue: Catalogue) -> None:
    with pytest.raises(InputError, match=r"^readings\.toml: cannot be read: No such file or directory$"):
        example.published(catalogue, tmp_path / "readings.toml")


@pytest.fixture
def of_scie(published_store: Store, me: Viewer) -> Facts:
    """The facts of a paper on the two rounds of SCIE."""
    (programme,) = (each for each in published_store.programmes.visible_to(me) if each.key == "scie-participation")
    before, after = (published_store.rounds.get(me, key) for key in ("scie-2010", "scie-2012"))
    return papers.facts(published_store, me, programme, before, after, TODAY)


def test_the_paper_on_published_reports_says_how_they_were_read(of_scie: Facts) -> None:
    said = " ".join(block.text for block in board_paper.paper(of_scie).blocks if isinstance(block, Paragraph))
    assert "Our reading of a published report, not the organisation's own rating." in said
    assert "rated only what a passage supports, quoted with its place" in said


def test_the_annex_and_the_workbook_show_what_our_reading_rests_on(of_scie: Facts) -> None:
    blocks = annex.annex(of_scie).blocks
    assert Paragraph("Our reading only", "label") in blocks
    notes = [block for block in blocks if isinstance(block, Table) and block.title == "Notes, links and reasons"]
    assert len(notes) == 2
    assert {row[2] for block in notes for row in block.rows} == {"Our reading"}
    assert all(row[3].startswith("“") for block in notes for row in block.rows)
    book = openpyxl.load_workbook(io.BytesIO(workbook(of_scie)))
    assert "Our reading only." in [row[0] for row in book["About"].iter_rows(values_only=True)]
    header, *rows = book["Positions"].iter_rows(values_only=True)
    assert {row[header.index("Whose")] for row in rows} == {"Our reading"}
    header, *rows = book["Notes"].iter_rows(values_only=True)
    assert {row[header.index("Voice")] for row in rows} == {"Our reading"}


def test_what_a_level_rests_on_and_how_to_read_it_come_through_export_and_import(
    published_store: Store, empty_store: Store, me: Viewer
) -> None:
    tables = export_tables.exported(published_store, me)
    assert_every_format_gives_back(tables)
    files = table_files.read_files({"tables.zip": table_files.csv_zip(tables)})
    import_tables.import_rows(empty_store, me, files, keep=True)
    assert empty_store.services.visible_to(me) == published_store.services.visible_to(me)
    for round_key in ("co-create-2016-19", "ssbc-2023", "scie-2010", "scie-2012", "scie-seminar-2009"):
        notes = published_store.voices.notes(me, round_key)
        assert set(empty_store.voices.notes(me, round_key)) == set(notes) != set()


# Loading.


def test_an_example_is_never_loaded_beside_real_ratings(empty_store: Store, me: Viewer, published: Example) -> None:
    empty_store.services.add_first(me, "Our Service", "Our Council", "home care", "Here")
    with pytest.raises(InputError, match="This database holds real ratings; example data is never mixed with those"):
        example.write_example(published, empty_store)
    assert [service.name for service in empty_store.services.visible_to(me)] == ["Our Service"]


def test_an_example_is_not_loaded_twice(published_store: Store, me: Viewer, published: Example) -> None:
    with pytest.raises(InputError, match="already holds an example"):
        example.write_example(published, published_store)
    assert len(published_store.ratings.responses(me)) == 10


# The fictional services.


def test_there_are_forty_services_in_four_programmes_kinds_and_five_areas(invented: Example) -> None:
    services = invented.services
    assert len({service.key for service in services}) == len({service.name for service in services}) == 40
    assert len({service.programme for service in services}) == len(invented.programmes) == 4
    assert len({service.kind for service in services}) == 4
    assert len({service.area for service in services}) == 5


def test_at_least_ten_organisations_have_several_services_each(invented: Example) -> None:
    held = Counter(service.organisation for service in invented.services)
    assert len(held) >= 10
    assert min(held.values()) >= 2
    assert max(held.values()) <= len(invented.services) / 4


def test_every_invented_service_says_that_it_does_not_exist(invented_store: Store, me: Viewer) -> None:
    services = invented_store.services.visible_to(me)
    assert {service.notice for service in services} == {"Fictional example: nothing here exists."}
    assert all(service.organisation.endswith(" (fictional)") for service in services)
    assert not invented_store.holds_real_ratings()


def test_the_same_seed_and_day_give_the_same_data(catalogue: Catalogue, invented: Example) -> None:
    assert fictional.generate(catalogue, TODAY) == invented
    assert fictional.generate(catalogue, TODAY, seed=1) != invented


def test_the_data_do_not_depend_on_hash_randomisation(invented: Example) -> None:
    script = (
        "from datetime import date; from assess.core import catalogue; from assess.tasks import fictional;"
        "print(fictional.generate(catalogue.read(), date(2026, 11, 23)))"
    )
    # The hashes of this process are others, which were drawn when it began.
    elsewhere = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONHASHSEED": "1", "PYTHONIOENCODING": "utf-8"},
    ).stdout
    # Compared before the assertion, which would search two long texts for what differs.
    is_same = elsewhere == f"{invented}\n"
    assert is_same


def test_each_programme_has_four_closed_rounds_and_one_that_is_open(invented: Example) -> None:
    for programme in invented.programmes:
        rounds = [each for each in invented.rounds if each.programme == programme.key]
        assert [each.name for each in rounds] == [
            "Autumn 2024",
            "Spring 2025",
            "Autumn 2025",
            "Spring 2026",
            "Autumn 2026",
        ]
        assert [each.is_open(TODAY) for each in rounds] == [False, False, False, False, True]


@pytest.mark.parametrize("today", [date(2026, 9, 1), date(2026, 9, 2), date(2027, 2, 28), date(2028, 2, 29)])
def test_a_round_is_open_and_nothing_is_still_to_come_on_any_day(catalogue: Catalogue, today: date) -> None:
    data = fictional.generate(catalogue, today)
    assert len([each for each in data.rounds if each.is_open(today)]) == 4
    assert max(sitting.submitted or sitting.begun for sitting in data.sittings).date() < today


def test_every_sitting_but_a_late_one_is_within_its_round_and_ends_after_it_began(invented: Example) -> None:
    rounds = {each.key: each for each in invented.rounds}
    late = []
    for sitting in invented.sittings:
        assert rounds[sitting.round].is_open(sitting.begun.date())
        assert sitting.submitted is None or sitting.submitted > sitting.begun
        if not rounds[sitting.round].is_open((sitting.submitted or sitting.begun).date()):
            late.append((sitting.service, sitting.round))
    assert late == [("fernbridge-carers-corner", "good-days-spring-2026")]


def test_all_answers_are_on_scale_and_never_both_rated_and_set_aside(invented: Example, catalogue: Catalogue) -> None:
    for sitting in invented.sittings:
        for answer in sitting.answers:
            assert checked_answer(catalogue[answer.framework], answer) == answer
            assert answer.is_given


def test_the_fictional_example_loads_whole_and_its_chain_holds(
    invented: Example, invented_store: Store, me: Viewer
) -> None:
    responses = invented_store.ratings.responses(me)
    states = Counter(state for response, state in responses if response.voice == "service")
    drafts = len(own(invented)) - len(submitted(invented))
    assert states == {"submitted": len(submitted(invented)), "draft": drafts}
    agreed = {(response.service, response.round) for response, _ in responses if response.voice == "agreed"}
    assert agreed == {(each.service, each.round) for each in invented.agreements}
    assert invented_store.audit.chain_holds()
    assert invented_store.faults() == []
    moments = [event.at for event in invented_store.audit.events()]
    assert moments == sorted(moments)


def test_in_the_open_round_some_are_done_some_at_it_and_some_not_yet(invented: Example) -> None:
    open_rounds = {each.key for each in invented.rounds if each.is_open(TODAY)}
    begun = [sitting for sitting in own(invented) if sitting.round in open_rounds]
    done = [sitting for sitting in begun if sitting.submitted]
    assert len(done) >= 15
    assert len(begun) - len(done) >= 4
    assert len(invented.services) - len(begun) >= 4


def test_groups_of_people_stand_beside_many_services_and_most_see_less(invented: Example) -> None:
    groups = [sitting for sitting in invented.sittings if sitting.voice == "people"]
    mine = {
        (sitting.service, sitting.round, answer.key): answer.level or 0
        for sitting in submitted(invented)
        for answer in sitting.answers
    }
    gaps = [
        mine[one.service, one.round, answer.key] - (answer.level or 0)
        for one in groups
        for answer in one.answers
        if (one.service, one.round, answer.key) in mine
    ]
    assert len({one.service for one in groups}) >= 15
    assert all(one.people is None or 4 <= one.people <= 14 for one in groups)
    assert sum(gap > 0 for gap in gaps) > 2 * sum(gap < 0 for gap in gaps)


def test_some_services_missed_a_round(invented: Example) -> None:
    closed = {each.key for each in invented.rounds if not each.is_open(TODAY)}
    counts = Counter(sitting.service for sitting in submitted(invented) if sitting.round in closed)
    missed = [service for service in invented.services if counts[service.key] < 4]
    assert 5 <= len(missed) <= 20
    assert [service for service in invented.services if counts[service.key] == 0]


def test_most_services_climb_and_some_slip(invented: Example) -> None:
    moves = [net_move(invented, service.key) for service in invented.services]
    climbed, slipped = sum(move > 0 for move in moves), sum(move < 0 for move in moves)
    assert climbed > len(moves) / 2
    assert slipped >= 4


def net_move(data: Example, service: str) -> int:
    """Return how many levels a service moved from its first round to its last, over all items rated in both."""
    rounds = [
        {answer.key: answer.level for answer in sitting.answers if answer.level is not None}
        for sitting in submitted(data)
        if sitting.service == service
    ]
    if len(rounds) < 2:
        return 0
    first, last = rounds[0], rounds[-1]
    return sum(last[key] - first[key] for key in first.keys() & last.keys())


def test_some_items_are_left_blank_and_some_set_aside_with_a_reason(invented: Example) -> None:
    core = ("ladder", "principles", "milestones")
    answers = [answer for sitting in submitted(invented) for answer in sitting.answers if answer.framework in core]
    blanks = 14 * len(submitted(invented)) - len(answers)
    aside = [answer for answer in answers if answer.does_not_apply]
    assert 20 <= blanks <= len(answers) / 8
    assert 20 <= len(aside) <= len(answers) / 8
    assert len({answer.does_not_apply for answer in aside}) >= 5


def test_about_half_of_the_ratings_have_a_note_and_a_few_a_link(invented: Example) -> None:
    rated = [answer for sitting in submitted(invented) for answer in sitting.answers if answer.level is not None]
    noted = [answer for answer in rated if answer.note]
    linked = [answer for answer in rated if answer.link]
    assert 0.4 <= len(noted) / len(rated) <= 0.6
    assert len({answer.note for answer in noted}) >= 150
    assert 10 <= len(linked) <= len(rated) / 10
    assert all(answer.link.startswith("https://example.org/") for answer in linked)


def test_every_quick_item_of_the_core_has_notes_of_its_own(invented: Example, catalogue: Catalogue) -> None:
    quick = {(one.key, item.key) for one in catalogue.core for item in one.asked("quick", "service")}
    noted = {answer.key for sitting in own(invented) for answer in sitting.answers if answer.note}
    assert noted >= quick
    asked = {one.key for frameworks in invented.frameworks.values() for one in frameworks}
    assert {framework for framework, _ in noted} == asked
    # The example does not ask the checklist for a new group, the list of factors and the second form of the ladder.
    assert {one.key for one in catalogue} - asked == {"factors", "group", "ladder-by-level"}


def test_money_and_lasting_difference_are_weak_nearly_everywhere(invented: Example) -> None:
    assert weak(invented, "resourced") > 0.6
    assert weak(invented, "sustainable") > 0.5
    assert weak(invented, "positive") < 0.4


def weak(data: Example, item: str) -> float:
    """Return the share of ratings of a principle that are at its lowest two levels."""
    levels = [
        answer.level
        for sitting in submitted(data)
        for answer in sitting.answers
        if answer.item == item and answer.level is not None
    ]
    return sum(level < 2 for level in levels) / len(levels)


def test_people_are_shown_in_closed_rounds_and_where_answering_was_closed(
    invented: Example, invented_store: Store, me: Viewer
) -> None:
    newest = {each.key for each in invented.rounds if each.closes >= TODAY}
    shown = {
        (row.service, row.round)
        for each in invented.rounds
        for row in invented_store.positions.in_round(me, each.key)
        if row.people_level is not None
    }
    assert len({pair for pair in shown if pair[1] not in newest}) >= 15
    ended = {(one.service, one.round) for one in invented.sittings if one.ends}
    assert len(ended) >= 3
    assert {pair for pair in shown if pair[1] in newest} <= ended
