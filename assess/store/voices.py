"""The voices side by side: who has answered, the words of both, and the levels that both agree on."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from assess.core import voices
from assess.core.access import Viewer
from assess.core.answers import Answer, ItemKey, current, worded
from assess.core.brought import Brought
from assess.core.errors import InputError, NotAllowedError
from assess.core.framework import Voice
from assess.core.programme import Round
from assess.core.voices import Note, Rating, Spoken, Turnout, Unheard
from assess.store.answers import ENTRY, Answers
from assess.store.connection import Connection, cached
from assess.store.positions import Positions
from assess.store.ratings import Ratings
from assess.store.rounds import Rounds
from assess.store.scope import IN_SCOPE, ROUND_IN_SCOPE, parameters, require_set_up
from assess.store.tables import RATINGS
from assess.store.timetable import Timetable

# The number of responses begun and submitted, when first and last, the heads of those that were submitted, when last in
# time, when reopened without being submitted again, the size of the largest group, and the heads of those that the
# service typed in; nothing of their answers.
_TURNOUT = f"""
    SELECT s.key, r.voice, count(*), count(b.first), min(b.first), max(b.last),
        sum(CASE WHEN b.first IS NULL THEN 0 ELSE coalesce(r.people, 1) END),
        max(CASE WHEN e.service IS NULL THEN 0 ELSE 1 END),
        max(b.in_time), max(CASE WHEN o.times >= b.times THEN o.last END),
        max(CASE WHEN b.first IS NULL THEN 0 ELSE coalesce(r.people, 0) END),
        sum(CASE WHEN r.typed_in AND b.first IS NOT NULL THEN coalesce(r.people, 1) ELSE 0 END)
    FROM response r JOIN service s ON s.key = r.service
    LEFT JOIN (
        SELECT response, min(moment) AS first, max(moment) AS last, count(*) AS times,
            max(CASE WHEN moment <= ? THEN moment END) AS in_time
        FROM submission WHERE response IN (SELECT key FROM response WHERE round = ?) GROUP BY response
    ) b ON b.response = r.key
    LEFT JOIN (
        SELECT response, max(moment) AS last, count(*) AS times
        FROM reopening WHERE response IN (SELECT key FROM response WHERE round = ?) GROUP BY response
    ) o ON o.response = r.key
    LEFT JOIN answering_end e ON e.service = r.service AND e.round = r.round
    WHERE {ROUND_IN_SCOPE} AND r.round = ? GROUP BY s.key, r.voice
"""
# The last answers before answering ended to each item on which people's level is shown and somebody wrote something.
_ANSWERS_OF_PEOPLE = f"""
    WITH last AS (
        SELECT r.key, r.service, r.round, r.people, a.framework, a.item, max(a.number) AS number
        FROM response r JOIN service s ON s.key = r.service JOIN answer a ON a.response = r.key
        WHERE {ROUND_IN_SCOPE} AND (? = '' OR r.service = ?) AND r.round = ? AND r.voice = 'people'
            AND (r.typed_in OR a.moment <= ?)
            AND (r.key IN (SELECT b.response FROM submission b) OR r.key NOT IN (SELECT f.response FROM begun_before f))
        GROUP BY r.key, r.service, r.round, r.people, a.framework, a.item
    ), answered AS (
        SELECT l.service, a.framework, a.item, l.people, a.level, a.note, coalesce(a.dont_know, FALSE) AS dont_know,
            max(CASE WHEN a.note = '' THEN 0 ELSE 1 END)
                OVER (PARTITION BY l.service, a.framework, a.item) AS has_notes
        FROM last l JOIN answer a ON a.response = l.key AND a.number = l.number
        JOIN position p ON p.service = l.service AND p.round = l.round
            AND p.framework = a.framework AND p.item = a.item
        WHERE p.people_level IS NOT NULL
    )
    SELECT service, framework, item, people, level, note, dont_know FROM answered WHERE has_notes = 1
    ORDER BY service, framework, item
"""
# Whether people were invited, whether answering was closed for good, and how often the service submitted. Subqueries
# without a column of `s` are planned in a quarter of the time.
_HOW_FAR = f"""
    SELECT (SELECT count(*) FROM invitation WHERE service = ? AND round = ?),
        (SELECT count(*) FROM answering_end WHERE service = ? AND round = ?),
        (
            SELECT count(*) FROM submission
            WHERE response IN (SELECT key FROM response WHERE service = ? AND round = ? AND voice = 'service')
        )
    FROM service s WHERE {IN_SCOPE} AND s.key = ?
