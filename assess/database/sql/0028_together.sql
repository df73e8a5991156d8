-- A service asks people three open questions in a round, or stops asking (`asked`). The newest act counts.
CREATE TABLE open_question (
    number BIGINT NOT NULL,
    service VARCHAR NOT NULL,
    round VARCHAR NOT NULL,
    asked BOOLEAN NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);

-- A theme that a group found in what people wrote: its newest row is how it stands. `actions` has a key in each line.
CREATE TABLE theme (
    number BIGINT NOT NULL,
    key VARCHAR NOT NULL,
    service VARCHAR NOT NULL,
    round VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    statement VARCHAR NOT NULL,
    cause VARCHAR NOT NULL,
    success VARCHAR NOT NULL,
    actions VARCHAR NOT NULL,
    review VARCHAR NOT NULL,
    dropped BOOLEAN NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);

-- The theme in which a note stands; '' takes it out of all. `note` is a digest of the question and the words, never the
-- words or the response: nothing here says who wrote it.
CREATE TABLE theme_note (
    number BIGINT NOT NULL,
    service VARCHAR NOT NULL,
    round VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    theme VARCHAR NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);

-- What a service says of a round before and after it, in the newest row.
CREATE TABLE case_note (
    number BIGINT NOT NULL,
    service VARCHAR NOT NULL,
    round VARCHAR NOT NULL,
    why VARCHAR NOT NULL,
    whom VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    expected VARCHAR NOT NULL,
    came VARCHAR NOT NULL,
    changed VARCHAR NOT NULL,
    learnt VARCHAR NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);
