"""Every round with its frameworks, for the other parts of the store. They check the scope."""

from collections.abc import Sequence
from functools import lru_cache

from assess.core import asides
from assess.core.access import Viewer
from assess.core.asides import Aside
from assess.core.errors import InputError, NotAllowedError
from assess.core.framework import Framework
from assess.core.membership import Move, is_member
from assess.core.paper import PaperAct, Typing, typing
from assess.core.programme import Round
from assess.core.rewording import reworded
from assess.database.interface import Transaction
from assess.store.columns import Columns
from assess.store.connection import Connection, cached
from assess.store.scope import over_round

ROUND = Columns(
    Round,
    "d",
    "key programme name opens closes form",
    "e.moment",
    "c.round IS NOT NULL",
)
# Joins are planned in half the time of subqueries, and subqueries without a column of `d` in a fifth.
ROUNDS = """round d LEFT JOIN (SELECT round, min(moment) AS moment FROM round_end GROUP BY round) e ON e.round = d.key
    LEFT JOIN round_carry c ON c.round = d.key"""
ROUND_TABLES = frozenset({"round", "round_end", "round_carry"})
_ONE_ROUND = f"""
    SELECT {", ".join(ROUND.names)}, (SELECT min(moment) FROM round_end WHERE round = ?),
        EXISTS (SELECT 1 FROM round_carry WHERE round = ?)
    FROM round WHERE key = ?
"""
_OF_PROGRAMME = f"SELECT {ROUND} FROM {ROUNDS} WHERE d.programme = ? ORDER BY d.opens, d.key"
_ROUND_OF = "SELECT round FROM response WHERE key = ?"
_RATED = "SELECT DISTINCT round FROM response WHERE service = ? ORDER BY round"
_ASIDE = Columns(Aside, "a", "number service framework aside moment")
_ASIDES = f"SELECT {_ASIDE} FROM set_aside a ORDER BY a.number"
# The services and rounds where the service has at some time set aside every framework of the round.
_MAYBE_ASKED_NOTHING = """
    SELECT s.key, d.key FROM service s JOIN round d ON d.programme = s.programme
    WHERE s.key IN (SELECT a.service FROM set_aside a) AND NOT EXISTS (
        SELECT 1 FROM round_framework f WHERE f.round = d.key
            AND f.framework NOT IN (SELECT a.framework FROM set_aside a WHERE a.service = s.key)
    )
    ORDER BY s.key, d.key
"""
_MOVE = Columns(Move, "m", "number service before after moment")
_MOVES = f"SELECT {_MOVE} FROM membership m ORDER BY m.number"
# Whether a service has submitted in a round or asked people, who may have answered: it must not depend on whether they
# did, which is not known before the close.
_TOOK_PART = """
    SELECT 1 FROM response r JOIN submission b ON b.response = r.key
        WHERE r.service = ? AND r.round = ? AND r.voice <> 'people'
    UNION ALL SELECT 1 FROM invitation i WHERE i.service = ? AND i.round = ?
    UNION ALL SELECT 1 FROM paper p WHERE p.service = ? AND p.round = ? LIMIT 1
"""
_PAPER = Columns(PaperAct, "p", "number service round is_open moment")
_PAPER_IN_ROUND = f"SELECT {_PAPER} FROM paper p WHERE p.round = ? ORDER BY p.number"
_OPENLY = "SELECT o.service, o.asked FROM open_question o WHERE o.round = ? ORDER BY o.number"
_VERSIONS = "SELECT f.round, f.framework, f.version FROM round_framework f ORDER BY f.round, f.place"
_WORDINGS = "SELECT v.framework, v.version, v.body FROM framework_version v"
# Two rounds of a programme, the earlier one first, that are on different versions of a framework.
_TWO_VERSIONS = """
    SELECT a.key, b.key, f.framework, f.version, g.version
    FROM round a JOIN round b ON b.programme = a.programme AND (b.opens, b.key) > (a.opens, a.key)
    JOIN round_framework f ON f.round = a.key
    JOIN round_framework g ON g.round = b.key AND g.framework = f.framework AND g.version <> f.version
    ORDER BY a.key, b.key, f.framework
"""
_WORDING = "SELECT body FROM framework_version WHERE framework = ? AND version = ?"


