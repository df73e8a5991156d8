"""Bringing tables into a database: what each row would do, and then all of it or nothing.

A row adds something, changes a service's details, a rating or an action, finds what it says there already, or is
refused with a reason. Programmes and rounds that are there are never changed, and what people said is never touched.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import NoReturn, cast

from assess.core.access import Viewer
from assess.core.actions import STATES, Action, ActionState
from assess.core.dates import day_typed
from assess.core.errors import InputError, NotAllowedError
from assess.core.framework import Form
from assess.core.learned import NOTHING, Learned
from assess.core.programme import Programme, Round, Service
from assess.store import Store
from assess.tasks.cells import is_yes, key_read, moment_typed, one_of
from assess.tasks.columns import TableRow
from assess.tasks.export_tables import action_row, round_row, service_row
from assess.tasks.framework_versions import versions_on
from assess.tasks.import_asides import take_asides
from assess.tasks.import_frameworks import FrameworksTaking
from assess.tasks.import_impacts import ImpactsTaking
from assess.tasks.import_moves import take_moves
from assess.tasks.import_publications import PublicationsTaking
from assess.tasks.import_ratings import RatingsTaking
from assess.tasks.import_themes import CaseNotesTaking, ThemesTaking
from assess.tasks.import_turnout import TurnoutTaking
from assess.tasks.row_versions import changes
from assess.tasks.table_files import Read
from assess.tasks.taking import Line, Named, RowVerdict, Taking, TurnoutRead, What, named


class _UndoneError(Exception):
    """Raised to roll back what a dry run or a refused import has written."""


def import_rows(
    store: Store,
    viewer: Viewer,
    tables: Mapping[str, Read],
    *,
    keep: bool,
    shown: Sequence[RowVerdict] | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> list[RowVerdict]:
    """Return what every row does, done for good only if `keep` is given and no row is refused.

    With `shown` it is done only if the rows still do what was shown. Without `keep` the rows are tried on a copy, so
    that others go on saving meanwhile. `progress` is called with the share of the rows that are done, 0 to 1.
    A NotAllowedError for anybody but an administrator of everything.
    """
    if not viewer.administers:
        raise NotAllowedError("Only an administrator of everything may bring tables in.")
    if not keep:
        with store.copied() as copy:
            return _rows_taken(copy, viewer, tables, progress)
    verdicts: list[RowVerdict] = []
    try:
        with store.all_or_nothing():
            verdicts += _rows_taken(store, viewer, tables, progress)
            if any(one.what == "refused" for one in verdicts) or (shown is not None and verdicts != list(shown)):
                _undo()
    except _UndoneError:
        return verdicts
    store.positions.reveal_closed_rounds()
    return verdicts


def _rows_taken(
    store: Store, viewer: Viewer, tables: Mapping[str, Read], progress: Callable[[float], None]
) -> list[RowVerdict]:
    total = sum(len(read.rows) for read in tables.values())
    count = 0

    def one_more() -> None:
        nonlocal count
        count += 1
        if count % 50 == 0 or count == total:
            progress(count / total)

    takings: list[Taking] = []
    turnouts: dict[tuple[str, str], TurnoutRead] = {}
    versions = versions_on(store, [row for _, row in tables["rounds"].rows] if "rounds" in tables else [])
    if "turnout" in tables:
        # This table is imported together with the ratings, even if a file has none.
        tables = {"ratings": Read(tables["turnout"].file, ()), **tables}
    with store.all_or_nothing():
        for table, taker in _TAKERS.items():
            if table in tables:
                taking = taker(store, viewer, table, tables[table].file, one_more, versions, turnouts)
                takings.append(taking)
                taking.take(tables[table].rows)
    return [verdict for taking in takings for verdict in sorted(taking.verdicts, key=lambda one: one.line)]


def _undo() -> NoReturn:
    raise _UndoneError


class _Programmes(Taking):
    @cached_property
    def known(self) -> list[Programme]:
        return self.store.programmes.every(self.viewer)

    def row(self, line: Line) -> None:
        _, row = line
        there = _there(self.known, row)
        if there is None:
            self.known.append(self.store.programmes.add(self.viewer, row["name"], key=key_read(row)))
            self.note(line, "added")
            return
        stands = {"key": there.key, "name": there.name}
        asked = {"key": there.key, "name": row["name"]}
        self.note(line, _kept(self, row, asked, stands, "programme"))


class _Services(Taking):
    @cached_property
    def programmes(self) -> list[Programme]:
        return self.store.programmes.every(self.viewer)

    @cached_property
    def known(self) -> dict[str | tuple[str, str], Service]:
        """The services, each by its key and by its name with its organisation's."""
        return {known_by: one for one in self.services for known_by in (one.key, (one.name, one.organisation))}

    def row(self, line: Line) -> None:
        self._details(line)
        row = line[1]
        service = self.known[key_read(row) or (row["name"], row["organisation"])]
        verdict = self.verdicts.pop()
        is_new = verdict.what == "added"
        moved = take_moves(self.store, self.viewer, service, row, self.programmes, is_new=is_new)
        set_aside = take_asides(self.store, self.viewer, service, row["set_aside"])
        learned = self._learned(service, Learned(row["learned"], row["ask"]))
        if moved or set_aside or learned:
            what: What = "added" if is_new else "changed"
            self.note(line, what, ", ".join(filter(None, (verdict.change, moved, set_aside, learned))))
        else:
            self.verdicts.append(verdict)

    def _details(self, line: Line) -> None:
        _, row = line
        programme = named(row["programme"], self.programmes, "programme").key
        shares = is_yes(row, "shares_learning")
        there = self.known.get(key_read(row) or (row["name"], row["organisation"]))
        asked = {**row, "key": there.key if there else key_read(row), "programme": programme}
        if there and not row["shares_learning"].strip():
            # A blank cell leaves the value unchanged.
            shares = there.shares_learning
        asked["shares_learning"] = "yes" if shares else "no"
        if there and (key_read(row) or service_row(there).items() <= asked.items()):
            self._change(line, asked, there)
            return
        added = self.store.services.add(
            self.viewer,
            row["name"],
            row["organisation"],
            row["kind"],
            row["area"],
            programme,
            key=key_read(row),
            shares_learning=shares,
            notice=row["notice"],
        )
        self.known[added.key] = self.known[added.name, added.organisation] = added
        self.note(line, "added")

    def _learned(self, service: Service, learned: Learned) -> str:
        """Import how a service climbed if nothing is stored yet; return what that changed, or ""."""
        if learned == NOTHING or self.store.learned.of(self.viewer, service.key) != NOTHING:
            return ""
        self.store.learned.keep(self.viewer, service.key, learned, NOTHING)
        return "how it climbed"

    def _change(self, line: Line, asked: TableRow, there: Service) -> None:
        row, stands = line[1], service_row(there)
        if stands.items() <= asked.items():
            self.note(line, "there already")
            return
        if self.is_unedited(row, asked, stands):
            self.note(line, "not edited", f"since then {changes(self.table, asked, stands)}")
            return
        _same({name: stands[name] for name in ("key", "programme", "notice")}, asked, "service")
        texts = {name: row[name] for name in ("name", "organisation", "kind", "area")}
        shares = asked["shares_learning"] == "yes"
        kept = self.store.services.change(self.viewer, replace(there, **texts, shares_learning=shares), there)
        self.known[kept.key] = self.known[kept.name, kept.organisation] = kept
        self.note(line, "there already" if kept == there else "changed", changes(self.table, stands, service_row(kept)))


