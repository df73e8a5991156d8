-- A row for each round in which a service's own or agreed answers count: written anew with its positions.
-- `place` is the round's first day and its key: the newest round of a service has the greatest.
CREATE TABLE counted (service VARCHAR NOT NULL, round VARCHAR NOT NULL, place VARCHAR NOT NULL, closes DATE NOT NULL);

INSERT INTO counted
SELECT DISTINCT p.service, p.round, CAST(d.opens AS VARCHAR) || ' ' || d.key, d.closes
FROM position p JOIN round d ON d.key = p.round
WHERE p.voice <> 'people';

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
