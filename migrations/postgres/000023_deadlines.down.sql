SET LOCAL ROLE faro_owner;

DROP TABLE deadline_progress;
DROP TABLE deadline_watch;
ALTER TABLE alerts NO FORCE ROW LEVEL SECURITY;
DELETE FROM alerts WHERE record IS NULL;
ALTER TABLE alerts FORCE ROW LEVEL SECURITY;
DROP INDEX alerts_of_record;
DROP INDEX alerts_of_clock;
DROP INDEX alerts_news;
DROP INDEX alerts_of_offices;
ALTER TABLE alerts
    DROP CONSTRAINT alerts_pkey,
    DROP CONSTRAINT alerts_rule,
    DROP CONSTRAINT alerts_level,
    DROP CONSTRAINT alerts_ended_as,
    DROP CONSTRAINT alerts_called,
    DROP COLUMN id,
    DROP COLUMN due_on,
    DROP COLUMN level,
    DROP COLUMN escalated_at,
    DROP COLUMN ended_as,
    DROP COLUMN called,
    DROP COLUMN news,
    ALTER COLUMN record SET NOT NULL,
    ADD CONSTRAINT alerts_pkey PRIMARY KEY (rule, record),
    ADD CONSTRAINT alerts_rule CHECK (rule IN ('arrival-missing', 'departure-missing'));
DROP SEQUENCE alert_news;
COMMENT ON TABLE alerts IS NULL;
COMMENT ON COLUMN alerts.record IS NULL;
COMMENT ON COLUMN alerts.happened_on IS NULL;
COMMENT ON COLUMN alerts.due_at IS NULL;
COMMENT ON COLUMN alerts.offices IS NULL;
