"""What is kept and what can be asked of it. The only module that speaks SQL, beside the scripts in `sql/`.

Every question about ratings takes the viewer, and every statement about a service carries `IN_SCOPE`, so that what a
viewer may not see never leaves the database. Values are bound, never written into a statement.
"""

import re
import secrets
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import astuple, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial, wraps
from itertools import groupby
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from assess import acts, benchmark, homes, voices
from assess.access import Grant, Over, Person, Role, Scope, Viewer, guest
from assess.action import Action
from assess.acts import Event
from assess.assessment import (
    Answer,
    Entry,
    ItemKey,
    Response,
    State,
    Submission,
    checked_answer,
    current,
)
from assess.benchmark import USUAL, Cell, Group, Rules
from assess.catalogue import Catalogue
from assess.database import SET_UP, Row, Transaction, copy
from assess.errors import InputError, NotAllowedError
from assess.framework import Form, Framework, Voice
from assess.homes import Home
from assess.memory import Marks, Memory, parts_of
from assess.portfolio import PAGE, Choice, Lesson, Ranked, Rated, Seen
from assess.position import Position
from assess.programme import Programme, Round, Service
from assess.voices import Invitation, Note, Said, Spoken, Turnout
from assess.words import NAME_LIMIT, NOTE_LIMIT, checked, day, required, slug, unused

# The one condition that every statement about a service `s` carries; its values are `Scope.parameters`.
# (`= ANY(?)` says the same and takes twice as long to plan.)
IN_SCOPE = "(? OR list_contains(?, s.key) OR list_contains(?, s.programme) OR list_contains(?, s.area))"

# The same for a response `r`: people's own answers are nobody's but theirs, and nothing else is; its values are
# `response_parameters`.
RESPONSE_IN_SCOPE = f"(({IN_SCOPE} AND r.voice <> 'people') OR (list_contains(?, r.key) AND r.voice = 'people'))"

_SERVICE = "s.key, s.name, s.organisation, s.kind, s.area, s.programme, s.shares_learning, s.notice"
# How often it was submitted and reopened says its state: by the clock, two acts of one moment could not be told apart.
_RESPONSE = """r.key, r.service, r.round, r.voice, r.people, r.label, r.created,
    (SELECT count(*) FROM submission b WHERE b.response = r.key),
    (SELECT count(*) FROM reopening o WHERE o.response = r.key)"""
_SERVICES = f"""
    SELECT {_SERVICE} FROM service s
    WHERE {IN_SCOPE} AND (? = '' OR s.programme = ?) AND (? = '' OR strpos(lower(s.name), lower(?)) > 0)
    ORDER BY s.name, s.key LIMIT ?
"""
_ONE_SERVICE = f"SELECT {_SERVICE} FROM service s WHERE {IN_SCOPE} AND s.key = ?"
_ROUND = """d.key, d.programme, d.name, d.opens, d.closes, d.form,
    (SELECT min(e.moment) FROM round_end e WHERE e.round = d.key),
    d.key IN (SELECT c.round FROM round_carry c)"""
# Planned in half the time that a join takes.
_ROUND_IN_SCOPE = f"d.programme IN (SELECT s.programme FROM service s WHERE {IN_SCOPE})"
_ROUNDS = f"""
    SELECT {_ROUND} FROM round d
    WHERE {_ROUND_IN_SCOPE} AND d.programme = ? ORDER BY d.opens, d.closes, d.key
"""
_ONE_ROUND = f"SELECT {_ROUND} FROM round d WHERE {_ROUND_IN_SCOPE} AND d.key = ?"
_RESPONSES = f"""
    SELECT r.key, r.service, r.round, r.voice, r.people, r.label, r.created
    FROM response r JOIN service s ON s.key = r.service
    WHERE {RESPONSE_IN_SCOPE} AND (? = '' OR s.key = ?) ORDER BY r.created, r.key
"""
# Beside it, how often each was submitted and reopened: inside it, that takes longer to plan than all the rest.
_TIMES = """
    SELECT 'submitted', b.response, count(*) FROM submission b
    WHERE b.response IN (SELECT unnest(CAST(? AS VARCHAR[]))) GROUP BY b.response
    UNION ALL
    SELECT 'reopened', o.response, count(*) FROM reopening o
    WHERE o.response IN (SELECT unnest(CAST(? AS VARCHAR[]))) GROUP BY o.response
"""
_ONE_RESPONSE = f"""
    SELECT r.key, r.service, r.round, r.voice, r.people, r.label, r.created,
        (SELECT count(*) FROM submission WHERE response = ?), (SELECT count(*) FROM reopening WHERE response = ?)
    FROM response r JOIN service s ON s.key = r.service
    WHERE {RESPONSE_IN_SCOPE} AND r.key = ?
"""
_VISIBLE = f"SELECT r.key FROM response r JOIN service s ON s.key = r.service WHERE {RESPONSE_IN_SCOPE} AND r.key = ?"
_ENTRY = "number, framework, item, level, does_not_apply, note, link, visit, principal, moment"
# Of a response that is known to be in scope.
_LOGS = f"""
    SELECT response, {_ENTRY} FROM answer
    WHERE response IN (SELECT unnest(CAST(? AS VARCHAR[]))) ORDER BY response, number
"""
_SUBMITTED_RESPONSES = """
    SELECT r.created, r.key, r.voice, r.people, b.upto, b.moment
    FROM response r LEFT JOIN submission b ON b.response = r.key WHERE r.service = ? AND r.round = ?
"""
_SUBMISSIONS = f"""
    SELECT b.key, b.response, b.upto, b.principal, b.moment
    FROM submission b JOIN response r ON r.key = b.response JOIN service s ON s.key = r.service
    WHERE {RESPONSE_IN_SCOPE} AND b.response = ? ORDER BY b.upto
"""
_INVITATION = f"""i.key, i.token, i.short_code, {_SERVICE}, {_ROUND},
    (SELECT min(e.moment) FROM invitation_end e WHERE e.invitation = i.key)"""
_INVITED = "FROM invitation i JOIN service s ON s.key = i.service JOIN round d ON d.key = i.round"
_BY_CODE = f"SELECT {_INVITATION} {_INVITED} WHERE i.token = ? OR i.short_code = ?"
_INVITATIONS = f"SELECT {_INVITATION} {_INVITED} WHERE {IN_SCOPE} AND s.key = ? AND d.key = ? ORDER BY i.created"
_INVITED_IN_ROUND = f"""
    SELECT DISTINCT s.key {_INVITED}
    WHERE {IN_SCOPE} AND d.key = ? AND i.key NOT IN (SELECT e.invitation FROM invitation_end e)
"""
# How many have begun and submitted, and nothing of what they said.
_TURNOUT = f"""
    SELECT s.key, r.voice, count(DISTINCT r.key), count(DISTINCT b.response), min(b.moment), max(b.moment)
    FROM response r JOIN service s ON s.key = r.service LEFT JOIN submission b ON b.response = r.key
    WHERE {IN_SCOPE} AND r.round = ? GROUP BY s.key, r.voice
"""
# People's words only for items on which their level may be seen, and only of those whose answers are in it: of each
# response what its last submission in time froze.
_WORDS_OF_PEOPLE = f"""
    WITH frozen AS (
        SELECT r.key, r.service, r.round, r.people, max(b.upto) AS upto
        FROM submission b JOIN response r ON r.key = b.response JOIN service s ON s.key = r.service
        WHERE {IN_SCOPE} AND (? = '' OR r.service = ?) AND r.round = ? AND r.voice = 'people' AND b.moment <= ?
        GROUP BY r.key, r.service, r.round, r.people
    ), last AS (
        SELECT f.key, a.framework, a.item, max(a.number) AS number
        FROM frozen f JOIN answer a ON a.response = f.key WHERE a.number <= f.upto GROUP BY f.key, a.framework, a.item
    ), told AS (
        SELECT f.service, f.round, f.people, a.framework, a.item, a.note,
            count(*) FILTER (WHERE f.people IS NULL AND a.level IS NOT NULL)
                OVER (PARTITION BY f.service, a.framework, a.item) AS alone
        FROM last l JOIN frozen f ON f.key = l.key JOIN answer a ON a.response = l.key AND a.number = l.number
    )
    SELECT DISTINCT t.service, t.framework, t.item, t.note
    FROM told t JOIN position p ON p.service = t.service AND p.round = t.round
        AND p.framework = t.framework AND p.item = t.item
    WHERE t.note <> '' AND p.people_level IS NOT NULL AND (t.people IS NOT NULL OR t.alone >= ?)
    ORDER BY t.service, t.framework, t.item, t.note
"""
# What services said of themselves and agreed on, for the notes of a whole round.
_SAID_IN_ROUND = f"""
    SELECT r.service, r.voice, r.key, a.number, a.framework, a.item, a.level, a.does_not_apply, a.note, a.link, a.visit,
        a.principal, a.moment
    FROM answer a JOIN response r ON r.key = a.response JOIN service s ON s.key = r.service
    WHERE {IN_SCOPE} AND r.round = ? AND r.voice <> 'people' ORDER BY r.service, r.voice DESC, r.key, a.number
"""
_SUBMITTED_IN_ROUND = f"""
    SELECT b.response, b.upto, b.moment
    FROM submission b JOIN response r ON r.key = b.response JOIN service s ON s.key = r.service
    WHERE {IN_SCOPE} AND r.round = ? ORDER BY b.upto
"""
_ACTIONS = f"""
    SELECT a.key, a.service, a.round, a.framework, a.item, a.level, a.target, a.what, a.owner, a.co_owner, a.due,
        a.state, a.made
    FROM action a JOIN service s ON s.key = a.service
    WHERE {IN_SCOPE} AND (? = '' OR s.key = ?) AND (? = '' OR s.programme = ?)
        AND a.number = (SELECT max(n.number) FROM action n WHERE n.key = a.key)
    ORDER BY a.due, a.key
"""
_VERSIONS = """
    SELECT v.body FROM round_framework f
    JOIN framework_version v ON v.framework = f.framework AND v.version = f.version
    WHERE f.round = ? ORDER BY f.place
"""


_POSITION = """p.service, p.round, p.framework, p.item, p.level, p.voice, p.evidenced, p.service_level, p.people_level,
    p.people, p.agreed_level, p.moment"""
_POSITIONS = f"""
    SELECT {_POSITION}
    FROM position p JOIN service s ON s.key = p.service
    WHERE {IN_SCOPE} AND p.service = ? ORDER BY p.round, p.framework, p.item
"""
_POSITIONS_IN_ROUND = f"""
    SELECT {_POSITION}
    FROM position p JOIN service s ON s.key = p.service
    WHERE {IN_SCOPE} AND p.round = ? ORDER BY p.service, p.framework, p.item
"""
_LEVELS_IN_ROUNDS = """
    SELECT round, framework, item, level, service_level, people_level
    FROM position WHERE service = ? AND (round = ? OR round = ? OR round = ?)
"""
_COUNTED = "SELECT service, round, place, closes, people FROM counted WHERE service = ?"
_RATED = "SELECT DISTINCT service, round FROM response UNION SELECT DISTINCT service, round FROM position"
_KEPT = f"SELECT {_POSITION} FROM position p WHERE p.service = ? AND p.round = ?"
_PROGRAMMES = f"""
    SELECT DISTINCT q.key, q.name FROM programme q JOIN service s ON s.programme = q.key
    WHERE {IN_SCOPE} ORDER BY q.name, q.key
"""


