-- Alerts about children, and what guardians were told.
SET LOCAL ROLE faro_owner;

-- What somebody has to look after, and who. It is named by its rule and the
-- record that it is about. While it lasts it is raised once; one that comes
-- again goes on where it ended. Offices are structures and institutions alike.
CREATE TABLE alerts (
    rule text NOT NULL,
    record uuid NOT NULL,
    minor uuid NOT NULL,
    sent_from uuid,
    sent_to uuid,
    happened_on date NOT NULL,
    due_at timestamptz NOT NULL,
    raised_at timestamptz NOT NULL,
    ended_at timestamptz,
    offices uuid[] NOT NULL,
    persons uuid[] NOT NULL,
    CONSTRAINT alerts_pkey PRIMARY KEY (rule, record),
    CONSTRAINT alerts_rule CHECK (rule IN ('arrival-missing', 'departure-missing')),
    CONSTRAINT alerts_ended CHECK (ended_at >= raised_at)
);
-- why: those that last, for the next sweep and for who is to see to them
CREATE INDEX alerts_open ON alerts (due_at, record) WHERE ended_at IS NULL;

-- What a guardian was told of: a person of the directory, or an institution.
-- Only added.
CREATE TABLE tellings (
    guardian uuid NOT NULL,
    record uuid NOT NULL,
    minor uuid NOT NULL,
    kind text NOT NULL,
    happened_on date NOT NULL,
    position bigint NOT NULL,
    told_at timestamptz NOT NULL,
    CONSTRAINT tellings_pkey PRIMARY KEY (guardian, record)
);
-- why: what one guardian was told, the newest first
CREATE INDEX tellings_of_guardian ON tellings (guardian, position DESC);

-- Up to which position of the ledger guardians were told. No row: from the start.
CREATE TABLE telling_progress (
    one boolean PRIMARY KEY DEFAULT true,
    told bigint NOT NULL,
    CONSTRAINT telling_progress_one CHECK (one)
);

-- why: the few stays of which a half of a transfer may be missing
CREATE INDEX placements_half ON placements (minor)
    WHERE state = 'in-transit' AND until_on IS NULL OR until_on IS NOT NULL AND NOT confirmed;

-- why: for whom places were kept; there are few such records
CREATE INDEX records_reserved ON records (happened_on) WHERE kind = 'place.reserved';

-- why: who has, or had, a guardian who may have to be told
CREATE INDEX records_of_wards ON records (minor) WHERE kind = 'guardian.appointed';

-- The role is made by whoever migrates: the owner makes none.
RESET ROLE;
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'faro_alert') THEN
        BEGIN
            CREATE ROLE faro_alert LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END IF;
END
$$;
SET LOCAL ROLE faro_owner;

GRANT USAGE ON SCHEMA public TO faro_alert;
GRANT SELECT ON records, minor_keys, crossings, placements, ledger_head, structures, institutions TO faro_alert;
GRANT SELECT (minor, joined) ON casefiles TO faro_alert;
GRANT SELECT, INSERT, UPDATE (due_at, ended_at, offices, persons) ON alerts TO faro_alert;
GRANT SELECT, INSERT ON tellings TO faro_alert;
GRANT SELECT, INSERT, UPDATE (told) ON telling_progress TO faro_alert;
GRANT SELECT ON alerts, tellings TO faro_reader;
GRANT SELECT, DELETE ON alerts, tellings TO faro_erasure;

ALTER TABLE alerts ENABLE ROW LEVEL SECURITY;
ALTER TABLE alerts FORCE ROW LEVEL SECURITY;
ALTER TABLE tellings ENABLE ROW LEVEL SECURITY;
ALTER TABLE tellings FORCE ROW LEVEL SECURITY;
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['alerts', 'tellings'] LOOP
        EXECUTE format('CREATE POLICY whole_nation ON %s TO faro_alert, faro_erasure USING (true) WITH CHECK (true)', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['records', 'minor_keys', 'crossings', 'placements', 'casefiles'] LOOP
        EXECUTE format('CREATE POLICY watched ON %s FOR SELECT TO faro_alert USING (true)', t);
    END LOOP;
END
$$;

-- An alert is read by those whom it was raised to, and by the Ministry.
CREATE POLICY addressed ON alerts FOR SELECT TO faro_reader USING (
    (SELECT current_setting('faro.nation', true)) = 'yes'
    OR offices && (SELECT string_to_array(current_setting('faro.office', true), ',')::uuid[])
    OR (SELECT nullif(current_setting('faro.person', true), '')::uuid) = ANY (persons)
);
CREATE POLICY addressed ON tellings FOR SELECT TO faro_reader USING (
    guardian = (SELECT nullif(current_setting('faro.person', true), '')::uuid)
    OR guardian = ANY ((SELECT string_to_array(current_setting('faro.office', true), ',')::uuid[])::uuid[])
);
