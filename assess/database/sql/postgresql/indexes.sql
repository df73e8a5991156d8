-- Where DuckDB skips what a column's smallest and largest values rule out, PostgreSQL needs an index to find a few rows
-- among many. Run whenever the database is opened; what is there already is left alone.
CREATE INDEX IF NOT EXISTS service_key ON service (key);
CREATE INDEX IF NOT EXISTS service_programme ON service (programme);
CREATE INDEX IF NOT EXISTS service_area ON service (area);
CREATE INDEX IF NOT EXISTS service_number ON service (number);
CREATE INDEX IF NOT EXISTS round_key ON round (key);
CREATE INDEX IF NOT EXISTS response_key ON response (key);
CREATE INDEX IF NOT EXISTS response_service ON response (service);
CREATE INDEX IF NOT EXISTS response_round ON response (round);
CREATE INDEX IF NOT EXISTS answer_response ON answer (response);
CREATE INDEX IF NOT EXISTS answer_number ON answer (number);
CREATE INDEX IF NOT EXISTS submission_response ON submission (response);
CREATE INDEX IF NOT EXISTS reopening_response ON reopening (response);
CREATE INDEX IF NOT EXISTS position_service ON position (service, round);
CREATE INDEX IF NOT EXISTS position_round ON position (round);
CREATE INDEX IF NOT EXISTS answering_end_service ON answering_end (service, round);
CREATE INDEX IF NOT EXISTS counted_service ON counted (service, round);
CREATE INDEX IF NOT EXISTS newest_service ON newest (service);
CREATE INDEX IF NOT EXISTS latest_service ON latest (service);
CREATE INDEX IF NOT EXISTS latest_item ON latest (item);
CREATE INDEX IF NOT EXISTS peer_service ON peer (service);
CREATE INDEX IF NOT EXISTS peer_organisation ON peer (organisation);
CREATE INDEX IF NOT EXISTS peer_pool ON peer (pool);
CREATE INDEX IF NOT EXISTS peer_level_service ON peer_level (service);
CREATE INDEX IF NOT EXISTS event_number ON event (number);
CREATE INDEX IF NOT EXISTS action_key ON action (key);
CREATE INDEX IF NOT EXISTS action_service ON action (service);
CREATE UNIQUE INDEX IF NOT EXISTS edition_mark ON edition (mark);
