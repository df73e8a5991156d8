-- What somebody who has answered is to the service: use, care, before or other. The newest row of a response counts.
CREATE TABLE who_answered (
    number BIGINT NOT NULL,
    response VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);
