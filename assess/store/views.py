"""Common table expressions that put one voice's own levels in place of those that count, for the services of `chosen`.

A statement of `store.portfolio` reads `newest` and `latest`. For what counts they are tables; here they are expressions
of the same names and columns. People's `newest` round is the last in which their level may be shown, and a level before
it is theirs only if they read the same words.
"""

from collections.abc import Mapping

from assess.core.position import Whose

_BOTH_ROUNDS = """
    latest AS (
        SELECT n.service, i.number AS item, now.{level} AS level, before.{level} AS before,
            CASE WHEN now.is_experience IS NOT TRUE THEN now.service_level - now.people_level END AS gap
        FROM newest n JOIN chosen s ON s.number = n.service
        JOIN {positions} now ON now.service = s.key AND now.round = n.round
        JOIN asked i ON i.framework = now.framework AND i.item = now.item
        LEFT JOIN {positions} before ON before.service = s.key AND before.round = n.earlier
            AND before.framework = now.framework AND before.item = now.item {same_words}
    )
"""
# `worded` has a number for each item in each version of its framework: where it is the same, people read the same
# words, and 0 are those that are in use now.
_PEOPLE = f""",
    worded AS (
        SELECT unnest(CAST(? AS VARCHAR[])) AS framework, unnest(CAST(? AS INTEGER[])) AS version,
            unnest(CAST(? AS VARCHAR[])) AS item, unnest(CAST(? AS INTEGER[])) AS words
    ), said AS (
        SELECT p.service, p.round, p.framework, p.item, p.people_level, p.service_level, p.is_experience, w.words
        FROM chosen s JOIN position p ON p.service = s.key
        JOIN round_framework f ON f.round = p.round AND f.framework = p.framework
        JOIN worded w ON w.framework = p.framework AND w.version = f.version AND w.item = p.item
        WHERE p.people_level IS NOT NULL
    ), heard_rounds AS (
        SELECT p.service, p.round, d.opens, d.closes, max(p.people) AS people
        FROM chosen s JOIN position p ON p.service = s.key JOIN round d ON d.key = p.round
        WHERE p.people_level IS NOT NULL GROUP BY p.service, p.round, d.opens, d.closes
    ), newest AS (
        SELECT number AS service, round, closes, earlier, people FROM (
            SELECT s.number, h.round, h.closes, h.people,
                lead(h.round) OVER (PARTITION BY h.service ORDER BY h.opens DESC, h.round DESC) AS earlier,
                row_number() OVER (PARTITION BY h.service ORDER BY h.opens DESC, h.round DESC) AS back
            FROM heard_rounds h JOIN chosen s ON s.key = h.service
        ) ranked WHERE back = 1
    ), {_BOTH_ROUNDS.format(level="people_level", positions="said", same_words="AND before.words = now.words")}
"""
_SERVICE = f", {_BOTH_ROUNDS.format(level='service_level', positions='position', same_words='')}"
LEVELS: Mapping[Whose, str] = {"": "", "service": _SERVICE, "people": _PEOPLE}
# The levels of every round; of people those that they gave to the words that are in use now.
IN_EVERY_ROUND: Mapping[Whose, str] = {
    "": "position",
    "service": "(SELECT service, round, framework, item, service_level AS level FROM position)",
    "people": "(SELECT service, round, framework, item, people_level AS level FROM said WHERE words = 0)",
}