class _Rounds(Taking):
    @cached_property
    def programmes(self) -> list[Programme]:
        return self.store.programmes.every(self.viewer)

    def row(self, line: Line) -> None:
        _, row = line
        programme = named(row["programme"], self.programmes, "programme").key
        opens, closes = day_typed(row["opens"], "The first day"), day_typed(row["closes"], "The last day")
        if (form := row["form"].strip().lower()) not in ("quick", "thorough"):
            raise InputError(f"The form “{row['form'][:40]}” is neither quick nor thorough.")
        known = self.rounds_in(programme)
        there = _there(known, row)
        key = there.key if there else key_read(row)
        carries = is_yes(row, "carries")
        frameworks = self.versions.frameworks(row["frameworks"])
        now = datetime.now(UTC)
        ended = moment_typed(row, "ended", now)
        if ended and ended > now:
            raise InputError(f"The round “{row['name']}” cannot have ended on {row['ended']}, which is still to come.")
        asked = round_row(
            Round(key, programme, row["name"], opens, closes, cast("Form", form), ended, carries), frameworks
        )
        if there:
            stands = round_row(there, self.store.rounds.frameworks(key))
            self.note(line, _kept(self, row, asked, stands, "round"))
            return
        added = self.store.rounds.open(
            self.viewer,
            programme,
            row["name"],
            opens,
            closes,
            cast("Form", form),
            frameworks=frameworks,
            carries=carries,
            key=key,
        )
        if ended:
            with self.store.at(ended):
                self.store.rounds.close(self.viewer, added.key, "It was closed early before it was brought in here.")
            added = self.store.rounds.get(self.viewer, added.key)
        known.append(added)
        self.note(line, "added")


