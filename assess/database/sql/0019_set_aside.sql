-- A service sets a framework aside, or asks it again. The last such act before a round's close counts for the round.
CREATE TABLE set_aside (
    number BIGINT NOT NULL,
    service VARCHAR NOT NULL,
    framework VARCHAR NOT NULL,
    aside BOOLEAN NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);
