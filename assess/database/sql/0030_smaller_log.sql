-- The log of acts took five sixths of a file. Of each hash the first 16 of its 32 bytes stay, as bytes, and only in its own
-- act: verifying computes the hash of the act before. Which item an answer is to, and its number, have columns of their
-- own: DuckDB compresses repeated texts and ascending numbers well, and a text that has both badly.
--
-- A new table, since DuckDB repeats an ALTER after a crash, and then knows no functions yet.
CREATE TABLE smaller_event (
    number BIGINT NOT NULL,
    moment TIMESTAMP NOT NULL,
    principal VARCHAR NOT NULL,
    act VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    item VARCHAR,
    answer BIGINT,
    before VARCHAR NOT NULL,
    after VARCHAR NOT NULL,
    hash UUID NOT NULL,
    digest VARCHAR NOT NULL
);

INSERT INTO smaller_event
SELECT number, moment, principal, act,
    CASE WHEN item IS NULL THEN subject
        ELSE left(subject, greatest(length(subject) - length(item) - length(split_part(subject, ' ', -1)) - 2, 0)) END,
    item, CASE WHEN item IS NOT NULL THEN CAST(split_part(subject, ' ', -1) AS BIGINT) END,
    before, after, CAST(left(hash, 32) AS UUID), digest
FROM (
    SELECT e.*,
        CASE WHEN act = 'answer' AND subject ~ '^(.* )?[^ ]+ [1-8]?[0-9]{1,18}$' THEN split_part(subject, ' ', -2) END
            AS item
    FROM event e
) split;

DROP TABLE event;

ALTER TABLE smaller_event RENAME TO event;