# Who holds which role now: the newest row of each stands.
_GRANTED = """
    FROM granted g WHERE g.given AND g.number = (
        SELECT max(n.number) FROM granted n
        WHERE n.principal = g.principal AND n.role = g.role AND n.scope = g.scope AND n.key = g.key
    )
"""
_HELD = f"SELECT g.role, g.scope, g.key {_GRANTED} AND g.principal = ? ORDER BY g.number"
_ALL_HELD = f"SELECT g.principal, g.role, g.scope, g.key {_GRANTED} ORDER BY g.number"
_ADMINISTRATORS = f"SELECT g.principal {_GRANTED} AND g.role = 'administrator' AND g.scope = 'everything'"
_EVENTS = "SELECT number, moment, principal, act, subject, before, after, previous, hash FROM event"
# By token or by issuer and subject.
_TOKENS = "SELECT token, max(name) FROM person WHERE token = ? OR principal = ? GROUP BY token"
# Where people type, and a name may stand.
_TYPED = {
    "answer": ("does_not_apply", "note", "link"),
    "reopening": ("reason",),
    "round_end": ("reason",),
    "action": ("what", "owner", "co_owner"),
}
_NAMED = {
    "programme": "SELECT key FROM programme WHERE name = ?",
    "area": "SELECT DISTINCT area FROM service WHERE area = ?",
    "service": "SELECT key FROM service WHERE name = ?",
}

# The portfolio: the services looked at; `_looked_at` has the values.
_LOOKED_AT = f"""
    WITH seen AS (
        SELECT s.* FROM service s
        WHERE {IN_SCOPE} AND (? = '' OR s.kind = ?) AND (? = '' OR s.area = ?) AND (? = '' OR s.organisation = ?)
            AND (? = '' OR strpos(lower(s.name), lower(?)) > 0)
    )
"""
_KINDS_AND_AREAS = f"SELECT DISTINCT s.kind, s.area FROM service s WHERE {IN_SCOPE} ORDER BY s.kind, s.area"
_SEEN = f"""{_LOOKED_AT}
    SELECT count(*), count(n.service), count(n.service) FILTER (WHERE n.people > 0), min(n.closes), max(n.closes)
    FROM seen s LEFT JOIN newest n ON n.service = s.number
"""
_ONE_ITEM = "(SELECT i.number FROM asked i WHERE i.framework = ? AND i.item = ?)"
_ONE_PAGE = f"""{_LOOKED_AT}
    SELECT {_SERVICE}, n.round, n.closes, n.earlier
    FROM seen s LEFT JOIN newest n ON n.service = s.number
    LEFT JOIN latest l ON l.service = s.number AND l.item = {_ONE_ITEM}
    ORDER BY l.level NULLS LAST, s.name, s.key LIMIT ? OFFSET ?
"""
_CELLS = f"""
    SELECT {_POSITION}
    FROM position p JOIN service s ON s.key = p.service
    WHERE {IN_SCOPE} AND p.service IN (SELECT unnest(CAST(? AS VARCHAR[])))
        AND p.round IN (SELECT unnest(CAST(? AS VARCHAR[]))) AND p.framework = ?
"""
_GROUPED = {
    grouping: f"""{_LOOKED_AT}
    SELECT {column} AS name_of_group, i.item, l.level, count(*)
    FROM seen s JOIN latest l ON l.service = s.number JOIN asked i ON i.number = l.item
    WHERE i.framework = ? GROUP BY name_of_group, i.item, l.level
"""
    for grouping, column in {"all": "''", "kind": "s.kind", "area": "s.area", "organisation": "s.organisation"}.items()
}
_MOVED = f"""{_LOOKED_AT}, moved AS (
        SELECT l.service, count(*) FILTER (WHERE l.level > l.before) - count(*) FILTER (WHERE l.level < l.before) AS net
        FROM latest l GROUP BY l.service
    )
    SELECT {_SERVICE}, m.net FROM moved m JOIN seen s ON s.number = m.service
    WHERE m.net * ? > 0 ORDER BY m.net * ? DESC, s.name LIMIT ?
"""
_WIDEST = f"""{_LOOKED_AT}, wide AS (
        SELECT l.service, count(*) AS items FROM latest l WHERE abs(l.gap) >= ? GROUP BY l.service
    )
    SELECT {_SERVICE}, w.items FROM wide w JOIN seen s ON s.number = w.service ORDER BY w.items DESC, s.name LIMIT ?
"""
_MISSING = f"""{_LOOKED_AT}, begun AS (
        SELECT d.programme, d.key,
            row_number() OVER (PARTITION BY d.programme ORDER BY d.opens DESC, d.key DESC) AS back
        FROM round d WHERE d.opens <= ?
    )
    SELECT {_SERVICE}, count(*) OVER () FROM seen s JOIN begun b ON b.programme = s.programme AND b.back = 1
    LEFT JOIN newest n ON n.service = s.number
    WHERE n.round IS DISTINCT FROM b.key ORDER BY s.name LIMIT ?
"""
_LOW = f"""{_LOOKED_AT}
    SELECT {_SERVICE}, count(*) OVER ()
    FROM seen s JOIN latest l ON l.service = s.number AND l.item = {_ONE_ITEM}
    WHERE l.level < ? ORDER BY l.level, s.name, s.key LIMIT ?
"""
_CLIMBED = f"""{_LOOKED_AT}
    SELECT {_SERVICE}, l.before, l.level
    FROM seen s JOIN latest l ON l.service = s.number AND l.item = {_ONE_ITEM}
    WHERE l.level >= ? AND l.level > l.before AND s.shares_learning ORDER BY l.level DESC, s.name, s.key LIMIT ?
"""
# What those two tables hold of every service, worked out from the others.
NEWEST = """
    SELECT s.number, n.round, n.closes, o.round, n.people
    FROM (
        SELECT c.*, row_number() OVER (PARTITION BY c.service ORDER BY c.place DESC) AS back FROM counted c
    ) n JOIN service s ON s.key = n.service
    LEFT JOIN (
        SELECT c.*, row_number() OVER (PARTITION BY c.service ORDER BY c.place DESC) AS back FROM counted c
    ) o ON o.service = n.service AND o.back = 2
    WHERE n.back = 1
"""
LATEST = """
    SELECT n.service, i.number, max(p.level) FILTER (WHERE p.round = n.round),
        max(p.level) FILTER (WHERE p.round = n.earlier),
        max(p.service_level - p.people_level) FILTER (WHERE p.round = n.round)
    FROM newest n JOIN service s ON s.number = n.service
    JOIN position p ON p.service = s.key AND (p.round = n.round OR p.round = n.earlier)
    JOIN asked i ON i.framework = p.framework AND i.item = p.item
    GROUP BY n.service, i.number
"""

