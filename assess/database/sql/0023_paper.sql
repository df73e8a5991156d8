-- A service begins to type in answers on paper (`is_open`), or says that all sheets are in. The newest act counts.
CREATE TABLE paper (
    number BIGINT NOT NULL,
    service VARCHAR NOT NULL,
    round VARCHAR NOT NULL,
    is_open BOOLEAN NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);

-- TRUE where the service typed the answers in from a sheet of paper, else NULL.
ALTER TABLE response ADD COLUMN typed_in BOOLEAN;
