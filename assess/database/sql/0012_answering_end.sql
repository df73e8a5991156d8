-- Answering about a service in a round, closed for good: nothing of what people said there changes after `number`.
CREATE TABLE answering_end (
    service VARCHAR NOT NULL,
    round VARCHAR NOT NULL,
    number BIGINT NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);

-- Responses of people that were begun while only what they submitted was to count: it still does.
CREATE TABLE begun_before (response VARCHAR NOT NULL);

INSERT INTO begun_before SELECT key FROM response WHERE voice = 'people';

-- Whether the service changed its level after people's answers could be seen by it.
ALTER TABLE position ADD COLUMN changed_after BOOLEAN;

UPDATE position SET changed_after = FALSE;

-- Further words that were brought in beside a level stand for nobody more than that level does.
UPDATE response SET people = 0
WHERE voice = 'people'
    AND key NOT IN (SELECT response FROM answer WHERE level IS NOT NULL)
    AND key IN (
        SELECT b.response FROM submission b JOIN response r ON r.key = b.response WHERE b.principal <> r.principal
    );

-- People's levels were shown by other rules. They are taken away here, and written anew for the rounds that have
-- closed: those are told by positions that are older than the close.
INSERT INTO stale SELECT DISTINCT service FROM response WHERE voice = 'people';

DELETE FROM position WHERE voice = 'people';

UPDATE position SET people_level = NULL, people = 0, moment = TIMESTAMP '1970-01-01 00:00:00'
WHERE EXISTS (
    SELECT 1 FROM response r
    WHERE r.voice = 'people' AND r.service = position.service AND r.round = position.round
);
