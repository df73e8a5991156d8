-- Peers and their frozen levels by number, as `latest` has them: text of every peer was slow to write and to compare.
ALTER TABLE peer RENAME TO peer_in_text;

CREATE TABLE peer (
    service INTEGER NOT NULL,
    organisation VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    area VARCHAR NOT NULL,
    pool VARCHAR NOT NULL
);

CREATE TABLE peer_level (service INTEGER NOT NULL, item INTEGER NOT NULL, level INTEGER NOT NULL);

INSERT INTO peer
SELECT s.number, p.organisation, p.kind, p.area, p.pool FROM peer_in_text p JOIN service s ON s.key = p.service;

INSERT INTO peer_level
SELECT
    s.number,
    i.number,
    CAST(split_part(split_part(',' || p.levels, ',' || i.framework || '/' || i.item || '=', 2), ',', 1) AS INTEGER)
FROM peer_in_text p JOIN service s ON s.key = p.service
JOIN asked i ON strpos(',' || p.levels, ',' || i.framework || '/' || i.item || '=') > 0;

DROP TABLE peer_in_text;

-- The level before also of what only the round before asked: a benchmark is drawn from that round while the newest
-- one is open.
DELETE FROM latest;

INSERT INTO latest
SELECT
    n.service,
    i.number,
    max(p.level) FILTER (WHERE p.round = n.round),
    max(p.level) FILTER (WHERE p.round = n.earlier),
    max(p.service_level - p.people_level) FILTER (WHERE p.round = n.round)
FROM newest n JOIN service s ON s.number = n.service
JOIN position p ON p.service = s.key AND (p.round = n.round OR p.round = n.earlier)
JOIN asked i ON i.framework = p.framework AND i.item = p.item
GROUP BY n.service, i.number;
