-- Tables without keys or indexes on purpose: nothing is updated in place, keys are made in Python, and an
-- index would make the file six times as large and no query faster.

CREATE TABLE programme (key VARCHAR NOT NULL, name VARCHAR NOT NULL, created TIMESTAMP NOT NULL);

CREATE TABLE service (
    key VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    organisation VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    area VARCHAR NOT NULL,
    programme VARCHAR NOT NULL,
    shares_learning BOOLEAN NOT NULL,
    notice VARCHAR NOT NULL,
    created TIMESTAMP NOT NULL,
    number INTEGER NOT NULL
);

CREATE TABLE round (
    key VARCHAR NOT NULL,
    programme VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    opens DATE NOT NULL,
    closes DATE NOT NULL,
    form VARCHAR NOT NULL,
    created TIMESTAMP NOT NULL
);

-- A framework as it was worded when a round first used it: that version never changes.
CREATE TABLE framework_version (framework VARCHAR NOT NULL, version INTEGER NOT NULL, body VARCHAR NOT NULL);

CREATE TABLE round_framework (
    round VARCHAR NOT NULL,
    framework VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    place INTEGER NOT NULL
);

CREATE TABLE response (
    key VARCHAR NOT NULL,
    service VARCHAR NOT NULL,
    round VARCHAR NOT NULL,
    voice VARCHAR NOT NULL,
    people INTEGER,
    label VARCHAR NOT NULL,
    principal VARCHAR NOT NULL,
    created TIMESTAMP NOT NULL
);

CREATE TABLE answer (
    number BIGINT NOT NULL,
    response VARCHAR NOT NULL,
    framework VARCHAR NOT NULL,
    item VARCHAR NOT NULL,
    level INTEGER,
    does_not_apply VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    link VARCHAR NOT NULL,
    visit VARCHAR NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);

CREATE TABLE submission (
    key VARCHAR NOT NULL,
    response VARCHAR NOT NULL,
    upto BIGINT NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);

CREATE TABLE reopening (
    response VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);

-- The only table worked out from others: written anew for a service and round with each submission.
CREATE TABLE position (
    service VARCHAR NOT NULL,
    round VARCHAR NOT NULL,
    framework VARCHAR NOT NULL,
    item VARCHAR NOT NULL,
    level INTEGER,
    voice VARCHAR NOT NULL,
    evidenced BOOLEAN NOT NULL,
    service_level INTEGER,
    people_level INTEGER,
    people INTEGER NOT NULL,
    agreed_level INTEGER,
    moment TIMESTAMP NOT NULL
);

CREATE TABLE event (
    number BIGINT NOT NULL,
    moment TIMESTAMP NOT NULL,
    principal VARCHAR NOT NULL,
    act VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    before VARCHAR NOT NULL,
    after VARCHAR NOT NULL,
    previous VARCHAR NOT NULL,
    hash VARCHAR NOT NULL
);
