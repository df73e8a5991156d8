-- One spelling for each kind of service and each area, that of the service that was added first: services are counted
-- and found by what is written. A kind that differed only in capitals, or in a character that shows nothing, was two
-- kinds, each with too few peers. Roles over an area follow its spelling.
CREATE TEMP TABLE spelling AS
    SELECT k.what, k.folded, k.spelling FROM (
        SELECT DISTINCT ON (what, folded) what, folded, spelling FROM (
            SELECT 'kind' AS what, number, lower(translate(kind, chr(173) || chr(8203) || chr(8288) || chr(65279), '')) AS folded,
                translate(kind, chr(173) || chr(8203) || chr(8288) || chr(65279), '') AS spelling FROM service
            UNION ALL
            SELECT 'area', number, lower(translate(area, chr(173) || chr(8203) || chr(8288) || chr(65279), '')),
                translate(area, chr(173) || chr(8203) || chr(8288) || chr(65279), '') FROM service
        ) written ORDER BY what, folded, number
    ) k;

-- Each text that is written now, with its spelling.
CREATE TEMP TABLE respelled AS
    SELECT DISTINCT w.what, w.written, s.spelling FROM (
        SELECT 'kind' AS what, kind AS written FROM service UNION ALL SELECT 'area', area FROM service
        UNION ALL SELECT 'kind', kind FROM peer UNION ALL SELECT 'area', area FROM peer
        UNION ALL SELECT 'kind', split_part(pool, chr(9), 1) FROM peer
        UNION ALL SELECT 'area', split_part(pool, chr(9), 2) FROM peer
        UNION ALL SELECT 'area', key FROM granted WHERE scope = 'area'
    ) w JOIN spelling s ON s.what = w.what
        AND s.folded = lower(translate(w.written, chr(173) || chr(8203) || chr(8288) || chr(65279), ''))
    WHERE w.written <> s.spelling;

UPDATE service SET kind = r.spelling FROM respelled r WHERE r.what = 'kind' AND r.written = service.kind;
UPDATE service SET area = r.spelling FROM respelled r WHERE r.what = 'area' AND r.written = service.area;
UPDATE granted SET key = r.spelling FROM respelled r
WHERE r.what = 'area' AND granted.scope = 'area' AND r.written = granted.key;
UPDATE peer SET kind = r.spelling FROM respelled r WHERE r.what = 'kind' AND r.written = peer.kind;
UPDATE peer SET area = r.spelling FROM respelled r WHERE r.what = 'area' AND r.written = peer.area;
UPDATE peer SET pool = r.spelling || chr(9) || split_part(pool, chr(9), 2) FROM respelled r
WHERE r.what = 'kind' AND r.written = split_part(peer.pool, chr(9), 1);
UPDATE peer SET pool = split_part(pool, chr(9), 1) || chr(9) || r.spelling FROM respelled r
WHERE r.what = 'area' AND r.written = split_part(peer.pool, chr(9), 2);
DROP TABLE respelled;
DROP TABLE spelling;

-- What is derived from the frozen peers, by the new spellings.
DELETE FROM distribution;

INSERT INTO distribution (kind, area, pool, framework, item, level, services)
SELECT p.kind, p.area, p.pool, i.framework, i.item, l.level, count(*) AS services
FROM peer p JOIN peer_level l ON l.service = p.service JOIN asked i ON i.number = l.item
GROUP BY p.kind, p.area, p.pool, i.framework, i.item, l.level;

DELETE FROM crowd;

INSERT INTO crowd
SELECT pool, services, count(*)
FROM (SELECT pool, organisation, count(*) AS services FROM peer GROUP BY pool, organisation) held
GROUP BY pool, services;
