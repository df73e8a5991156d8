-- How many organisations have so many peers: what a benchmark must know of everybody, counted when peers are frozen.
-- A row: in so many organisations there are `a` peers of the kind and area, `b` of the kind and `c` in all. The rows of
-- a kind and area, those of its kind (area '') and those of everyone (kind '') add up to what that cell stands in.
CREATE TABLE crowd (
    kind VARCHAR NOT NULL,
    area VARCHAR NOT NULL,
    a BIGINT NOT NULL,
    b BIGINT NOT NULL,
    c BIGINT NOT NULL,
    organisations BIGINT NOT NULL
);

INSERT INTO crowd
WITH a AS (
    SELECT organisation, kind, area, count(*) AS services FROM peer GROUP BY organisation, kind, area
), b AS (
    SELECT organisation, kind, count(*) AS services FROM peer GROUP BY organisation, kind
), c AS (
    SELECT organisation, count(*) AS services FROM peer GROUP BY organisation
), held AS (
    SELECT a.kind, a.area, a.services AS a, b.services AS b, c.services AS c, count(*) AS organisations
    FROM a JOIN b ON b.organisation = a.organisation AND b.kind = a.kind JOIN c ON c.organisation = a.organisation
    GROUP BY a.kind, a.area, a.services, b.services, c.services
), of_kind AS (
    SELECT b.kind, b.services AS b, c.services AS c, count(*) AS organisations
    FROM b JOIN c ON c.organisation = b.organisation GROUP BY b.kind, b.services, c.services
)
SELECT kind, area, a, b, c, organisations FROM held
UNION ALL SELECT kind, area, 0, b, c, -sum(organisations) FROM held GROUP BY kind, area, b, c
UNION ALL SELECT kind, '', 0, b, c, organisations FROM of_kind
UNION ALL SELECT kind, '', 0, 0, c, -sum(organisations) FROM of_kind GROUP BY kind, c
UNION ALL SELECT '', '', 0, 0, services, count(*) FROM c GROUP BY services;