"""
# This must not depend on answers given by code: how many there are is secret until answering ends.
_ASKED = """
    SELECT 1 FROM invitation WHERE service = ? AND round = ?
    UNION ALL SELECT 1 FROM response WHERE service = ? AND round = ? AND voice = 'people' LIMIT 1
"""
# The services' own answers and the agreed ones.
_SAID_IN_ROUND = f"""
    SELECT {ENTRY}, r.service, r.voice, r.key
    FROM answer a JOIN response r ON r.key = a.response JOIN service s ON s.key = r.service
    WHERE {ROUND_IN_SCOPE} AND r.round = ? AND r.voice <> 'people' ORDER BY r.service, r.voice DESC, r.key, a.number
"""
_SUBMITTED_IN_ROUND = f"""
    SELECT b.response, b.upto, b.moment
    FROM submission b JOIN response r ON r.key = b.response JOIN service s ON s.key = r.service
    WHERE {ROUND_IN_SCOPE} AND r.round = ? ORDER BY b.upto
"""


class Voices:
    """What the service and the people who use it said, and what they agreed on."""

    def __init__(
        self,
        connection: Connection,
        timetable: Timetable,
        rounds: Rounds,
        answers: Answers,
        positions: Positions,
        ratings: Ratings,
    ) -> None:
        self._connection, self._timetable, self._rounds = connection, timetable, rounds
        self._answers, self._positions, self._ratings = answers, positions, ratings

    def bring_people(self, viewer: Viewer, service: str, round_key: str, people: Sequence[Brought]) -> None:
        """Add the answers that people gave elsewhere.

        All come in together, and answering ends with that: somebody who adds a few answers to others that are shown
        could tell what is new. For the same reason an InputError refuses them where people were invited to answer,
        whether anybody did or not.
        """
        require_set_up(viewer)
        with self._connection.write() as transaction:
            self._timetable.require_round_of(service, round_key)
            if transaction.read(_ASKED, [service, round_key, service, round_key]):
                raise InputError(
                    "People were invited by a code here, or their answers were brought in before. Answers from "
                    "elsewhere come in once, all together, and only where nobody was invited by a code."
                )
            self._ratings.bring_people(transaction, viewer, service, round_key, people)
            self._positions.end(transaction, viewer, service, self._timetable.round(round_key))

    @cached(RATINGS)
    def turnout(self, viewer: Viewer, round_key: str) -> dict[tuple[str, Voice], Turnout]:
        """Return, by service and voice, how many responses to a round were begun and submitted, and when.

        Of people it is how many have finished, by fives and at no moment, until answering has ended: an exact number
        says who has been.
        """
        round_ = self._timetable.round(round_key)
        today = self._connection.clock.today()
        has_closed = round_.has_closed(today)
        paper = self._timetable.typing_in(round_key).items()
        typing = {service for service, state in paper if state.is_going_on(round_, today)}
        turnout: dict[tuple[str, Voice], Turnout] = {}
        values = [round_.until, round_key, round_key, *self._timetable.scope(viewer, round_key), round_key]
        rows = self._connection.read(_TURNOUT, values)
        for service, voice, begun, submitted, first, last, heads, ended, in_time, reopened, largest, typed in rows:
            if voice == "people":
                turnout[service, voice] = voices.people_turnout(
                    int(heads),
                    has_ended=bool(ended) or (has_closed and service not in typing),
                    is_unfinished=submitted < begun,
                    largest=largest,
                    typed_in=int(typed),
                )
            else:
                is_late = bool(submitted) and in_time is None
                turnout[service, voice] = Turnout(
                    *(begun, submitted, first, last), in_time=in_time, reopened=reopened, is_late=is_late
                )
        return turnout

    @cached(RATINGS)
    def unheard(self, viewer: Viewer, service: str, round_key: str) -> Unheard:
        """Return why nothing that people said about a service in a round is shown; it must be so."""
        round_, today = self._rounds.get(viewer, round_key), self._connection.clock.today()
        values = [*[service, round_key] * 3, *parameters(viewer.sees), service]
        rows = self._connection.read(_HOW_FAR, values)
        if not rows:
            raise NotAllowedError(f"There is no service “{service}” that you may see.")
        ((invitations, ends, submissions),) = rows
        return voices.unheard(
            self.turnout(viewer, round_key).get((service, "people")),
            is_invited=invitations > 0,
            has_ended=ends > 0,
            has_closed=round_.has_closed(today),
            has_submitted=submissions > 0,
            is_aside=not any(one.asked("thorough", "people") for one in self._timetable.asked(service, round_key)),
            is_typing=self._timetable.typing(service, round_key).is_going_on(round_, today),
        )

    @cached(RATINGS)
    def words_of_people(self, viewer: Viewer, service: str, round_key: str) -> list[tuple[ItemKey, str]]:
        """Return people's notes on the items whose people's level is shown, without saying whose they are."""
        words = self._words(viewer, service, self._rounds.get(viewer, round_key))
        return [((framework, item), note) for _, framework, item, note in words]

    def _words(self, viewer: Viewer, service: str, round_: Round) -> Iterator[tuple[str, str, str, str]]:
        """Yield service, framework, item and note of people's words; "" for all services.

        They are of the responses that are in the level, and of no others.
        """
        if not viewer.sees.words:
            return
        values = [*self._timetable.scope(viewer, round_.key), service, service, round_.key, round_.until]
        rows = self._connection.read(_ANSWERS_OF_PEOPLE, values)
        for about, answers in groupby(rows, key=lambda row: row[:3]):
            for note in voices.words([Rating(*row[3:]) for row in answers]):
                yield *about, note

    @cached(RATINGS)
    def notes(self, viewer: Viewer, round_key: str) -> list[Note]:
        """Return the notes, links and reasons behind the answers that count in a round, by service.

        The services' own come first, then the agreed ones, then people's words where they may be seen.
        """
        round_ = self._rounds.get(viewer, round_key)
        return [
            *(
                note
                for spoken in self.said(viewer, round_key)
                if spoken.at is None or round_.counts(spoken.at)
                for note in _notes(spoken.service, spoken.voice, spoken.answers)
            ),
            *(
                Note(service, "people", framework, item, note, "")
                for service, framework, item, note in self._words(viewer, "", round_)
            ),
        ]

    @cached(RATINGS)
    def said(self, viewer: Viewer, round_key: str) -> list[Spoken]:
        """Return what each service submitted about itself in a round, then what was agreed; by service.

        The last submission in time counts, or the last one if all were late.
        """
        round_, scope = self._rounds.get(viewer, round_key), self._timetable.scope(viewer, round_key)
        submitted: dict[str, tuple[int, datetime]] = {}
        for response, upto, at in self._connection.read(_SUBMITTED_IN_ROUND, [*scope, round_key]):
            if round_.counts(at) or response not in submitted or not round_.counts(submitted[response][1]):
                submitted[response] = upto, at
        turnout = self.turnout(viewer, round_key)
        entries = map(ENTRY.split, self._connection.read(_SAID_IN_ROUND, [*scope, round_key]))
        spoken = []
        for (service, voice, response), answers in groupby(entries, key=lambda pair: pair[1]):
            upto, at = submitted.get(response, (None, None))
            if voice == "agreed" or upto is not None:
                when = turnout[service, voice].when if at is not None else None
                given = worded(current((entry for entry, _ in answers), upto), words=viewer.sees.words)
                spoken.append(Spoken(service, voice, at, given, when))
        return spoken

    def agree(self, viewer: Viewer, service: str, round_key: str, answer: Answer, seen: Answer | None) -> None:
        """Record the level that both voices agree on; its note is the reason and must not be empty.

        `seen` is the agreed answer on the screen, None if there was none: if somebody else has agreed on another one
        since, an InputError says so and nothing changes.
        """
        with self._connection.write() as transaction:
            response = self._ratings.start(viewer, service, round_key, "agreed")
            agreed = current(self._answers.log(response.key)).get(answer.key)
            if agreed != seen:
                raise InputError("Somebody else has just agreed on this item. Look at what they said first.")
            round_ = self._rounds.get(viewer, round_key)
            if not self._positions.counting(transaction, service, round_).service:
                raise InputError("The service has not submitted its own answers yet, so there is nothing to agree.")
            self._ratings.save(viewer, response.key, [answer])
            self._positions.write(transaction, service, round_)


def _notes(service: str, voice: Voice, answers: Mapping[ItemKey, Answer]) -> Iterator[Note]:
    for (framework, item), answer in answers.items():
        reason = f"Does not apply: {answer.does_not_apply}" if answer.does_not_apply else ""
        reason = "Does not know." if answer.dont_know else reason
        text = " ".join(filter(None, [reason, answer.note]))
        if text or answer.link:
            yield Note(service, voice, framework, item, text, answer.link)
