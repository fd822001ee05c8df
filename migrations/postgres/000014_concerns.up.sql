-- What an installation has to see to beside its casefiles: alerts raised to its
-- offices, and conflicts of its own records about minors out of its scope.
SET LOCAL ROLE faro_owner;

-- What is there satisfies it: it allows more than the one before.
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE feed DROP CONSTRAINT feed_what, ADD CONSTRAINT feed_what
    CHECK (what IN ('record', 'enter', 'leave', 'directory', 'candidates', 'concerns'));

-- Halves of transfers that stand alone, overdue or not: what a sweep works out
-- anew of the children about whom something was recorded since the last one.
CREATE TABLE lone_halves (
    rule text NOT NULL,
    record uuid NOT NULL,
    minor uuid NOT NULL,
    sent_from uuid,
    sent_to uuid,
    happened_on date NOT NULL,
    due_at timestamptz NOT NULL,
    offices uuid[] NOT NULL,
    persons uuid[] NOT NULL,
    CONSTRAINT lone_halves_pkey PRIMARY KEY (rule, record)
);
-- why: those of the children that are looked at again
CREATE INDEX lone_halves_of_minor ON lone_halves (minor);
-- why: those that are overdue
CREATE INDEX lone_halves_due ON lone_halves (due_at);

-- Up to which position of the ledger lone halves were worked out. No row: from
-- the start.
CREATE TABLE alert_progress (
    one boolean PRIMARY KEY DEFAULT true,
    looked bigint NOT NULL,
    CONSTRAINT alert_progress_one CHECK (one)
);

-- why: the children about whom something that bears on a transfer was recorded since
CREATE INDEX alerts_of_minor ON alerts (minor) WHERE ended_at IS NULL;

-- Records that contend about a minor whom their installation had in scope when
-- it wrote them, and has no more. Only added.
CREATE TABLE contests (
    agent uuid NOT NULL,
    minor uuid NOT NULL,
    record uuid NOT NULL,
    CONSTRAINT contests_pkey PRIMARY KEY (minor, agent, record)
);

GRANT SELECT, INSERT ON contests TO faro_intake;
GRANT SELECT ON contests TO faro_feed;
GRANT SELECT, DELETE ON contests TO faro_erasure;
ALTER TABLE contests ENABLE ROW LEVEL SECURITY;
ALTER TABLE contests FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_nation ON contests TO faro_intake, faro_feed, faro_erasure USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, DELETE ON lone_halves TO faro_alert;
GRANT SELECT, INSERT, UPDATE (looked) ON alert_progress TO faro_alert;
GRANT SELECT, DELETE ON lone_halves TO faro_erasure;
GRANT SELECT ON scopes, installations, installation_offices TO faro_alert;
-- What is told of alerts takes a position, as everything in the feed does.
GRANT INSERT ON ledger, feed TO faro_alert;
GRANT UPDATE (position, feed, at) ON ledger_head TO faro_alert;

GRANT SELECT (rule, record, minor, sent_from, sent_to, happened_on, due_at, ended_at, offices) ON alerts TO faro_feed;
GRANT SELECT (minor, joined) ON casefiles TO faro_feed;

ALTER TABLE lone_halves ENABLE ROW LEVEL SECURITY;
ALTER TABLE lone_halves FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_nation ON lone_halves TO faro_alert, faro_erasure USING (true) WITH CHECK (true);
CREATE POLICY told ON alerts FOR SELECT TO faro_feed USING (true);
CREATE POLICY watched ON scopes FOR SELECT TO faro_alert USING (true);
CREATE POLICY told_alerts ON feed TO faro_alert USING (true) WITH CHECK (true);
