-- Frameworks that were made here. A row is one published version, its whole text as a round keeps it; a version is never
-- changed, and a framework that no round was ever on can be deleted.
CREATE TABLE own_framework (
    framework VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    body VARCHAR NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);

-- A framework is retired, so that no new round is offered it, or offered again. The last row counts.
CREATE TABLE framework_retired (
    number BIGINT NOT NULL,
    framework VARCHAR NOT NULL,
    retired BOOLEAN NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);

-- What is typed of the next version of a framework until it is published, complete or not: one row for each framework.
CREATE TABLE framework_draft (
    framework VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);