class _Actions(Taking):
    @cached_property
    def known(self) -> dict[str, Action]:
        return {one.key: one for one in self.store.actions.visible_to(self.viewer)}

    def row(self, line: Line) -> None:
        _, row = line
        service, round_ = self.place(row)
        framework, item = self.wordings.asked(row, round_)
        target = self.read_level(row, "target", framework, item)
        if target is None:
            raise InputError("The target is missing.")
        told = Action(
            row["key"],
            service.key,
            round_.key,
            framework.key,
            item,
            self.read_level(row, "level", framework, item),
            target,
            row["what"],
            row["owner"],
            row["co_owner"],
            day_typed(row["due"], "The due date"),
            cast("ActionState", one_of(row, "state", STATES)),
            day_typed(row["made"], "The day it was made"),
        )
        if told in self.known.values() or (not told.key and told in (replace(a, key="") for a in self.known.values())):
            self.note(line, "there already")
            return
        was = self.known.get(told.key)
        if was and self.is_unedited(row, action_row(told), action_row(was)):
            self.note(line, "not edited", f"since then {changes(self.table, action_row(told), action_row(was))}")
            return
        kept = self.store.actions.keep(self.viewer, told)
        self.known[kept.key] = kept
        if was:
            self.note(line, "changed", changes(self.table, action_row(was), action_row(kept)))
        else:
            self.note(line, "added")


_TAKERS: Mapping[str, type[Taking]] = {
    "programmes": _Programmes,
    "services": _Services,
    "frameworks": FrameworksTaking,
    "rounds": _Rounds,
    "turnout": TurnoutTaking,
    "ratings": RatingsTaking,
    "actions": _Actions,
    "what_changed": ImpactsTaking,
    "given_back": PublicationsTaking,
    "themes": ThemesTaking,
    "case_notes": CaseNotesTaking,
}


def _there(known: Iterable[Named], row: TableRow) -> Named | None:
    """Return the thing that a row names: by its key, or by its name if it has no key."""
    key = key_read(row)
    return next((one for one in known if (one.key == key if key else one.name == row["name"])), None)


def _kept(taking: Taking, row: TableRow, asked: TableRow, there: TableRow, what: str) -> What:
    """Return the effect of a row on a thing that is never changed; an InputError if the row differs from it."""
    if asked != there and taking.is_unedited(row, asked, there):
        return "not edited"
    _same(there, asked, what)
    return "there already"


def _same(there: TableRow, told: TableRow, what: str) -> None:
    for name, cell in there.items():
        if told[name] != cell:
            raise InputError(f"The {what} “{there['key']}” is there already; its {name} is “{cell}”.")
