-- How many organisations have so many peers in a pool. A benchmark shows the pool of a service alone, so what was counted
-- of wider and narrower groups is no longer needed. The peers stay as they were frozen.
DROP TABLE crowd;

CREATE TABLE crowd (pool VARCHAR NOT NULL, services BIGINT NOT NULL, organisations BIGINT NOT NULL);

INSERT INTO crowd
SELECT pool, services, count(*)
FROM (SELECT pool, organisation, count(*) AS services FROM peer GROUP BY pool, organisation) held
GROUP BY pool, services;