class Timetable:
    """The rounds of all programmes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached(ROUND_TABLES)
    def round(self, key: str) -> Round:
        """Return the round of this key; a NotAllowedError if there is none."""
        for round_ in ROUND.values(self._connection.read(_ONE_ROUND, [key] * 3)):
            return round_
        raise NotAllowedError(f"There is no round “{key}”.")

    @cached(frozenset({"round_framework", "framework_version"}))
    def frameworks_of_all(self) -> dict[str, tuple[Framework, ...]]:
        """Return by round its frameworks, worded as they were when it was added."""
        worded = {(key, version): _framework(body) for key, version, body in self._connection.read(_WORDINGS)}
        frameworks: dict[str, tuple[Framework, ...]] = {}
        for round_key, key, version in self._connection.read(_VERSIONS):
            if framework := worded.get((key, version)):
                frameworks[round_key] = (*frameworks.get(round_key, ()), framework)
        return frameworks

    def frameworks(self, round_key: str) -> tuple[Framework, ...]:
        """Return the frameworks of a round, worded as they were when it was added."""
        return self.frameworks_of_all().get(round_key, ())

    @cached(frozenset({"set_aside"}))
    def asides_of_all(self) -> dict[str, tuple[Aside, ...]]:
        """Return by service every act by which it set a framework aside or asked it again, oldest first."""
        acts: dict[str, list[Aside]] = {}
        for act in _ASIDE.values(self._connection.read(_ASIDES)):
            acts.setdefault(act.service, []).append(act)
        return {service: tuple(own) for service, own in acts.items()}

    def asides(self, service: str) -> tuple[Aside, ...]:
        """Return the acts of one service, oldest first."""
        return self.asides_of_all().get(service, ())

    @cached(frozenset({"membership"}))
    def moves_of_all(self) -> dict[str, tuple[Move, ...]]:
        """Return by service every move between programmes, oldest first."""
        moves: dict[str, list[Move]] = {}
        for move in _MOVE.values(self._connection.read(_MOVES)):
            moves.setdefault(move.service, []).append(move)
        return {service: tuple(own) for service, own in moves.items()}

    def moves(self, service: str) -> tuple[Move, ...]:
        """Return the moves of one service, oldest first."""
        return self.moves_of_all().get(service, ())

    def is_in(self, service: str, round_: Round) -> bool:
        """Say whether a service is in a round of a programme that it is in, or was before one of its moves.

        One that has moved while the round was open stays in it where it had submitted or asked people: that counts.
        """
        if is_member(self.moves(service), round_):
            return True
        return bool(self._connection.read(_TOOK_PART, [service, round_.key] * 3))

    @cached(frozenset({"paper"}))
    def typing_in(self, round_key: str) -> dict[str, Typing]:
        """Return the progress of typing in sheets in a round, by service, for services that have begun."""
        acts: dict[str, list[PaperAct]] = {}
        for act in _PAPER.values(self._connection.read(_PAPER_IN_ROUND, [round_key])):
            acts.setdefault(act.service, []).append(act)
        return {service: typing(own) for service, own in acts.items()}

    def typing(self, service: str, round_key: str) -> Typing:
        """Return one service's progress with typing in the sheets of a round."""
        return self.typing_in(round_key).get(service, Typing())

    @cached(frozenset({"open_question"}))
    def asking_openly(self, round_key: str) -> dict[str, bool]:
        """Return by service whether people are asked open questions in a round, where that was ever decided."""
        return dict(self._connection.read(_OPENLY, [round_key]))

    def asks_openly(self, service: str, round_key: str) -> bool:
        """Say whether people are asked open questions about one service in a round."""
        return self.asking_openly(round_key).get(service, False)

    def asked(self, service: str, round_key: str) -> tuple[Framework, ...]:
        """Return the frameworks of a round that a service is asked: without those that it has set aside.

        There is none where it was not in the round.
        """
        if self.moves(service) and not self.is_in(service, self.round(round_key)):
            return ()
        return asides.asked(self.frameworks(round_key), self.asides(service), self.round(round_key))

    @cached(ROUND_TABLES | {"round_framework", "framework_version", "service", "set_aside", "membership"})
    def asked_nothing(self) -> list[tuple[str, str]]:
        """Return each service and round of its programme in which it set aside every framework, or was not in it."""
        pairs = [
            (service, round_.key)
            for service, round_key in self._connection.read(_MAYBE_ASKED_NOTHING)
            for round_ in [self.round(round_key)]
            if not asides.asked(self.frameworks(round_key), self.asides(service), round_)
        ]
        return pairs + [
            (service, round_.key)
            for service, moves in self.moves_of_all().items()
            for round_ in self.of_programme(moves[-1].after or moves[-1].before)
            if not is_member(moves, round_)
        ]

    def round_of(self, response: str) -> Round:
        """Return the round of a response."""
        ((round_key,),) = self._connection.read(_ROUND_OF, [response])
        return self.round(round_key)

    def rated(self, service: str) -> list[Round]:
        """Return the rounds in which somebody has begun to answer about a service."""
        return [self.round(round_key) for (round_key,) in self._connection.read(_RATED, [service])]

    @cached(frozenset({"framework_version"}))
    def wording(self, framework: str, version: int) -> Framework | None:
        """Return a framework in the wording of this version, None if no round was ever on it."""
        rows = self._connection.read(_WORDING, [framework, version])
        return _framework(rows[0][0]) if rows else None

    @cached(ROUND_TABLES | {"round_framework", "framework_version"})
    def reworded(self) -> list[tuple[str, str, str]]:
        """Return an earlier and a later round with each framework that services read in other words in the one."""
        rows = self._connection.read(_TWO_VERSIONS)
        return [(one, other, framework) for one, other, framework, *two in rows if self._differ(framework, *two)]

    def _differ(self, framework: str, *versions: int) -> bool:
        before, after = (self.wording(framework, version) for version in versions)
        return before is not None and after is not None and bool(reworded(before, after, "service"))

    @cached(frozenset({"round_framework", "framework_version"}))
    def wordings_in_use(self) -> dict[str, list[Framework]]:
        """Return every version of each framework that a round is on, the newest first, by the framework's key."""
        frameworks = {(one.key, one.version): one for each in self.frameworks_of_all().values() for one in each}
        wordings: dict[str, list[Framework]] = {}
        for key, version in sorted(frameworks, reverse=True):
            wordings.setdefault(key, []).append(frameworks[key, version])
        return wordings

    @cached(ROUND_TABLES)
    def of_programme(self, programme: str) -> list[Round]:
        """Return the rounds of a programme, oldest first."""
        return ROUND.values(self._connection.read(_OF_PROGRAMME, [programme]))

    def scope(self, viewer: Viewer, round_key: str) -> list[bool | list[str]]:
        """Return the values for `ROUND_IN_SCOPE` in a query about one round; see `over_round`."""
        return over_round(viewer.sees, self.round(round_key).programme)

    def require_round_of(self, service: str, round_key: str) -> None:
        """Raise NotAllowedError unless the round is of a programme of the service, which must exist."""
        refusal = NotAllowedError(f"There is no round “{round_key}” for this service.")
        try:
            round_ = self.round(round_key)
        except NotAllowedError as error:
            raise refusal from error
        moves = self.moves(service)
        _, programme, _ = self._connection.place_of(service)
        programmes = {programme, *(move.before for move in moves)}
        if round_.programme not in programmes or (moves and not self.is_in(service, round_)):
            raise refusal


def store_wording(transaction: Transaction, frameworks: Sequence[Framework]) -> None:
    """Insert these versions of frameworks; an InputError if one is already there in other words."""
    for framework in frameworks:
        known = transaction.read(_WORDING, [framework.key, framework.version])
        if not known:
            transaction.insert_row(
                "framework_version",
                framework=framework.key,
                version=framework.version,
                body=framework.model_dump_json(),
            )
        # Compared as values: a later version of this program may write more fields.
        elif _framework(known[0][0]) != framework:
            raise InputError(
                f"The framework “{framework.key}” has changed since a round used its version "
                f"{framework.version}. Raise its version number, so that the earlier round keeps its wording."
            )


@lru_cache(maxsize=100)
def _framework(body: str) -> Framework:
    # Cached, since parsing takes a millisecond and rounds share frameworks.
    return Framework.model_validate_json(body)
