-- A row for each round in which a service's own or agreed answers count: written anew with its positions.
-- `place` is the round's first day and its key: the newest round of a service has the greatest. `people` is how many
-- people answered.
CREATE TABLE counted (
    service VARCHAR NOT NULL,
    round VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    closes DATE NOT NULL,
    people INTEGER NOT NULL
);

-- What a portfolio reads, small and by number, so that it does not grow with history: the newest counted round of
-- each service with the one before it (`people`: how many answered), and its level on each item now and before.
-- Both are written anew with a service's positions.
CREATE TABLE asked (number INTEGER NOT NULL, framework VARCHAR NOT NULL, item VARCHAR NOT NULL);

CREATE TABLE newest (
    service INTEGER NOT NULL,
    round VARCHAR NOT NULL,
    closes DATE NOT NULL,
    earlier VARCHAR,
    people INTEGER NOT NULL
);

CREATE TABLE latest (service INTEGER NOT NULL, item INTEGER NOT NULL, level INTEGER, before INTEGER, gap INTEGER);

-- What benchmarks are drawn from, frozen: each peer with its levels as text (`principles/equal=3`), and
-- how many peers stand at each level. `pool` is what is renewed together.
CREATE TABLE snapshot (number BIGINT NOT NULL, taken DATE NOT NULL);

CREATE TABLE peer (
    service VARCHAR NOT NULL,
    organisation VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    area VARCHAR NOT NULL,
    pool VARCHAR NOT NULL,
    closes DATE NOT NULL,
    levels VARCHAR NOT NULL
);

CREATE TABLE distribution (
    kind VARCHAR NOT NULL,
    area VARCHAR NOT NULL,
    pool VARCHAR NOT NULL,
    framework VARCHAR NOT NULL,
    item VARCHAR NOT NULL,
    level INTEGER NOT NULL,
    services BIGINT NOT NULL
);