_POOLS = "SELECT DISTINCT kind, area, pool FROM distribution"
_POOL_OF = "CREATE TEMP TABLE pool_of (kind VARCHAR, area VARCHAR, pool VARCHAR)"
# What benchmarks are drawn from: the levels of each service in its newest closed round. That is its newest round or the
# one before, whose levels are at hand; only where both are open, or too old, are older ones sought. `cell` stands for a
# kind and area: the number of its first service.
_CLOSED = """
    SELECT d.key FROM round d
    WHERE (d.closes < ? OR d.key IN (SELECT e.round FROM round_end e)) AND d.closes >= ?
"""
_DRAWN = f"""
    CREATE TEMP TABLE drawn AS
    WITH closed AS ({_CLOSED}), cells AS (
        SELECT kind, area, min(number) AS cell FROM service GROUP BY kind, area
    )
    SELECT s.key, n.service, g.cell, a.key IS NOT NULL AS newest, b.key IS NOT NULL AS earlier
    FROM newest n JOIN service s ON s.number = n.service JOIN cells g ON g.kind = s.kind AND g.area = s.area
    LEFT JOIN closed a ON a.key = n.round LEFT JOIN closed b ON b.key = n.earlier
"""
_LIVE = """
    CREATE TEMP TABLE live AS
    SELECT service, item, level, cell FROM (
        SELECT l.service, l.item, CASE WHEN n.newest THEN l.level ELSE l.before END AS level, n.cell
        FROM latest l JOIN drawn n ON n.service = l.service WHERE n.newest OR n.earlier
    ) found WHERE level IS NOT NULL
"""
_LEFT = "SELECT count(*) FROM drawn WHERE NOT newest AND NOT earlier"
# On its own, as it reads every position, even for nobody.
_OLDER = f"""
    INSERT INTO live
    WITH older AS (
        SELECT n.service, n.cell, c.service AS key, max(c.place) AS place
        FROM drawn n JOIN counted c ON c.service = n.key JOIN ({_CLOSED}) d ON d.key = c.round
        WHERE NOT n.newest AND NOT n.earlier GROUP BY n.service, n.cell, c.service
    )
    SELECT o.service, i.number, p.level, o.cell
    FROM older o JOIN counted c ON c.service = o.key AND c.place = o.place
    JOIN position p ON p.service = c.service AND p.round = c.round
    JOIN asked i ON i.framework = p.framework AND i.item = p.item
    WHERE p.level IS NOT NULL
"""
# In how many organisations of each pool a service has other levels than were frozen. Asked of one service in `_EVERY`
# first: after a round has closed these are enough to see that all pools have news, in a tenth of the time.
_CHANGED = """
    WITH news AS (
        SELECT DISTINCT coalesce(l.service, p.service) AS service
        FROM (SELECT service, item, level FROM live WHERE mod(service, ?) = 0) l
        FULL JOIN (SELECT service, item, level FROM peer_level WHERE mod(service, ?) = 0) p
            ON p.service = l.service AND p.item = l.item
        WHERE l.level IS DISTINCT FROM p.level
    )
    SELECT g.pool, count(DISTINCT s.organisation)
    FROM news n JOIN service s ON s.number = n.service JOIN pool_of g ON g.kind = s.kind AND g.area = s.area
    GROUP BY g.pool
"""
_EVERY = 16
_DISTRIBUTION = """
    SELECT p.kind, p.area, p.pool, i.framework, i.item, l.level, count(*) AS services
    FROM peer p JOIN peer_level l ON l.service = p.service JOIN asked i ON i.number = l.item
    GROUP BY p.kind, p.area, p.pool, i.framework, i.item, l.level
"""
# How many organisations have so many peers of a kind and area (a), of the kind (b) and of all (c). The rows of a kind
# and area, those of its kind and those of everyone add up: who stands in a narrower one is taken out of the wider.
CROWDS = """
    WITH a AS (
        SELECT organisation, kind, area, count(*) AS services FROM peer GROUP BY organisation, kind, area
    ), b AS (
        SELECT organisation, kind, count(*) AS services FROM peer GROUP BY organisation, kind
    ), c AS (
        SELECT organisation, count(*) AS services FROM peer GROUP BY organisation
    ), held AS (
        SELECT a.kind, a.area, a.services AS a, b.services AS b, c.services AS c, count(*) AS organisations
        FROM a JOIN b ON b.organisation = a.organisation AND b.kind = a.kind JOIN c ON c.organisation = a.organisation
        GROUP BY a.kind, a.area, a.services, b.services, c.services
    ), of_kind AS (
        SELECT b.kind, b.services AS b, c.services AS c, count(*) AS organisations
        FROM b JOIN c ON c.organisation = b.organisation GROUP BY b.kind, b.services, c.services
    )
    SELECT kind, area, a, b, c, organisations FROM held
    UNION ALL SELECT kind, area, 0, b, c, -sum(organisations) FROM held GROUP BY kind, area, b, c
    UNION ALL SELECT kind, '', 0, b, c, organisations FROM of_kind
    UNION ALL SELECT kind, '', 0, 0, c, -sum(organisations) FROM of_kind GROUP BY kind, c
    UNION ALL SELECT '', '', 0, 0, services, count(*) FROM c GROUP BY services
"""
# Peers of the kinds and areas in `pool_of`, and how many of them stand at each level, taken out and put in anew.
_OF_THESE = "(kind, area) IN (SELECT g.kind, g.area FROM pool_of g)"
_TAKE_OUT_ALL = ("DELETE FROM peer_level", "DELETE FROM peer", "DELETE FROM distribution")
_TAKE_OUT = (
    """
    DELETE FROM live WHERE cell NOT IN (
        SELECT s.number FROM service s JOIN pool_of g ON g.kind = s.kind AND g.area = s.area
    )
    """,
    f"DELETE FROM peer_level WHERE service IN (SELECT service FROM peer WHERE {_OF_THESE})",
    f"DELETE FROM peer WHERE {_OF_THESE}",
    f"DELETE FROM distribution WHERE {_OF_THESE}",
)
_PUT_IN = (
    """
    INSERT INTO peer
    SELECT s.number, s.organisation, s.kind, s.area, g.pool
    FROM (SELECT DISTINCT service FROM live) l JOIN service s ON s.number = l.service
    JOIN pool_of g ON g.kind = s.kind AND g.area = s.area
    """,
    "INSERT INTO peer_level SELECT service, item, level FROM live",
    # Counted by numbers first: by names it takes four times as long.
    """
    INSERT INTO distribution
    SELECT s.kind, s.area, g.pool, i.framework, i.item, l.level, l.services
    FROM (SELECT cell, item, level, count(*) AS services FROM live GROUP BY cell, item, level) l
    JOIN service s ON s.number = l.cell JOIN pool_of g ON g.kind = s.kind AND g.area = s.area
    JOIN asked i ON i.number = l.item
    """,
    "DELETE FROM crowd",
    f"INSERT INTO crowd {CROWDS}",
)
_NAMED_PEERS = f"""
    SELECT p.service, p.pool, p.organisation FROM peer p
    WHERE p.service IN (SELECT s.number FROM service s WHERE {IN_SCOPE})
"""
# The one question about services outside the viewer's scope: how many of how many organisations, and nothing else. An
# organisation that has any whom the viewer sees by name, or in a pool that is closed to them, is counted without these.
_CROWDS = """
    WITH left_out AS (
        SELECT organisation FROM peer WHERE service IN (SELECT unnest(CAST(? AS INTEGER[])))
        UNION SELECT organisation FROM peer WHERE list_contains(?, pool)
    ), each AS (
        SELECT p.organisation, p.kind = ? AS of_kind, p.kind = ? AND p.area = ? AS here,
            p.service NOT IN (SELECT unnest(CAST(? AS INTEGER[]))) AND NOT list_contains(?, p.pool) AS stays
        FROM peer p JOIN left_out o ON o.organisation = p.organisation
    ), counted AS (
        SELECT a, b, c, organisations FROM crowd WHERE (kind = ? AND area IN (?, '')) OR kind = ''
        UNION ALL
        SELECT count(*) FILTER (WHERE here), count(*) FILTER (WHERE of_kind), count(*), -1
        FROM each GROUP BY organisation
        UNION ALL
        SELECT count(*) FILTER (WHERE here), count(*) FILTER (WHERE of_kind), count(*), 1
        FROM each WHERE stays GROUP BY organisation
    ), held AS (
        SELECT a, b, c, sum(organisations) AS n FROM counted GROUP BY a, b, c HAVING sum(organisations) > 0
    )
    SELECT sum(a * n), sum(n) FILTER (WHERE a > 0), max(a), sum(b * n), sum(n) FILTER (WHERE b > 0), max(b),
        sum(c * n), sum(n) FILTER (WHERE c > 0), max(c),
        sum((b - a) * n), sum(n) FILTER (WHERE b > a), max(b - a),
        sum((c - a) * n), sum(n) FILTER (WHERE c > a), max(c - a),
        sum((c - b) * n), sum(n) FILTER (WHERE c > b), max(c - b)
    FROM held
"""
# How many stand at each level, less those whom the viewer sees by name.
_LEVELS = """
    SELECT framework, item, level, sum(services) FILTER (WHERE kind = ? AND area = ?),
        sum(services) FILTER (WHERE kind = ?), sum(services)
    FROM (
        SELECT kind, area, pool, framework, item, level, services FROM distribution
        UNION ALL
        SELECT p.kind, p.area, p.pool, i.framework, i.item, l.level, -1
        FROM peer p JOIN peer_level l ON l.service = p.service JOIN asked i ON i.number = l.item
        WHERE p.service IN (SELECT unnest(CAST(? AS INTEGER[])))
    ) counted WHERE NOT list_contains(?, pool) GROUP BY framework, item, level
"""


# The moment at which what happened elsewhere is written down, None for now; each thread has its own.
_MOMENT: ContextVar[datetime | None] = ContextVar("moment", default=None)


def _now() -> datetime:
    return datetime.now(UTC)


# Beside `SET_UP`, the mark of what depends on the ratings of every service. What depends on those of some has a mark
# for each service, programme or area by which they are seen.
_RATINGS = "ratings"
_ITEMS = "items"  # the mark of their numbers
_OF_DRAFTS = {"answer"}  # the tables that can be written without moving a mark that anything shown depends on
_OF_ONE_SERVICE = {
    *("answer", "response", "submission", "reopening", "invitation", "invitation_end", "action"),
    *("position", "counted", "newest", "latest", "asked"),
}
P = ParamSpec("P")
T = TypeVar("T")


def _kept(ask: "Callable[Concatenate[Store, P], T]") -> "Callable[Concatenate[Store, P], T]":
    """Keep what a question finds; see `Store.recall`. Without a viewer it must ask of what is set up alone."""

    @wraps(ask)
    def asked(self: "Store", /, *args: P.args, **kwargs: P.kwargs) -> T:
        told: list[Any] = [*args, *kwargs.values()]
        viewer = next((each for each in told if isinstance(each, Viewer)), None)
        rest = [each for each in told if each is not viewer]
        return self.recall(viewer, (ask.__name__, tuple(kwargs), *rest), lambda: ask(self, *args, **kwargs))

    return asked


