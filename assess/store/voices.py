"""The second voice: how people come to answer, what they said, and what both voices agreed on."""

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple
from datetime import datetime
from itertools import groupby

from assess.core import voices
from assess.core.access import IN_SCOPE, Viewer, guest
from assess.core.answers import Answer, ItemKey, Response, Submission, current
from assess.core.errors import InputError
from assess.core.framework import Voice
from assess.core.programme import Round, Service
from assess.core.voices import Invitation, Note, Spoken, Turnout
from assess.database.interface import Row, Transaction
from assess.store.keeping import kept
from assess.store.positions import entry_of
from assess.store.ratings import Ratings
from assess.store.setup import ROUND, SERVICE, may_set_up

_INVITATION = f"""i.key, i.token, i.short_code, {SERVICE}, {ROUND},
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


class Voices(Ratings):
    """Invitations, what people said by them, and agreeing together."""

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
        short = re.sub(r"[^0-9A-Z]", "", code.upper())
        found = self._database.read(_BY_CODE, [code.strip(), short])
        if not found or not code.strip():
            raise InputError("This code is not known. Check it letter by letter, or ask whoever gave it to you.")
        return _invitation(found[0])

    def join(self, code: str, people: int | None = None) -> Response:
        """Begin one person's answers, or those of a group of `people`; an InputError when the code is closed."""
        if people is not None and not 2 <= people <= 1_000:
            raise InputError("A group is from 2 to 1,000 people. Say how many of you take part.")
        with self._writing() as transaction:
            invitation = self.invitation(code)
            if closed := invitation.why_closed(self._today()):
                raise InputError(closed)
            return self._begin(transaction, invitation.service.key, invitation.round.key, people)

    def _begin(self, transaction: Transaction, service: str, round_key: str, people: int | None) -> Response:
        key = self._new_key()
        response = Response(key, service, round_key, "people", people, self._at())
        transaction.insert("response", [[*astuple(response)[:5], "guest", response.created]])
        self._changed.add(service)
        self._record(guest(key), "start", key, "", f"{service} {round_key} people")
        return response

    def bring_people(
        self, viewer: Viewer, service: str, round_key: str, people: int, answers: Sequence[Answer]
    ) -> None:
        """Keep what people said elsewhere as the answers of one group, submitted; it may be words alone."""
        may_set_up(viewer)
        with self._writing() as transaction:
            self._require_round_of(transaction, service, round_key)
            response = self._begin(transaction, service, round_key, people)
            self.save(guest(response.key), response.key, answers)
            submission = Submission(self._new_key(), response.key, self._next_number(), viewer.principal, self._at())
            transaction.insert("submission", [astuple(submission)])
            self._write_positions(transaction, service, self._any_round(round_key), submitted=True)
            self._record(viewer, "bring people", response.key, "", submission.key)

    @kept
    def turnout(self, viewer: Viewer, round_key: str) -> dict[tuple[str, Voice], Turnout]:
        """Return for each service and voice of a round how many responses were begun and submitted, and when."""
        rows = self._database.read(_TURNOUT, [*viewer.reads.parameters, round_key])
        return {(service, voice): Turnout(*rest) for service, voice, *rest in rows}

    @kept
    def invited(self, viewer: Viewer, round_key: str) -> frozenset[str]:
        """Return the services whose people can answer in a round by a code that nobody has closed."""
        rows = self._database.read(_INVITED_IN_ROUND, [*viewer.reads.parameters, round_key])
        return frozenset(service for (service,) in rows)

    @kept
    def words_of_people(self, viewer: Viewer, service: str, round_key: str) -> list[tuple[ItemKey, str]]:
        """Return what people wrote about the items on which their level may be seen, without saying who."""
        return [
            ((framework, item), note)
            for _, framework, item, note in self._words(viewer, service, self.round(viewer, round_key))
        ]

    def _words(self, viewer: Viewer, service: str, round_: Round) -> list[Row]:
        within = [*viewer.reads.parameters, service, service, round_.key, round_.until]
        return self._database.read(_WORDS_OF_PEOPLE, [*within, voices.ENOUGH_PEOPLE])

    @kept
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

    @kept
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
                found.append(Spoken(service, voice, at, current((entry_of(row[3:]) for row in answers), upto)))
        return found

    def agree(self, viewer: Viewer, service: str, round_key: str, answer: Answer, seen: Answer | None) -> None:
        """Record the level that both voices agree on; its note is the reason and must not be empty.

        `seen` is the agreed answer on the screen, None where there was none: when somebody else has agreed
        another one meanwhile, an InputError says so and nothing changes.
        """
        with self._writing() as transaction:
            response = self.start(viewer, service, round_key, "agreed")
            stands = current(self._log_of(response.key)).get(answer.key)
            if stands != seen:
                raise InputError("Somebody else has just agreed on this item. Look at what they said first.")
            round_ = self.round(viewer, round_key)
            own, _, _ = self._said_in(transaction, service, round_)
            if not own:
                raise InputError("The service has not submitted its own answers yet, so there is nothing to agree.")
            self.save(viewer, response.key, [answer])
            self._write_positions(transaction, service, round_)


def _invitation(row: Row) -> Invitation:
    key, token, short_code, *rest = row
    return Invitation(key, token, short_code, Service(*rest[:8]), Round(*rest[8:16]), rest[16])


def _short_code() -> str:
    """Return eight characters that cannot be mistaken for each other when they are read out."""
    return "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(8))


def _notes(service: str, voice: Voice, answers: Mapping[ItemKey, Answer]) -> Iterator[Note]:
    for (framework, item), answer in answers.items():
        reason = f"Does not apply: {answer.does_not_apply}" if answer.does_not_apply else ""
        text = " ".join(filter(None, [reason, answer.note]))
        if text or answer.link:
            yield Note(service, voice, framework, item, text, answer.link)
