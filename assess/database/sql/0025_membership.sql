-- A service moves to another programme, retires (`after` is '') or is brought back (`before` is ''). Without a row it has
-- always been in the programme of its own row. The last row before a round's close counts for the round.
CREATE TABLE membership (
    number BIGINT NOT NULL,
    service VARCHAR NOT NULL,
    before VARCHAR NOT NULL,
    after VARCHAR NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);
