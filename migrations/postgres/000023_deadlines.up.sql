-- Deadlines are alerts too: every alert about a child is a row of one table.
SET LOCAL ROLE faro_owner;

-- Numbers what is raised, and what goes up: one sweep at a time does it, so they
-- follow commits.
CREATE SEQUENCE alert_news AS bigint;

-- What is there are halves of transfers, a few thousand rows: raised, overdue, to
-- everybody concerned at once.
ALTER TABLE alerts
    DROP CONSTRAINT alerts_pkey,
    DROP CONSTRAINT alerts_rule,
    -- squawk-ignore ban-drop-not-null
    ALTER COLUMN record DROP NOT NULL,
    -- squawk-ignore adding-field-with-default
    ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY,
    ADD COLUMN due_on date,
    ADD COLUMN level smallint NOT NULL DEFAULT 1,
    ADD COLUMN escalated_at timestamptz,
    ADD COLUMN ended_as text,
    ADD COLUMN called uuid[],
    ADD COLUMN news bigint;
-- The owner is bound by the policies too, and none is for it.
ALTER TABLE alerts NO FORCE ROW LEVEL SECURITY;
UPDATE alerts SET due_on = (due_at AT TIME ZONE 'Europe/Rome')::date, called = offices, news = nextval('alert_news');
ALTER TABLE alerts FORCE ROW LEVEL SECURITY;
ALTER TABLE alerts
    -- squawk-ignore adding-not-nullable-field
    ALTER COLUMN due_on SET NOT NULL,
    -- squawk-ignore adding-not-nullable-field
    ALTER COLUMN called SET NOT NULL,
    -- squawk-ignore adding-not-nullable-field
    ALTER COLUMN news SET NOT NULL,
    ALTER COLUMN level DROP DEFAULT,
    -- squawk-ignore constraint-missing-not-valid, adding-serial-primary-key-field
    ADD CONSTRAINT alerts_pkey PRIMARY KEY (id),
    -- squawk-ignore constraint-missing-not-valid
    ADD CONSTRAINT alerts_rule CHECK (rule <> ''),
    -- squawk-ignore constraint-missing-not-valid
    ADD CONSTRAINT alerts_level CHECK (level BETWEEN 0 AND 3),
    -- squawk-ignore constraint-missing-not-valid
    ADD CONSTRAINT alerts_ended_as CHECK (ended_as IS NULL OR ended_as IN ('met', 'met-late', 'lapsed') AND ended_at IS NOT NULL),
    -- squawk-ignore constraint-missing-not-valid
    ADD CONSTRAINT alerts_called CHECK (called <@ offices);
-- why: a record is the matter of one alert of a rule
CREATE UNIQUE INDEX alerts_of_record ON alerts (rule, record) WHERE record IS NOT NULL;
-- why: a clock of a child is one row, whatever order records came in
CREATE UNIQUE INDEX alerts_of_clock ON alerts (minor, rule, happened_on) WHERE record IS NULL;
-- why: whoever tells of news goes on after the last
CREATE INDEX alerts_news ON alerts (news) WHERE ended_at IS NULL;
-- why: what one office has to see to
CREATE INDEX alerts_of_offices ON alerts USING gin (offices) WHERE ended_at IS NULL;
COMMENT ON TABLE alerts IS 'what somebody has to see to about a child, due soon or overdue, and what was; written by registry/alert alone; names minors';
COMMENT ON COLUMN alerts.record IS 'the record that it is about; none of a deadline, which its minor, rule and first day name';
COMMENT ON COLUMN alerts.happened_on IS 'the day on which the clock started';
COMMENT ON COLUMN alerts.due_on IS 'the last day on which it is met';
COMMENT ON COLUMN alerts.due_at IS 'from when on it is overdue';
COMMENT ON COLUMN alerts.level IS '0 due soon, 1 overdue, 2 gone up to the office above, 3 to the Ministry';
COMMENT ON COLUMN alerts.offices IS 'all whom it is addressed to now';
COMMENT ON COLUMN alerts.called IS 'for whom of them it was news when it was raised, or went up, last';
COMMENT ON COLUMN alerts.news IS 'the number of that';

-- The next day on which something about a child comes to be due though nothing
-- is recorded. No row: never, or nothing was looked at yet.
CREATE TABLE deadline_watch (
    minor uuid PRIMARY KEY,
    look_on date NOT NULL
);
-- why: whose day has come
CREATE INDEX deadline_watch_due ON deadline_watch (look_on, minor);
COMMENT ON TABLE deadline_watch IS 'when a child''s deadlines are to be looked at again; names minors, and nothing else of them';

-- How far deadlines were looked at: up to a position of the ledger, by rules with
-- a digest; through is the last child of a look at all that is under way.
CREATE TABLE deadline_progress (
    one boolean PRIMARY KEY DEFAULT true CONSTRAINT deadline_progress_one CHECK (one),
    looked bigint NOT NULL,
    rules bytea NOT NULL,
    through uuid
);
COMMENT ON TABLE deadline_progress IS 'how far deadlines were looked at; of a look at all under way the last child';

GRANT USAGE ON SEQUENCE alert_news TO faro_alert;
GRANT UPDATE (due_on, level, raised_at, escalated_at, ended_as, called, news) ON alerts TO faro_alert;
GRANT SELECT, INSERT, UPDATE (look_on), DELETE ON deadline_watch TO faro_alert;
GRANT SELECT, DELETE ON deadline_watch TO faro_erasure;
GRANT SELECT, INSERT, UPDATE (looked, rules, through) ON deadline_progress TO faro_alert;
GRANT SELECT (due_on, level) ON alerts TO faro_feed;

ALTER TABLE deadline_watch ENABLE ROW LEVEL SECURITY;
ALTER TABLE deadline_watch FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_nation ON deadline_watch TO faro_alert, faro_erasure USING (true) WITH CHECK (true);
