-- People answer by a code instead of an account; a row in invitation_end closes one early.
CREATE TABLE invitation (
    key VARCHAR NOT NULL,
    token VARCHAR NOT NULL,
    short_code VARCHAR NOT NULL,
    service VARCHAR NOT NULL,
    round VARCHAR NOT NULL,
    principal VARCHAR NOT NULL,
    created TIMESTAMP NOT NULL
);

CREATE TABLE invitation_end (invitation VARCHAR NOT NULL, principal VARCHAR NOT NULL, moment TIMESTAMP NOT NULL);

-- A round that is closed before its last day.
CREATE TABLE round_end (
    round VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);

-- What a service said it would do; each change is a new row of the same key, and the newest stands.
CREATE TABLE action (
    number BIGINT NOT NULL,
    key VARCHAR NOT NULL,
    service VARCHAR NOT NULL,
    round VARCHAR NOT NULL,
    framework VARCHAR NOT NULL,
    item VARCHAR NOT NULL,
    level INTEGER,
    target INTEGER NOT NULL,
    what VARCHAR NOT NULL,
    owner VARCHAR NOT NULL,
    co_owner VARCHAR NOT NULL,
    due DATE NOT NULL,
    state VARCHAR NOT NULL,
    made DATE NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);

-- Whether last round's answers are offered to be confirmed; until they are, they do not count.
CREATE TABLE round_carry (round VARCHAR NOT NULL);
