"""The store: everything in the database, read and written through parts that have what they need.

Outside of it and of `assess/database/` there is no SQL. Every query about ratings takes the viewer, and its statement
carries `IN_SCOPE`, so that rows outside the viewer's scope never leave the database. Three exceptions: a code is its
own grant, `peers.py` counts without names, and a name is compared with all others before it is added. Values are bound,
never formatted into a statement.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from assess.core.access import Viewer
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError
from assess.database.interface import copy
from assess.database.opening import Home
from assess.store.accounts import ADDED, Accounts
from assess.store.actions import Actions
from assess.store.answers import Answers
from assess.store.asides import Asides
from assess.store.audit import AuditLog
from assess.store.cache import size_of
from assess.store.case_notes import CaseNotes
from assess.store.clock import now
from assess.store.connection import Connection, cached
from assess.store.counts import Counts
from assess.store.forewords import Forewords
from assess.store.frameworks import TABLES as FRAMEWORK_TABLES
from assess.store.frameworks import Frameworks
from assess.store.frozen_peers import FrozenPeers
from assess.store.impacts import Impacts
from assess.store.integrity import Integrity
from assess.store.invitations import Invitations
from assess.store.journeys import Journeys
from assess.store.learned import LearnedTexts
from assess.store.links import Links
from assess.store.meetings import Meetings
from assess.store.members import Members
from assess.store.paper import Paper
from assess.store.passes import Passes
from assess.store.peers import Peers
from assess.store.portfolio import Portfolio
from assess.store.positions import Positions
from assess.store.programmes import Programmes
from assess.store.publications import Publications
from assess.store.ratings import Ratings
from assess.store.rounds import Rounds
from assess.store.scope import require_set_up
from assess.store.services import Services
from assess.store.summaries import Summaries
from assess.store.tables import RATINGS, SET_UP
from assess.store.timetable import Timetable
from assess.store.together import TogetherForChange
from assess.store.tries import WrongTries
from assess.store.voices import Voices

T = TypeVar("T")
_ACCOUNT_TABLES = {"person", "granted", "signed_out", "forgotten"}


class Store:
    """The parts of the store over one database, and what concerns all of it.

    `catalogue` has the frameworks of files; `clock` returns the time at which acts are recorded.
    """

    def __init__(self, where: Home, catalogue: Catalogue, clock: Callable[[], datetime] = now) -> None:
        """Open the database; a StoreError says in one sentence why that failed."""
        self._connection = connection = Connection(where, clock)
        timetable, answers, self._summaries = Timetable(connection), Answers(connection), Summaries(connection)
        self._frozen_peers = FrozenPeers(connection, self._summaries)
        self.audit: AuditLog = connection.audit
        self.accounts = Accounts(connection)
        self.wrong_tries = WrongTries(connection)
        self.programmes = Programmes(connection)
        self.positions = Positions(connection, timetable, answers)
        self.frameworks = Frameworks(connection, timetable, catalogue)
        self.rounds = Rounds(connection, timetable, self.positions, self.frameworks)
        self.services = Services(connection, self.programmes, timetable, self.rounds, self._frozen_peers)
        self.learned = LearnedTexts(connection, self.services)
        self.members = Members(connection, timetable, self.services)
        self.asides = Asides(connection, timetable, self.services, self.positions, self.frameworks)
        self.ratings = Ratings(connection, timetable, self.rounds, self.services, answers, self.positions)
        self.invitations = Invitations(connection, timetable, self.services, self.positions, self.ratings)
        self.paper = Paper(connection, timetable, self.services, self.positions, self.ratings)
        self.meetings = Meetings(connection, timetable, answers, self.positions, self.ratings, self.invitations)
        self.passes = Passes(connection, self.ratings, self.invitations)
        self.voices = Voices(connection, timetable, self.rounds, answers, self.positions, self.ratings)
        self.journeys = Journeys(connection, timetable, self.rounds, self.services, self.voices)
        self.counts = Counts(connection, timetable, self.positions, self.ratings)
        self.actions = Actions(connection, timetable)
        self.impacts = Impacts(connection, timetable)
        self.forewords = Forewords(connection)
        self.together = TogetherForChange(connection, timetable)
        self.case_notes = CaseNotes(connection, timetable)
        self.links = Links(connection, self.services, self.rounds)
        self.publications = Publications(connection, timetable, self.positions)
        self.portfolio = Portfolio(connection, timetable, self._summaries)
        self.peers = Peers(connection, self.accounts, self._frozen_peers)
        self._integrity = Integrity(connection, timetable, self.positions, self._summaries)
        self.accounts.record_older_rows()
        self.passes.record_older_rows()

    def close(self) -> None:
        """Close the database."""
        self._connection.database.close()

    def settle(self) -> None:
        """Do the work of every minute; see `Accounts.settle` and `Database.settle`."""
        self.accounts.settle()
        self._connection.database.settle()

    def can_write(self) -> bool:
        """Return whether changes can be saved just now. A StoreError if the database cannot be read."""
        return self._connection.database.can_write()

    @property
    def catalogue(self) -> Catalogue:
        """The frameworks that a new round can be on."""
        return self.frameworks.catalogue

    @property
    def files(self) -> Catalogue:
        """The frameworks of files alone, with which another database is opened."""
        return self.frameworks.files

    @property
    def place(self) -> str:
        """Where the database is: its path, or its name and server."""
        return self._connection.database.place

    @property
    def backups(self) -> Path:
        """The folder of the database's backups."""
        return self._connection.database.backups

    @property
    def clock(self) -> Callable[[], datetime]:
        """The function that returns the time at which acts are recorded."""
        return self._connection.clock.now

    @clock.setter
    def clock(self, now: Callable[[], datetime]) -> None:
        self._connection.clock.now = now

    def at(self, moment: datetime) -> AbstractContextManager[None]:
        """Inside the block, in this thread, record everything as done at this moment."""
        return self._connection.clock.at(moment)

    def all_or_nothing(self) -> AbstractContextManager[object]:
        """Commit everything that is done inside the block together, or roll it back if the block raises."""
        return self._connection.write()

    def recall(
        self,
        viewer: Viewer | None,
        question: tuple[Hashable, ...],
        compute: Callable[[], T],
        size: Callable[[T], int] = size_of,
    ) -> T:
        """Return today's cached result for the same question and grants, unless ratings in scope have changed since.

        Without a viewer the result may depend only on programmes, services and rounds, never on ratings or the day.
        `size` returns the number of parts of a result.
        """
        return self._connection.recall(SET_UP if viewer is None else RATINGS, viewer, question, compute, size)

    @cached(frozenset({"programme"}))
    def is_empty(self) -> bool:
        """Say whether there is no programme yet."""
        return not self._connection.read("SELECT 1 FROM programme LIMIT 1")

    @cached(frozenset({"service"}))
    def holds_real_ratings(self) -> bool:
        """Say whether there is a service without a notice: example data must never be mixed with those."""
        return bool(self._connection.read("SELECT 1 FROM service WHERE notice = '' LIMIT 1"))

    @cached(frozenset({"service"}))
    def holds_examples(self) -> bool:
        """Say whether the services are examples."""
        return bool(self._connection.read("SELECT 1 FROM service WHERE notice <> '' LIMIT 1"))

    def copy_to(self, path: Path) -> None:
        """Write a copy of the database into a new file; `path` must be in `backups`."""
        self._summaries.refresh()
        self._connection.database.copy_to(path)

    def move_to(self, empty: "Store") -> None:
        """Write a copy of the database into that of another store; an InputError if it is not empty."""
        # Somebody may already have signed in to the new database.
        if not empty.is_empty() or any(event.act != ADDED for event in empty.audit.events()):
            raise InputError(f"{empty.place} holds something already. Nothing was changed.")
        self._summaries.refresh()
        copy(self._connection.database, empty._connection.database)  # noqa: SLF001 - of the same class

    @contextmanager
    def copied(self) -> Iterator["Store"]:
        """Open a copy of everything as of now, deleted after the block; others go on writing here meanwhile."""
        with TemporaryDirectory() as folder:
            place = Path(folder) / "copy.duckdb"
            with closing(Store(place, self.files, self.clock)) as copy_:
                copy(self._connection.database, copy_._connection.database)  # noqa: SLF001 - of the same class
                yield copy_

    def faults(self) -> list[str]:
        """Return a sentence for each fault of the audit log, the positions or the derived tables, [] without one."""
        return self._integrity.faults()

    def remove_examples(self, viewer: Viewer) -> None:
        """Empty a database that has nothing but examples; an InputError if there is anything real in it."""
        require_set_up(viewer)
        with self._connection.write() as transaction:
            if self.holds_real_ratings():
                raise InputError("This database holds real ratings. Only examples can be removed.")
            for table in transaction.tables().keys() - _ACCOUNT_TABLES - FRAMEWORK_TABLES:
                transaction.run(f"DELETE FROM {table}")
            self.audit.forget_head()
            self.accounts.record_again(viewer)
            self.frameworks.record_again(viewer)
        self._frozen_peers.look_again()