class Store:
    """The programmes, services, rounds and ratings of one database.

    `clock` tells the time of what is written; whoever records the past hands in its own.
    """

    def __init__(self, where: Home, catalogue: Catalogue, clock: Callable[[], datetime] = _now) -> None:
        """Open the database at its home; a StoreError says in one sentence why it cannot be opened."""
        self.catalogue = catalogue
        self.clock = clock
        self._database = homes.opened(where)
        newest = self._database.read("SELECT max(number) FROM answer UNION ALL SELECT max(number) FROM event")
        self._number = max((number for (number,) in newest if number is not None), default=0)
        # The newest event's hash; None when it must be looked up, as after a write that failed.
        self._head: str | None = None
        self._wordings: dict[str, tuple[Framework, ...]] = {}  # of the rounds that were asked for
        self._open: Transaction | None = None
        self._renewed: date | None = None  # when benchmarks were looked at last
        # Of the transaction that is open: what goes into the log of acts, the services whose ratings it has changed,
        # and the answers of each response that it has saved to.
        self._events: list[Event] = []
        self._changed: set[str] = set()
        self._saved: dict[str, list[Entry]] = {}
        self._memory = Memory(self._database.edition)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def recall(
        self,
        viewer: Viewer | None,
        asked: tuple[Hashable, ...],
        find: Callable[[], T],
        parts: Callable[[T], int] = parts_of,
    ) -> T:
        """Return what was found today for the same question and grants, unless it may be otherwise since.

        That is when anything was set up since, or ratings changed that the viewer may see; an answer to a draft
        changes nothing that may be kept. `parts` says how much room a finding takes.
        """
        # What the viewer may see is a part of the question, so that nobody is told what somebody else was.
        question = (self._today(), viewer and viewer.grants, *asked)
        if self._database.is_mine() and (self._open is None or self._open.touched - _OF_DRAFTS):
            # What this transaction has written moves marks only when it is durable.
            return find()
        return self._memory.recall(_marks(viewer), question, find, parts)

    # What there is

    @_kept
    def services(self, viewer: Viewer, *, programme: str = "", search: str = "", most: int = 2**31) -> list[Service]:
        """Return the first `most` services whose ratings the viewer may see, by name.

        All of them, or those of one programme, or those that have `search` in their name.
        """
        values = [*viewer.reads.parameters, programme, programme, search, search, most]
        return [Service(*row) for row in self._database.read(_SERVICES, values)]

    @_kept
    def service(self, viewer: Viewer, key: str) -> Service:
        """Return one service; NotAllowedError when there is none of this key in the viewer's scope."""
        found = self._database.read(_ONE_SERVICE, [*viewer.reads.parameters, key])
        if not found:
            raise NotAllowedError(f"There is no service “{key}” that you may see.")
        return Service(*found[0])

    @_kept
    def rounds(self, viewer: Viewer, programme: str) -> list[Round]:
        """Return a programme's rounds, oldest first."""
        rows = self._database.read(_ROUNDS, [*viewer.reads.parameters, programme])
        return [Round(*row) for row in rows]

    @_kept
    def round(self, viewer: Viewer, key: str) -> Round:
        """Return one round; NotAllowedError when there is none of this key in the viewer's scope."""
        found = self._database.read(_ONE_ROUND, [*viewer.reads.parameters, key])
        if not found:
            raise NotAllowedError(f"There is no round “{key}” that you may see.")
        return Round(*found[0])

    def frameworks(self, round_key: str) -> tuple[Framework, ...]:
        """Return the frameworks of a round, worded as they were when it was made."""
        return self._worded(self._database.read, round_key)

    @_kept
    def responses(self, viewer: Viewer, service: str = "") -> list[tuple[Response, State]]:
        """Return the responses about one service, or every one the viewer may see, with their states, oldest first."""
        rows = self._database.read(_RESPONSES, [*viewer.reads.response_parameters, service, service])
        keys = [row[0] for row in rows]
        times = {(act, key): count for act, key, count in self._database.read(_TIMES, [keys, keys])}
        return [
            _with_state((*row, times.get(("submitted", row[0]), 0), times.get(("reopened", row[0]), 0))) for row in rows
        ]

    @_kept
    def response(self, viewer: Viewer, key: str) -> tuple[Response, State]:
        """Return one response with its state; NotAllowedError outside the viewer's scope."""
        found = self._database.read(_ONE_RESPONSE, [key, key, *viewer.reads.response_parameters, key])
        if not found:
            raise NotAllowedError("There is no such assessment that you may see.")
        return _with_state(found[0])

    def submitted(self, viewer: Viewer, service: str, voice: Voice = "service") -> list[tuple[Round, Response]]:
        """Return the rounds in which this voice has submitted, oldest first, each with its response."""
        rounds = {each.key: each for each in self.rounds(viewer, self.service(viewer, service).programme)}
        found = [
            (rounds[response.round], response)
            for response, state in self.responses(viewer, service)
            if state != "draft" and response.voice == voice
        ]
        return sorted(found, key=lambda one: (one[0].opens, one[0].key))

    def log(self, viewer: Viewer, response: str) -> list[Entry]:
        """Return every answer ever given in a response, in order: the newest of an item stands."""
        if not self._is_visible(viewer, response):
            return []
        return self._log_of(response)

    def logs(self, viewer: Viewer, responses: Iterable[str]) -> dict[str, list[Entry]]:
        """Return the same of several responses, except those outside the viewer's scope and those without an answer."""
        visible = [response for response in responses if self._is_visible(viewer, response)]
        return {response: log for response, log in self._logs_of(visible).items() if log}

    @_kept
    def _is_visible(self, viewer: Viewer, response: str) -> bool:
        return bool(self._database.read(_VISIBLE, [*viewer.reads.response_parameters, response]))

    @_kept
    def submissions(self, viewer: Viewer, response: str) -> list[Submission]:
        """Return the submissions of a response, oldest first."""
        rows = self._database.read(_SUBMISSIONS, [*viewer.reads.response_parameters, response])
        return [Submission(*row) for row in rows]

    @_kept
    def counting(self, viewer: Viewer, response: str) -> Submission:
        """Return the submission that counts: the last in time, or the last where all came late; there must be one."""
        submissions = self.submissions(viewer, response)
        if len(submissions) == 1:
            return submissions[0]
        sql = f"SELECT {_ROUND} FROM round d JOIN response r ON r.round = d.key WHERE r.key = ?"
        ((*row,),) = self._database.read(sql, [response])
        in_time = [each for each in submissions if Round(*row).counts(each.at)]
        return (in_time or submissions)[-1]

    @_kept
    def submitted_answers(self, viewer: Viewer, response: str) -> dict[ItemKey, Answer]:
        """Return the answers that the submission which counts froze, {} before the first."""
        if not self.submissions(viewer, response):
            return {}
        # Whoever may see those may see these.
        return current(self._log_of(response), self.counting(viewer, response).upto)

    @_kept
    def positions(self, viewer: Viewer, service: str) -> list[Position]:
        """Return where a service's items stand in every round that was submitted."""
        rows = self._database.read(_POSITIONS, [*viewer.reads.parameters, service])
        return [Position(*row) for row in rows]

    @_kept
    def positions_in_round(self, viewer: Viewer, round_key: str) -> list[Position]:
        """Return where the items of every service stand in one round, by service."""
        rows = self._database.read(_POSITIONS_IN_ROUND, [*viewer.reads.parameters, round_key])
        return [Position(*row) for row in rows]

    @_kept
    def programmes(self, viewer: Viewer) -> list[Programme]:
        """Return the programmes of the services that the viewer may see, by name."""
        return [Programme(*row) for row in self._database.read(_PROGRAMMES, viewer.reads.parameters)]

    def all_programmes(self, viewer: Viewer) -> list[Programme]:
        """Return every programme, those without a service as well, by name; an administrator's alone."""
        _may_administer(viewer)
        return [Programme(*row) for row in self._database.read("SELECT key, name FROM programme ORDER BY name, key")]

    @_kept
    def is_empty(self) -> bool:
        """Say whether nothing has been set up yet."""
        return not self._database.read("SELECT 1 FROM programme LIMIT 1")

    @_kept
    def holds_real_ratings(self) -> bool:
        """Say whether a service without a notice is in here: example data must never be mixed with those."""
        return bool(self._database.read("SELECT 1 FROM service WHERE notice = '' LIMIT 1"))

    @_kept
    def holds_examples(self) -> bool:
        """Say whether the services in here are examples."""
        return bool(self._database.read("SELECT 1 FROM service WHERE notice <> '' LIMIT 1"))

    def events(self) -> list[Event]:
        """Return the whole log of acts, oldest first."""
        return [Event(*row) for row in self._database.read(f"{_EVENTS} ORDER BY number")]

    def newest_acts(self, viewer: Viewer, most: int) -> tuple[int, list[Event]]:
        """Return how many acts the log has, and the newest of them, the last first; only for administrators."""
        _may_administer(viewer)
        ((count,),) = self._database.read("SELECT count(*) FROM event")
        return count, [Event(*row) for row in self._database.read(f"{_EVENTS} ORDER BY number DESC LIMIT ?", [most])]

    def chain_holds(self) -> bool:
        """Say whether no event was changed, removed or put in between since it was written."""
        return acts.chain_holds(self.events())

    @property
    def place(self) -> str:
        """Where the database is: its file, or its name and server."""
        return self._database.place

    @property
    def backups(self) -> Path:
        """The folder of its backups."""
        return self._database.backups

    def copy_to(self, path: Path) -> None:
        """Write a copy of everything into a new file; `path` must be in `backups`."""
        self._database.copy_to(path)

    def move_to(self, empty: "Store") -> None:
        """Write a copy of everything into another home, which must be empty; an InputError when it is not."""
        if not empty.is_empty() or empty.events():
            raise InputError(f"{empty.place} holds something already. Nothing was changed.")
        copy(self._database, empty._database)  # noqa: SLF001 - of the same class

    def faults(self) -> list[str]:
        """Return a sentence for each thing that is not as it was written; [] when all is well.

        The log of acts must be unbroken, and every position what the answers come to.
        """
        faults = [] if self.chain_holds() else ["the log of acts was changed after it was written."]
        self.reveal_closed_rounds()
        with self._database.snapshot() as transaction:
            for service, round_key in transaction.read(_RATED):
                own = self._worked_out(transaction, service, self._any_round(transaction, round_key))
                kept = transaction.read(_KEPT, [service, round_key])
                if sorted(row[:-1] for row in kept) != sorted(each[:-1] for each in own):
                    faults.append(f"where {service} stands in {round_key} is not what its answers come to.")
            for table, right, source in (
                ("newest", NEWEST, "the positions come to"),
                ("latest", LATEST, "the positions come to"),
                ("distribution", _DISTRIBUTION, "the frozen peers come to"),
                ("crowd", CROWDS, "the frozen peers come to"),
            ):
                there = f"SELECT * FROM {table}"
                if transaction.read(f"(({there}) EXCEPT ({right})) UNION ALL (({right}) EXCEPT ({there})) LIMIT 1"):
                    faults.append(f"the table “{table}” is not what {source}.")
        return faults

    # What can be done

    def add_programme(self, viewer: Viewer, name: str, *, key: str = "") -> Programme:
        """Add a programme; an InputError names what is missing or there already."""
        name = required(name, "The programme's name")
        _may_set_up(viewer)
        with self._writing() as transaction:
            known: dict[str, str] = dict(transaction.read("SELECT key, name FROM programme"))
            # Capitals are set aside here: no database does it for every script.
            if name.casefold() in map(str.casefold, known.values()):
                raise InputError(f"There is already a programme called “{name}”.")
            programme = Programme(key or unused(slug(name), frozenset(known)), name)
            transaction.insert("programme", [[*astuple(programme), self._at()]])
            self._record(viewer, "add programme", programme.key, "", name)
        return programme

    def add_service(
        self,
        viewer: Viewer,
        name: str,
        organisation: str,
        kind: str,
        area: str,
        programme: str,
        *,
        key: str = "",
        shares_learning: bool = False,
        notice: str = "",
    ) -> Service:
        """Add a service to a programme; an InputError names what is missing or there already."""
        name = required(name, "The service's name")
        organisation = required(organisation, "The organisation")
        kind, area = required(kind, "The kind of service"), required(area, "The area")
        _may_set_up(viewer, programme)
        with self._writing() as transaction:
            self._require_programme(transaction, programme)
            known = transaction.read("SELECT key, name, organisation, notice, number FROM service")
            if any((row[3] == "") != (notice == "") for row in known):
                raise InputError("Example data is never mixed with real ratings.")
            # One organisation however it is written: a benchmark counts them.
            organisation = next((row[2] for row in known if row[2].casefold() == organisation.casefold()), organisation)
            taken = {(row[1].casefold(), row[2].casefold()) for row in known}
            if (name.casefold(), organisation.casefold()) in taken:
                raise InputError(f"There is already a service called “{name}” in {organisation}.")
            key = unused(key or slug(name), frozenset(row[0] for row in known))
            service = Service(key, name, organisation, kind, area, programme, shares_learning, notice)
            number = 1 + max((row[4] for row in known), default=0)
            transaction.insert("service", [[*astuple(service), self._at(), number]])
            self._record(viewer, "add service", service.key, "", name)
        return service

    def add_round(
        self,
        viewer: Viewer,
        programme: str,
        name: str,
        opens: date,
        closes: date,
        form: Form = "quick",
        *,
        frameworks: Sequence[Framework] | None = None,
        carries: bool = False,
        key: str = "",
    ) -> Round:
        """Add a round on these frameworks (the core ones by default); an InputError names what is wrong."""
        name = required(name, "The round's name")
        if closes < opens:
            raise InputError(f"The round “{name}” would close ({day(closes)}) before it opens ({day(opens)}).")
        if frameworks is not None and not frameworks:
            raise InputError("Choose at least one framework for the round.")
        if not viewer.runs.everything and programme not in viewer.runs.programmes:
            _may_set_up(viewer, programme)
        with self._writing() as transaction:
            self._require_programme(transaction, programme)
            known = transaction.read("SELECT key, name, programme FROM round")
            if (name.casefold(), programme) in {(row[1].casefold(), row[2]) for row in known}:
                raise InputError(f"This programme already has a round called “{name}”.")
            key = unused(key or slug(f"{programme}-{name}"), frozenset(row[0] for row in known))
            added = Round(key, programme, name, opens, closes, form, carries=carries)
            transaction.insert("round", [[*astuple(added)[:6], self._at()]])
            transaction.insert("round_carry", [[key]] if carries else [])
            chosen = list(self.catalogue.core if frameworks is None else frameworks)
            self._keep_wording(transaction, chosen)
            rows = [[key, one.key, one.version, place] for place, one in enumerate(chosen)]
            transaction.insert("round_framework", rows)
            self._record(viewer, "add round", key, "", name)
        return added

    def add_first_service(
        self, viewer: Viewer, name: str, organisation: str, kind: str, area: str
    ) -> tuple[Service, Round]:
        """Add a service together with what it needs to be rated: its organisation's programme and an open round.

        The programme is named after the organisation, and the round is open for ninety days from today.
        """
        today = self._today()
        # What is wrong with the service is found before anything is written.
        organisation = required(organisation, "The organisation")
        with self._writing() as transaction:
            known = {row[1].casefold(): row[0] for row in transaction.read("SELECT key, name FROM programme")}
            programme = known.get(organisation.casefold()) or self.add_programme(viewer, organisation).key
            service = self.add_service(viewer, name, organisation, kind, area, programme)
            rounds = [each for each in self._rounds_of(transaction, programme) if each.is_open(today)]
            opened = (
                rounds[-1]
                if rounds
                else self.add_round(viewer, programme, f"{today:%B %Y}", today, today + timedelta(days=90))
            )
        return service, opened

    def start(self, viewer: Viewer, service: str, round_key: str, voice: Voice = "service") -> Response:
        """Return the service's own response to a round, begun now when there is none yet."""
        with self._writing() as transaction:
            self._require(transaction, viewer, service)
            self._require_round_of(transaction, service, round_key)
            sql = f"SELECT {_RESPONSE} FROM response r WHERE r.service = ? AND r.round = ? AND r.voice = ?"
            begun = transaction.read(sql, [service, round_key, voice])
            if begun:
                return _with_state(begun[0])[0]
            response = Response(self._new_key(), service, round_key, voice, None, "", self._at())
            transaction.insert("response", [[*astuple(response)[:6], viewer.principal, response.created]])
            self._changed.add(service)
            self._record(viewer, "start", response.key, "", f"{service} {round_key} {voice}")
        return response

    def save(self, viewer: Viewer, response: str, answers: Sequence[Answer], visit: str = "") -> list[Entry]:
        """Append answers, all or none; durable when it returns them. An InputError names what cannot be taken.

        A submitted response must be reopened first.
        """
        with self._writing() as transaction:
            found, state = self._writable(transaction, viewer, response)
            if state == "submitted":
                raise InputError("This assessment is submitted. Reopen it to change an answer.")
            frameworks = {one.key: one for one in self._worded(transaction.read, found.round)}
            log = self._log_of(response)
            before = current(log)
            saved = []
            for given in answers:
                if given.framework not in frameworks:
                    raise InputError(f"This round does not ask about “{given.framework}”.")
                answer = checked_answer(frameworks[given.framework], given)
                entry = Entry(self._next_number(), answer, visit, viewer.principal, self._at())
                saved.append(entry)
                was = before.get(answer.key)
                subject = f"{response} {answer.framework}.{answer.item} {entry.number}"
                self._record(viewer, "answer", subject, _told(was), _told(answer))
            rows = [[one.number, response, *_columns(one.answer), one.visit, one.principal, one.at] for one in saved]
            transaction.insert("answer", rows)
            if not self._database.is_shared:
                transaction.moved.add(_mark("response", response))
                self._saved[response] = log + saved
        return saved

    def submit(self, viewer: Viewer, response: str) -> Submission:
        """Freeze the answers given so far and write where the service stands, in one transaction."""
        with self._writing() as transaction:
            found, state = self._writable(transaction, viewer, response)
            if state == "submitted":
                raise InputError("This assessment is submitted already.")
            answers = current(self._log_of(response))
            if not any(answer.is_given for answer in answers.values()):
                raise InputError("Nothing is rated yet, so there is nothing to submit.")
            round_ = self._any_round(transaction, found.round)
            submission = Submission(self._new_key(), response, self._next_number(), viewer.principal, self._at())
            transaction.insert("submission", [astuple(submission)])
            self._write_positions(transaction, found.service, round_)
            self._record(viewer, "submit", response, "", submission.key)
        return submission

    def reopen(self, viewer: Viewer, response: str, reason: str) -> None:
        """Let a submitted response be changed again; what was submitted stands until it is submitted anew."""
        reason = checked(reason, "The reason", limit=NOTE_LIMIT, lines=True)
        if not reason:
            raise InputError("Say why you are reopening this assessment.")
        with self._writing() as transaction:
            found, state = self._writable(transaction, viewer, response)
            if state != "submitted":
                raise InputError("Only a submitted assessment can be reopened.")
            self._changed.add(found.service)
            transaction.insert("reopening", [[response, reason, viewer.principal, self._at()]])
            self._record(viewer, "reopen", response, "", "")

    # The second voice

    def invite(self, viewer: Viewer, service: str, round_key: str) -> Invitation:
        """Return the open invitation of a service in a round, made now when there is none."""
        with self._writing() as transaction:
            self._require(transaction, viewer, service)
            if invitation := self.open_invitation(viewer, service, round_key):
                return invitation
            self._require_round_of(transaction, service, round_key)
            key, token = self._new_key(), secrets.token_urlsafe(18)
            transaction.insert(
                "invitation", [[key, token, _short_code(), service, round_key, viewer.principal, self._at()]]
            )
            self._changed.add(service)
            self._record(viewer, "invite", key, "", f"{service} {round_key}")
            return self._invitations(viewer, service, round_key)[-1]

    def open_invitation(self, viewer: Viewer, service: str, round_key: str) -> Invitation | None:
        """Return the invitation by which people can answer now, None when there is none or it was closed."""
        invitations = self._invitations(viewer, service, round_key)
        return next((each for each in invitations if each.ended is None), None)

    def _invitations(self, viewer: Viewer, service: str, round_key: str) -> list[Invitation]:
        values = [*viewer.rates.parameters, service, round_key]
        return [_invitation(row) for row in self._database.read(_INVITATIONS, values)]

    def end_invitation(self, viewer: Viewer, invitation: Invitation) -> None:
        """Close an invitation: its codes open nothing any more, and what was said by it stays."""
        with self._writing() as transaction:
            self._require(transaction, viewer, invitation.service.key)
            transaction.insert("invitation_end", [[invitation.key, viewer.principal, self._at()]])
            self._changed.add(invitation.service.key)
            self._record(viewer, "end invitation", invitation.key, "", "")

    def invitation(self, code: str) -> Invitation:
        """Return what a link's token or a short code invites to; an InputError for a code that is not known.

        Whoever asks needs no grant: the code is the grant. It may have ended, and its round may be closed.
        """
        return self._invited(self._database.read, code)

    def _invited(self, read: Callable[[str, Sequence[object]], list[Row]], code: str) -> Invitation:
        short = re.sub(r"[^0-9A-Z]", "", code.upper())
        found = read(_BY_CODE, [code.strip(), short])
        if not found or not code.strip():
            raise InputError("This code is not known. Check it letter by letter, or ask whoever gave it to you.")
        return _invitation(found[0])

    def join(self, code: str, people: int | None = None) -> Response:
        """Begin one person's answers, or those of a group of `people`; an InputError when the code is closed."""
        if people is not None and not 2 <= people <= 1_000:
            raise InputError("A group is from 2 to 1,000 people. Say how many of you take part.")
        with self._writing() as transaction:
            invitation = self._invited(transaction.read, code)
            if closed := invitation.why_closed(self._today()):
                raise InputError(closed)
            return self._begin(transaction, invitation.service.key, invitation.round.key, people)

    def _begin(self, transaction: Transaction, service: str, round_key: str, people: int | None) -> Response:
        key = self._new_key()
        response = Response(key, service, round_key, "people", people, "", self._at())
        transaction.insert("response", [[*astuple(response)[:6], "guest", response.created]])
        self._changed.add(service)
        self._record(guest(key), "start", key, "", f"{service} {round_key} people")
        return response

    def bring_people(
        self, viewer: Viewer, service: str, round_key: str, people: int, answers: Sequence[Answer]
    ) -> None:
        """Keep what people said elsewhere as the answers of one group, submitted; it may be words alone."""
        _may_set_up(viewer)
        with self._writing() as transaction:
            self._require_round_of(transaction, service, round_key)
            response = self._begin(transaction, service, round_key, people)
            self.save(guest(response.key), response.key, answers)
            submission = Submission(self._new_key(), response.key, self._next_number(), viewer.principal, self._at())
            transaction.insert("submission", [astuple(submission)])
            self._write_positions(transaction, service, self._any_round(transaction, round_key))
            self._record(viewer, "bring people", response.key, "", submission.key)

    @_kept
    def turnout(self, viewer: Viewer, round_key: str) -> dict[tuple[str, Voice], Turnout]:
        """Return for each service and voice of a round how many responses were begun and submitted, and when."""
        rows = self._database.read(_TURNOUT, [*viewer.reads.parameters, round_key])
        return {(service, voice): Turnout(*rest) for service, voice, *rest in rows}

    @_kept
    def invited(self, viewer: Viewer, round_key: str) -> frozenset[str]:
        """Return the services whose people can answer in a round by a code that nobody has closed."""
        rows = self._database.read(_INVITED_IN_ROUND, [*viewer.reads.parameters, round_key])
        return frozenset(service for (service,) in rows)

    @_kept
    def words_of_people(self, viewer: Viewer, service: str, round_key: str) -> list[tuple[ItemKey, str]]:
        """Return what people wrote about the items on which their level may be seen, without saying who."""
        return [
            ((framework, item), note)
            for _, framework, item, note in self._words(viewer, service, self.round(viewer, round_key))
        ]

    def _words(self, viewer: Viewer, service: str, round_: Round) -> list[Row]:
        within = [*viewer.reads.parameters, service, service, round_.key, round_.until]
        return self._database.read(_WORDS_OF_PEOPLE, [*within, voices.ENOUGH_PEOPLE])

    @_kept
    def notes(self, viewer: Viewer, round_key: str) -> list[Note]:
        """Return the notes, links and reasons behind what counts in a round, and people's words where they may be seen.

        By service; its own first, then what was agreed. What people said comes last.
        """
        round_ = self.round(viewer, round_key)
        people = self._words(viewer, "", round_)
        return [
            *(
                note
                for one in self.said(viewer, round_key)
                if one.at is None or round_.counts(one.at)
                for note in _notes(one.service, one.voice, one.answers)
            ),
            *(Note(service, "people", framework, item, note, "") for service, framework, item, note in people),
        ]

    @_kept
    def said(self, viewer: Viewer, round_key: str) -> list[Spoken]:
        """Return what each service submitted of itself in a round, then what was agreed; by service.

        It is the last submission that counts, or the last one where all came late.
        """
        round_, scope = self.round(viewer, round_key), viewer.reads.parameters
        submitted: dict[str, tuple[int, datetime]] = {}
        for response, upto, at in self._database.read(_SUBMITTED_IN_ROUND, [*scope, round_key]):
            if round_.counts(at) or response not in submitted or not round_.counts(submitted[response][1]):
                submitted[response] = upto, at
        rows = self._database.read(_SAID_IN_ROUND, [*scope, round_key])
        found = []
        for (service, voice, response), answers in groupby(rows, key=lambda row: row[:3]):
            upto, at = submitted.get(response, (None, None))
            if voice == "agreed" or upto is not None:
                found.append(Spoken(service, voice, at, current((_entry(row[3:]) for row in answers), upto)))
        return found

    def agree(self, viewer: Viewer, service: str, round_key: str, answer: Answer, seen: Answer | None) -> None:
        """Record the level that both voices agree on; its note is the reason and must not be empty.

        `seen` is the agreed answer on the screen, None where there was none: when somebody else has agreed
        another one meanwhile, an InputError says so and nothing changes.
        """
        if answer.level is None or not answer.note.strip():
            raise InputError("An agreed level needs a level and the reason for it.")
        response = self.start(viewer, service, round_key, "agreed")
        with self._writing() as transaction:
            stands = current(self._log_of(response.key)).get(answer.key)
            if stands != seen:
                raise InputError("Somebody else has just agreed on this item. Look at what they said first.")
            round_ = self.round(viewer, round_key)
            own, _, _ = self._said_in(transaction, service, round_)
            if not own:
                raise InputError("The service has not submitted its own answers yet, so there is nothing to agree.")
            self.save(viewer, response.key, [answer])
            self._write_positions(transaction, service, round_)

    # People and their roles

    def viewer(self, principal: str, name: str, first_administrator: str = "") -> Viewer:
        """Return somebody who has signed in, with the grants that they hold now.

        While nobody is administrator of everything, `first_administrator` is.
        """

        def find() -> Viewer:
            token = self._greet(principal, name)
            grants = tuple(Grant(*row) for row in self._database.read(_HELD, [token]))
            if principal == first_administrator and not self._database.read(_ADMINISTRATORS):
                grants = (*grants, Grant("administrator", "everything"))
            return Viewer(token, name, grants)

        return self.recall(None, ("viewer", principal, name, first_administrator), find)

    def _greet(self, principal: str, name: str) -> str:
        """Return the token of who has signed in; their name is kept, the first time that it is known."""
        name = name[:NAME_LIMIT]
        known: dict[str, str] = dict(self._database.read(_TOKENS, [principal, principal]))
        if known and (not name or any(known.values())):
            return next(iter(known))
        with self._writing() as transaction:
            token = self._token(transaction, principal)
            if name:
                transaction.insert("person", [[token, principal, name, self._at()]])
        return token

    def _token(self, transaction: Transaction, who: str) -> str:
        """Return the token of somebody, who is named by it or by issuer and subject; a new one for a newcomer."""
        for token, _ in transaction.read(_TOKENS, [who, who]):
            return str(token)
        token = f"person-{secrets.token_hex(6)}"
        transaction.insert("person", [[token, who, "", self._at()]])
        return token

    def people(self, viewer: Viewer) -> list[Person]:
        """Return everybody who has signed in or was given a role, by name; only for administrators."""
        _may_administer(viewer)
        grants: dict[str, list[Grant]] = {}
        for token, *grant in self._database.read(_ALL_HELD):
            grants.setdefault(token, []).append(Grant(*grant))
        rows = self._database.read("SELECT token, principal, max(name) FROM person GROUP BY token, principal")
        found = [Person(principal, name, tuple(grants.get(token, ())), token) for token, principal, name in rows]
        return sorted(found, key=lambda person: (person.name.casefold(), person.principal))

    def forget(self, viewer: Viewer, principal: str) -> str:
        """Remove somebody's name and sign-in for good, and their roles; return the token that stands for them now.

        Where people typed that name, the token takes its place. What they did stays, and the log stays whole: it
        has never known more of them than the token. An InputError for the last administrator.
        """
        _may_administer(viewer)
        with self._writing() as transaction:
            if not transaction.read(_TOKENS, [principal, principal]):
                raise InputError("Choose whom to forget: there is nobody of this name.")
            token = self._token(transaction, principal)
            for grant in [Grant(*row) for row in transaction.read(_HELD, [token])]:
                self.take(viewer, token, grant)
            for (name,) in transaction.read("SELECT name FROM person WHERE token = ? AND name <> ''", [token]):
                self._erase(transaction, name, token)
            transaction.run("DELETE FROM person WHERE token = ?", [token])
            self._record(viewer, "forget", token, "", "")
        return token

    def _erase(self, transaction: Transaction, name: str, token: str) -> None:
        """Put a token in the place of a name wherever it was typed as words of its own, however it was written."""
        words = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
        for table, columns in _TYPED.items():
            for column in columns:
                for (text,) in transaction.read(f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''"):
                    erased = words.sub(token, text)
                    if erased != text:
                        transaction.run(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", [erased, text])

    def grant_named(self, viewer: Viewer, role: Role, over: Over, name: str) -> Grant:
        """Return a role over what is called so; an InputError when there is nothing of this name."""
        _may_administer(viewer)
        if over == "everything":
            return Grant(role, over)
        found = self._database.read(_NAMED[over], [name.strip()])
        if not found:
            raise InputError(f"There is no {over} called “{name.strip()}”.")
        if len(found) > 1:
            raise InputError(f"There is more than one {over} called “{name.strip()}”.")
        return Grant(role, over, found[0][0])

    def give(self, viewer: Viewer, principal: str, grant: Grant) -> None:
        """Give somebody a role; an InputError when it is not said to whom."""
        _may_administer(viewer)
        principal = required(principal, "Who it is for", limit=NOTE_LIMIT)
        self._grant(viewer, principal, grant, given=True)

    def take(self, viewer: Viewer, principal: str, grant: Grant) -> None:
        """Take a role away from somebody, from their next click on; never the last administrator's."""
        _may_administer(viewer)
        with self._writing() as transaction:
            holders = {row[0] for row in transaction.read(_ADMINISTRATORS)}
            if grant == Grant("administrator", "everything") and holders == {self._token(transaction, principal)}:
                raise InputError("This is the last administrator. Give the role to somebody else first.")
            self._grant(viewer, principal, grant, given=False)

    def _grant(self, viewer: Viewer, principal: str, grant: Grant, *, given: bool) -> None:
        with self._writing() as transaction:
            token = self._token(transaction, principal)
            row = [self._next_number(), token, *astuple(grant), given, viewer.principal, self._at()]
            transaction.insert("granted", [row])
            told = f"{grant.role} {grant.over} {grant.key}".strip()
            self._record(viewer, "give role" if given else "take role", token, "", told)

    # The portfolio

    @_kept
    def kinds_and_areas(self, viewer: Viewer) -> list[tuple[str, str]]:
        """Return which kinds of service there are in which areas."""
        return [(kind, area) for kind, area in self._database.read(_KINDS_AND_AREAS, viewer.reads.parameters)]

    @_kept
    def seen(self, viewer: Viewer, choice: Choice) -> Seen:
        """Return how many services are looked at and how many of them have a round that counts."""
        ((*found,),) = self._database.read(_SEEN, _looked_at(viewer, choice))
        return Seen(*found)

    @_kept
    def portfolio(self, viewer: Viewer, choice: Choice) -> list[Rated]:
        """Return one page of the services looked at, the lowest first on the chosen item, else by name."""
        values = [choice.framework, choice.column, PAGE, PAGE * choice.page]
        rows = self._database.read(_ONE_PAGE, [*_looked_at(viewer, choice), *values])
        keys, rounds = [row[0] for row in rows], [key for row in rows for key in (row[8], row[10]) if key]
        cells: dict[tuple[str, str], dict[str, Position]] = {}
        for row in self._database.read(_CELLS, [*viewer.reads.parameters, keys, rounds, choice.framework]):
            position = Position(*row)
            cells.setdefault((position.service, position.round), {})[position.item] = position
        return [
            Rated(Service(*row[:8]), row[9], cells.get((row[0], row[8]), {}), cells.get((row[0], row[10]), {}))
            for row in rows
        ]

    @_kept
    def lesson(self, viewer: Viewer, choice: Choice, item: str, middle: int, most: int) -> Lesson:
        """Return who stands below the middle level of an item, and who climbed to it or above and agrees to share."""
        values = [choice.framework, item, middle, most]
        climbed = self._database.read(_CLIMBED, [*_looked_at(viewer, choice), *values])
        return Lesson(
            low=tuple(self._ranked(_LOW, viewer, choice, *values)),
            climbed=tuple((Service(*row[:8]), row[8], row[9]) for row in climbed),
        )

    @_kept
    def levels_by(self, viewer: Viewer, choice: Choice, grouping: str) -> dict[str, dict[str, dict[int, int]]]:
        """Return how many services stand at each level, by group, item and level; "all" is one group, ""."""
        found: dict[str, dict[str, dict[int, int]]] = {}
        values = [*_looked_at(viewer, choice), choice.framework]
        for name, item, level, services in self._database.read(_GROUPED[grouping], values):
            # Asked for in the statement, this makes it four times as slow over 100,000 services.
            if level is not None:
                found.setdefault(name, {}).setdefault(item, {})[level] = services
        return found

    @_kept
    def most_improved(self, viewer: Viewer, choice: Choice, most: int) -> list[Ranked]:
        """Return the services with most items up on balance between their last two rounds that count."""
        return self._ranked(_MOVED, viewer, choice, 1, 1, most)

    @_kept
    def slipped(self, viewer: Viewer, choice: Choice, most: int) -> list[Ranked]:
        """Return the services with most items down on balance between their last two rounds that count."""
        return self._ranked(_MOVED, viewer, choice, -1, -1, most)

    @_kept
    def widest_gaps(self, viewer: Viewer, choice: Choice, most: int) -> list[Ranked]:
        """Return the services on most of whose items the two voices stand far apart."""
        return self._ranked(_WIDEST, viewer, choice, voices.WIDE_GAP, most)

    @_kept
    def not_submitted(self, viewer: Viewer, choice: Choice, most: int) -> list[Ranked]:
        """Return services without answers that count in their programme's newest round; the number is how many."""
        return self._ranked(_MISSING, viewer, choice, self._today(), most)

    def _ranked(self, sql: str, viewer: Viewer, choice: Choice, *values: object) -> list[Ranked]:
        rows = self._database.read(sql, [*_looked_at(viewer, choice), *values])
        return [Ranked(Service(*row[:8]), row[8]) for row in rows]

    # Anonymous peers

    def renew_benchmarks(self, rules: Rules = USUAL) -> None:
        """Freeze anew the pools of peers in which enough organisations have news; looked at once a day."""
        today = self._today()
        if self._renewed == today:
            return
        with self._writing() as transaction:
            self._draw(transaction, benchmark.oldest(today, rules))
            known = {(kind, area): _cell(pool) for kind, area, pool in transaction.read(_POOLS)}
            best = benchmark.pools(self._organisations(transaction), rules)
            pools = best | known
            fresh = self._fresh(transaction, pools, rules)
            if fresh and fresh >= set(pools.values()):
                # All of them are renewed, so they may be cut anew.
                self._freeze(transaction, best, _TAKE_OUT_ALL)
            elif fresh:
                self._freeze(transaction, {cell: pool for cell, pool in pools.items() if pool in fresh}, _TAKE_OUT)
        self._renewed = today

    def _draw(self, transaction: Transaction, oldest: date) -> None:
        """Put every level of a newest closed round into the table `live`."""
        for table in ("drawn", "live"):
            transaction.run(f"DROP TABLE IF EXISTS {table}")
        between = [self._today(), oldest]
        transaction.run(_DRAWN, between)
        transaction.run(_LIVE)
        if transaction.read(_LEFT) != [(0,)]:
            transaction.run(_OLDER, between)

    def _organisations(self, transaction: Transaction) -> dict[Cell, list[str]]:
        """Return the organisation of each service, by kind and area."""
        # One text for each kind and area: a row for each organisation took four times as long to fetch.
        sql = "SELECT kind, area, string_agg(organisation, chr(9)) FROM service GROUP BY kind, area"
        return {(kind, area): names.split("\t") for kind, area, names in transaction.read(sql)}

    def _place(self, transaction: Transaction, pools: Mapping[Cell, Cell]) -> None:
        """Put into the table `pool_of` where the services of each kind and area are frozen."""
        for sql in ("DROP TABLE IF EXISTS pool_of", _POOL_OF):
            transaction.run(sql)
        transaction.insert("pool_of", [[*cell, _text(pool)] for cell, pool in pools.items()])

    def _fresh(self, transaction: Transaction, pools: Mapping[Cell, Cell], rules: Rules) -> set[Cell]:
        """Return the pools with news from enough organisations."""
        self._place(transaction, pools)
        fresh: set[Cell] = set()
        for every in (_EVERY, 1):
            changed = transaction.read(_CHANGED, [every, every])
            fresh = benchmark.renewed({_cell(pool): organisations for pool, organisations in changed}, rules)
            if fresh >= set(pools.values()):
                break
        return fresh

    def _freeze(self, transaction: Transaction, pools: Mapping[Cell, Cell], take_out: Iterable[str]) -> None:
        self._place(transaction, pools)
        for sql in (*take_out, *_PUT_IN):
            transaction.run(sql)
        transaction.insert("snapshot", [[self._next_number(), self._today()]])

    @_kept
    def peers(self, viewer: Viewer, service: Service) -> tuple[list[Group], date | None]:
        """Return the groups of a service's peers, narrowest first, and when they were frozen last.

        Nobody is in them whom the viewer sees by name. Whoever sees everything is shown what the service's own
        manager would be.
        """
        scope = Scope(everything=False, services=(service.key,), programmes=(), areas=())
        named = (scope if viewer.reads.everything else viewer.reads).parameters
        known = self._database.read(_NAMED_PEERS, named)
        seen, closed = [number for number, _, _ in known], _seen_into(known)
        kind, _ = cell = service.kind, service.area
        pool = self._database.read(f"{_POOLS} WHERE kind = ? AND area = ?", cell)
        ((*sizes,),) = self._database.read(_CROWDS, [seen, closed, kind, *cell, seen, closed, *cell])
        counts = self._database.read(_LEVELS, [*cell, kind, seen, closed])
        ((taken,),) = self._database.read("SELECT max(taken) FROM snapshot")
        own_pool = _cell(pool[0][2]) if pool else benchmark.EVERYONE
        return benchmark.groups(cell, own_pool, sizes, counts), taken

    @_kept
    def peers_elsewhere(self, viewer: Viewer, service: Service) -> list[list[Group]]:
        """Return the groups of peers of the viewer's services of other kinds and areas.

        Whoever sees everything is shown what the service's own manager would be.
        """
        if viewer.reads.everything:
            return []
        others = {(each.kind, each.area): each for each in self.services(viewer)}
        others.pop((service.kind, service.area), None)
        return [self.peers(viewer, each)[0] for each in others.values()]

    # Rounds and what follows from them

    def end_round(self, viewer: Viewer, round_key: str, reason: str) -> None:
        """Close a round before its last day; what is submitted later is kept and does not count."""
        reason = checked(reason, "The reason", limit=NOTE_LIMIT, lines=True)
        if not reason:
            raise InputError("Say why you are closing this round early.")
        round_ = self.round(viewer, round_key)
        _may_run(viewer, round_.programme)
        if not round_.is_open(self._today()):
            raise InputError(f"The round “{round_.name}” is not open.")
        with self._writing() as transaction:
            transaction.insert("round_end", [[round_key, reason, viewer.principal, self._at()]])
            self._record(viewer, "end round", round_key, "", "")
            self._reveal(transaction, round_key)

    def reveal_closed_rounds(self) -> None:
        """Write where services stand whose people's answers were waiting for a close that has come since."""
        closed = "SELECT key FROM round WHERE closes < ? AND key IN (SELECT round FROM response WHERE voice = 'people')"
        with self._writing() as transaction:
            for (round_key,) in transaction.read(closed, [self._today()]):
                self._reveal(transaction, round_key)

    def _reveal(self, transaction: Transaction, round_key: str) -> None:
        # Those whose people are not seen yet, or were counted while more could come.
        waiting = """
            SELECT DISTINCT service FROM response WHERE round = ? AND voice = 'people'
                AND service NOT IN (SELECT service FROM position WHERE round = ? AND moment > ?)
        """
        round_ = self._any_round(transaction, round_key)
        for (service,) in transaction.read(waiting, [round_key, round_key, round_.until]):
            # Where too few people have answered there is nothing to show, now or on the next page.
            if self._worked_out(transaction, service, round_):
                self._write_positions(transaction, service, round_)

    @_kept
    def actions(self, viewer: Viewer, *, service: str = "", programme: str = "") -> list[Action]:
        """Return the actions of a service, of a programme or of all the viewer may see, as they stand, by due date."""
        values = [*viewer.reads.parameters, service, service, programme, programme]
        return [Action(*row) for row in self._database.read(_ACTIONS, values)]

    def keep_action(self, viewer: Viewer, action: Action) -> Action:
        """Add an action, or the newest state of one; an InputError names what cannot be taken."""
        framework = next(one for one in self.frameworks(action.round) if one.key == action.framework)
        item = framework.item(action.item)
        for level in (action.target, action.level):
            if level is not None and level not in framework.values:
                raise InputError(f"{item.title}: there is no level {level} on the scale of {framework.title}.")
        if action.level is not None and action.target < action.level:
            raise InputError(
                f"{item.title}: the target “{framework.level(action.target).label}” is below today's level "
                f"“{framework.level(action.level).label}”."
            )
        if action.due < action.made:
            raise InputError(f"{item.title}: due on {day(action.due)}, before it was made on {day(action.made)}.")
        kept = replace(
            action,
            key=action.key or self._new_key(),
            what=required(action.what.replace("\n", " "), "What you will do", limit=NOTE_LIMIT),
            owner=checked(action.owner, "The owner", limit=NAME_LIMIT),
            co_owner=checked(action.co_owner, "The co-owner", limit=NAME_LIMIT),
        )
        with self._writing() as transaction:
            self._require(transaction, viewer, action.service)
            if transaction.read("SELECT 1 FROM action WHERE key = ? AND service <> ?", [kept.key, kept.service]):
                raise InputError(f"The action “{kept.what[:40]}” is another service's.")
            transaction.insert("action", [[self._next_number(), *astuple(kept), viewer.principal, self._at()]])
            self._changed.add(action.service)
            self._record(viewer, "action", kept.key, "", kept.state)
        return kept

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Make everything that is done inside the block durable together, or undo it all when it raises."""
        with self._writing():
            yield

    def remove_examples(self, viewer: Viewer) -> None:
        """Empty a database that holds nothing but examples; an InputError when anything real is in it."""
        _may_set_up(viewer)
        with self._writing() as transaction:
            if self.holds_real_ratings():
                raise InputError("This database holds real ratings. Only examples can be removed.")
            for table in set(transaction.tables()) - {"person", "granted"}:
                transaction.run(f"DELETE FROM {table}")
            self._head = ""
        self._wordings.clear()
        self._renewed = None

    # How it is written

    @contextmanager
    def _writing(self) -> Iterator[Transaction]:
        # The turn is taken out here, so that a failed commit has been undone in here too when the next one writes.
        with self._database.turn:
            if self._open is not None:
                # Inside another block: that one writes the events down.
                yield self._open
                return
            try:
                with self._database.write() as transaction:
                    self._open = transaction
                    # What this page saw before its turn may be old by now.
                    self._memory.look_again()
                    if self._database.is_shared:
                        self._catch_up(transaction)
                    yield transaction
                    transaction.moved |= self._moved(transaction)
                    transaction.insert("event", self._events)
                self._memory.look_again()
                for response, log in self._saved.items():
                    self._memory.recall(_of_log(response), response, partial(list, log))
            except BaseException:
                self._head = None
                self._wordings.clear()
                raise
            finally:
                self._open = None
                for told in (self._events, self._changed, self._saved):
                    told.clear()

    def _moved(self, transaction: Transaction) -> set[str]:
        """Return the marks that are moved by what was written."""
        if not transaction.touched - _OF_DRAFTS:
            return set()
        if not self._changed or transaction.touched - _OF_ONE_SERVICE:
            return {SET_UP}
        moved = {_RATINGS}
        for service in self._changed:
            _, programme, area = self._placed(transaction, service)
            moved |= {_mark("service", service), _mark("programme", programme), _mark("area", area)}
        return moved

    def _placed(self, transaction: Transaction, service: str) -> tuple[int, str, str]:
        """Return a service's number, programme and area."""

        def find() -> tuple[int, str, str]:
            (found,) = transaction.read("SELECT number, programme, area FROM service WHERE key = ?", [service])
            return found[0], found[1], found[2]

        if transaction.touched - _OF_ONE_SERVICE:
            return find()
        return self._memory.recall((SET_UP,), ("placed", service), find)

    def _logs_of(self, responses: Sequence[str], within: Transaction | None = None) -> dict[str, list[Entry]]:
        """Return every answer ever given in some responses, whoever asks; as a transaction sees them, if within one."""
        if within is None and self._database.is_mine():
            within = self._open

        def read(these: Sequence[str]) -> dict[str, list[Entry]]:
            found: dict[str, list[Entry]] = {response: [] for response in these}
            for response, *entry in (within or self._database).read(_LOGS, [[*these]]) if these else ():
                found[response].append(_entry(entry))
            return found

        # What another program writes to a draft moves no mark, and what is written in here none yet.
        is_own = within is None or (within is self._open and not within.touched & {"answer", ""})
        if self._database.is_shared or not is_own:
            return read(responses)

        def find(response: str) -> list[Entry]:
            return read([response])[response]

        return {each: self._memory.recall(_of_log(each), each, partial(find, each)) for each in responses}

    def _log_of(self, response: str) -> list[Entry]:
        return self._logs_of([response])[response]

    def _require(self, transaction: Transaction, viewer: Viewer, service: str) -> None:
        sql = f"SELECT 1 FROM service s WHERE {IN_SCOPE} AND s.key = ?"
        if not transaction.read(sql, [*viewer.rates.parameters, service]):
            raise NotAllowedError(f"There is no service “{service}” that you may rate.")

    def _require_round_of(self, transaction: Transaction, service: str, round_key: str) -> None:
        belongs = "SELECT 1 FROM round d JOIN service s ON s.programme = d.programme WHERE d.key = ? AND s.key = ?"
        if not transaction.read(belongs, [round_key, service]):
            raise NotAllowedError(f"There is no round “{round_key}” for this service.")

    def _require_programme(self, transaction: Transaction, programme: str) -> None:
        if not transaction.read("SELECT 1 FROM programme WHERE key = ?", [programme]):
            raise InputError(f"There is no programme “{programme}”.")

    def _writable(self, transaction: Transaction, viewer: Viewer, response: str) -> tuple[Response, State]:
        values = [response, response, *viewer.rates.response_parameters, response]
        found = self.recall(viewer, ("writable", response), lambda: transaction.read(_ONE_RESPONSE, values))
        if not found:
            raise NotAllowedError("There is no such assessment that you may change.")
        return _with_state(found[0])

    def _rounds_of(self, transaction: Transaction, programme: str) -> list[Round]:
        sql = f"SELECT {_ROUND} FROM round d WHERE d.programme = ? ORDER BY d.opens, d.key"
        return [Round(*row) for row in transaction.read(sql, [programme])]

    def _worded(self, read: Callable[[str, Sequence[object]], list[Row]], round_key: str) -> tuple[Framework, ...]:
        # A round's frameworks never change, so they are read once.
        if round_key not in self._wordings:
            bodies = read(_VERSIONS, [round_key])
            worded = tuple(Framework.model_validate_json(body) for (body,) in bodies)
            if not worded:
                return ()
            self._wordings[round_key] = worded
        return self._wordings[round_key]

    def _keep_wording(self, transaction: Transaction, frameworks: Sequence[Framework]) -> None:
        for framework in frameworks:
            sql = "SELECT body FROM framework_version WHERE framework = ? AND version = ?"
            kept = transaction.read(sql, [framework.key, framework.version])
            body = framework.model_dump_json()
            if not kept:
                transaction.insert("framework_version", [[framework.key, framework.version, body]])
            # Compared as they are read: a later version of this program may know more fields.
            elif Framework.model_validate_json(kept[0][0]) != framework:
                raise InputError(
                    f"The framework “{framework.key}” has changed since a round used its version "
                    f"{framework.version}. Raise its version number, so that the earlier round keeps its wording."
                )

    def _write_positions(self, transaction: Transaction, service: str, round_: Round) -> None:
        """Write anew where a service stands in a round, and what portfolios read of it.

        That is which of its counted rounds is its newest, and its levels there and in the one before.
        """
        rows = self._worked_out(transaction, service, round_)
        number, _, _ = self._placed(transaction, service)
        counted = transaction.read(_COUNTED, [service])
        before = [row for row in counted if row[1] == round_.key]
        after = []
        if any(each.voice != "people" for each in rows):
            people = max(each.people for each in rows)
            after = [(service, round_.key, f"{round_.opens} {round_.key}", round_.closes, people)]
        was, newest = _newest(number, counted), _newest(number, [row for row in counted if row not in before] + after)
        two = next(((row[1], row[3]) for row in newest), (None, None))
        levels: dict[str | None, dict[ItemKey, Row]] = {}
        for round_key, framework, item, *own in transaction.read(_LEVELS_IN_ROUNDS, [service, round_.key, *two]):
            levels.setdefault(round_key, {})[framework, item] = tuple(own)
        stands = round_.key in levels
        levels[round_.key] = {
            (one.framework, one.item): (one.level, one.service_level, one.people_level) for one in rows
        }
        now, then = (levels.get(round_key, {}) for round_key in two)
        items = self._numbered(transaction, [*now, *then])
        latest = [(number, items[key], *_latest(now.get(key), then.get(key))) for key in {**then, **now}]
        of_both, of_service = {"service": service, "round": round_.key}, {"service": number}
        transaction.replace("position", of_both, rows, None if stands else [])
        transaction.replace("counted", of_both, after, before)
        transaction.replace("newest", of_service, newest, was)
        transaction.replace("latest", of_service, latest, None if was else [])
        self._changed.add(service)

    def _numbered(self, transaction: Transaction, keys: Iterable[ItemKey]) -> dict[ItemKey, int]:
        """Return the number of every item, given now to those of `keys` that have none yet."""

        def find() -> dict[ItemKey, int]:
            read = transaction.read("SELECT framework, item, number FROM asked")
            return {(framework, item): number for framework, item, number in read}

        is_new = transaction.touched & {"asked", ""}
        known = find() if is_new else self._memory.recall((SET_UP, _ITEMS), "numbered", find)
        fresh = {key: number for number, key in enumerate(sorted(set(keys) - known.keys()), len(known) + 1)}
        if fresh:
            transaction.insert("asked", [[number, *key] for key, number in fresh.items()])
            transaction.moved.add(_ITEMS)
        return known | fresh

    def _any_round(self, transaction: Transaction, key: str) -> Round:
        def find() -> Round:
            (row,) = transaction.read(f"SELECT {_ROUND} FROM round d WHERE d.key = ?", [key])
            return Round(*row)

        return self.recall(None, ("any round", key), find)

    def _worked_out(self, transaction: Transaction, service: str, round_: Round) -> list[Position]:
        """Return where a service stands in a round, from all voices whose answers may be seen by now."""
        own, agreed, people = self._said_in(transaction, service, round_)
        # Unseen by each other until both voices are in or the round closes.
        is_open = round_.is_open(self._today())
        revealed = bool(own) or not is_open
        asked = [(one.key, item.key) for one in self._worded(transaction.read, round_.key) for item in one.items]
        seen = people if revealed else []
        return voices.positions(service, round_.key, asked, own, seen, agreed, self._at(), is_open=is_open)

    def _said_in(
        self, transaction: Transaction, service: str, round_: Round
    ) -> tuple[dict[ItemKey, Answer], dict[ItemKey, Answer], list[Said]]:
        """Return what counts of each voice: the service's own, the agreed answers, and each response of people.

        People's are in the order in which they were first submitted. What one person changed in an open round counts
        from its close on: until then it could be read off a level that has just moved.
        """
        own: dict[ItemKey, Answer] = {}
        agreed: dict[ItemKey, Answer] = {}
        people: list[Said] = []
        rows = transaction.read(_SUBMITTED_RESPONSES, [service, round_.key])
        in_time = sorted((number, key) for _, key, _, _, number, at in rows if at is not None and round_.counts(at))
        first, upto = ({key: number for number, key in some} for some in (reversed(in_time), in_time))
        is_open = round_.is_open(self._today())
        begun = sorted({row[:4] for row in rows}, key=lambda row: (first.get(row[1], 0), *row[:2]))
        logs = self._logs_of([key for _, key, _, _ in begun], transaction)
        for _, key, voice, size in begun:
            if voice == "agreed":
                agreed = current(logs[key])
            elif key in upto and voice == "service":
                own = current(logs[key], upto[key])
            elif key in upto:
                counts = first if is_open and size is None else upto
                people.append(Said(size, current(logs[key], counts[key])))
        return own, agreed, people

    def _record(self, viewer: Viewer, act: str, subject: str, before: str, after: str) -> None:
        if self._head is None:
            self._head = self._newest_hash()
        event = Event(self._next_number(), self._at(), viewer.principal, act, subject, before, after, self._head, "")
        event = event._replace(hash=event.expected_hash())
        self._events.append(event)
        self._head = event.hash

    def _newest_hash(self) -> str:
        newest = self._database.read("SELECT hash FROM event ORDER BY number DESC LIMIT 1")
        return str(newest[0][0]) if newest else ""

    def _catch_up(self, transaction: Transaction) -> None:
        """Go on where whoever wrote last has stopped: their clock may be ahead of this one."""
        newest = transaction.read("SELECT number, hash FROM event ORDER BY number DESC LIMIT 1")
        number, self._head = newest[0] if newest else (0, "")
        self._number = max(self._number, number)

    def _next_number(self) -> int:
        # Nanoseconds, so that numbers rise across restarts without a sequence to keep.
        self._number = max(self._number + 1, time.time_ns())
        return self._number

    def _new_key(self) -> str:
        # Begins with the order of making: rows of one response then lie together and scans skip the rest.
        return f"{self._next_number():015x}{secrets.token_hex(6)}"

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        """Write what is done inside the block, in this thread, as done at another moment."""
        token = _MOMENT.set(moment)
        try:
            yield
        finally:
            _MOMENT.reset(token)

    def _now(self) -> datetime:
        return _MOMENT.get() or self.clock()

    def _at(self) -> datetime:
        return self._now().astimezone(UTC).replace(tzinfo=None)

    def _today(self) -> date:
        # As people at this computer have it: a round that opens today must be open on their screens.
        return self._now().astimezone().date()


def _mark(of: Over, key: str) -> str:
    return f"{of} {key}"


def _of_log(response: str) -> Marks:
    return SET_UP, _mark("response", response)


def _marks(viewer: Viewer | None) -> Marks:
    """Return the marks of what a viewer finds: they move with every change that it depends on."""
    if viewer is None:
        return (SET_UP,)
    reads = viewer.reads
    if reads.everything or reads.responses:
        return SET_UP, _RATINGS
    seen: list[tuple[Over, Sequence[str]]] = [
        ("service", reads.services),
        ("programme", reads.programmes),
        ("area", reads.areas),
    ]
    return SET_UP, *(_mark(of, key) for of, keys in seen for key in keys)


def _may_administer(viewer: Viewer) -> None:
    if not viewer.administers:
        raise NotAllowedError("Only an administrator of everything may do this.")


def _may_run(viewer: Viewer, programme: str) -> None:
    if not viewer.runs.everything and programme not in viewer.runs.programmes:
        raise NotAllowedError("You may not open or close rounds of this programme.")


def _invitation(row: Row) -> Invitation:
    key, token, short_code, *rest = row
    return Invitation(key, token, short_code, Service(*rest[:8]), Round(*rest[8:16]), rest[16])


def _short_code() -> str:
    """Return eight characters that cannot be mistaken for each other when they are read out."""
    return "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(8))


def _may_set_up(viewer: Viewer, programme: str = "") -> None:
    """Raise NotAllowedError unless the viewer may rate all of a programme, or everything when none is named."""
    if not viewer.rates.everything and programme not in viewer.rates.programmes:
        raise NotAllowedError("You may rate here, but not set up what is rated.")


def _with_state(row: Row) -> tuple[Response, State]:
    *response, submitted, reopened = row
    state: State = "draft" if not submitted else "submitted" if submitted > reopened else "reopened"
    return Response(*response), state


def _entry(row: Sequence[Any]) -> Entry:
    number, framework, item, level, does_not_apply, note, link, visit, principal, at = row
    return Entry(number, Answer(framework, item, level, does_not_apply, note, link), visit, principal, at)


def _looked_at(viewer: Viewer, choice: Choice) -> list[object]:
    """Return the values for `_LOOKED_AT`, in its order."""
    parts = (choice.kind, choice.area, choice.organisation, choice.search)
    return [*viewer.reads.parameters, *(part for part in parts for _ in range(2))]


def _text(pool: Cell) -> str:
    # No name has a tab in it.
    return "\t".join(pool)


def _cell(pool: str) -> Cell:
    kind, _, area = pool.partition("\t")
    return kind, area


def _seen_into(known: Sequence[Row]) -> list[str]:
    """Return the pools in which services of more than one organisation are seen by name."""
    seen: dict[str, set[str]] = {}
    for _, pool, organisation in known:
        seen.setdefault(pool, set()).add(organisation)
    return [pool for pool, organisations in seen.items() if len(organisations) > 1]


def _notes(service: str, voice: Voice, answers: Mapping[ItemKey, Answer]) -> Iterator[Note]:
    for (framework, item), answer in answers.items():
        reason = f"Does not apply: {answer.does_not_apply}" if answer.does_not_apply else ""
        text = " ".join(filter(None, [reason, answer.note]))
        if text or answer.link:
            yield Note(service, voice, framework, item, text, answer.link)


def _newest(service: int, counted: Sequence[Row]) -> list[Row]:
    """Return the row that says which of a service's counted rounds is its newest; none when no round counts."""
    last = sorted(counted, key=lambda row: row[2], reverse=True)[:2]
    return [
        (service, round_key, closes, last[-1][1] if last[1:] else None, people)
        for _, round_key, _, closes, people in last[:1]
    ]


def _latest(now: Row | None, before: Row | None) -> tuple[int | None, int | None, int | None]:
    """Return an item's level now and in the round before, and by how much the service's own is above people's now."""
    level, own, people = now or (None, None, None)
    gap = own - people if own is not None and people is not None else None
    return level, before[0] if before else None, gap


def _columns(answer: Answer) -> tuple[object, ...]:
    return answer.framework, answer.item, answer.level, answer.does_not_apply, answer.note, answer.link


def _told(answer: Answer | None) -> str:
    """Return an answer's level for the log of acts; words that people typed stay out of it."""
    if answer is None or not answer.is_given:
        return "blank"
    return "does not apply" if answer.level is None else str(answer.level)
