-- Offices are called when something waits for them: by signed webhooks, and by e-mail.
SET LOCAL ROLE faro_owner;

-- Where the system of an office is told that something waits. sealed is the
-- secret by which events are signed, shown once. told is the number of the last
-- news that was put into its queue.
CREATE TABLE webhooks (
    id uuid PRIMARY KEY,
    office uuid NOT NULL CONSTRAINT webhooks_office REFERENCES offices (id),
    url text NOT NULL,
    sealed bytea NOT NULL,
    sealed_by text NOT NULL,
    told bigint NOT NULL,
    made_at timestamptz NOT NULL,
    made_by uuid NOT NULL,
    failing_since timestamptz,
    paused_at timestamptz,
    ended_at timestamptz,
    CONSTRAINT webhooks_url CHECK (url LIKE 'https://%')
);
-- why: to whom an office's news goes
CREATE INDEX webhooks_of_office ON webhooks (office) WHERE ended_at IS NULL;
COMMENT ON TABLE webhooks IS 'where systems of offices are told that something waits; written by registry/webhook alone';

-- What waits to be delivered, and what was. The body says which alert, of which
-- office, by which rule, due when: never about whom.
CREATE TABLE webhook_events (
    id uuid PRIMARY KEY,
    webhook uuid NOT NULL CONSTRAINT webhook_events_webhook REFERENCES webhooks (id),
    news bigint NOT NULL,
    body text NOT NULL,
    made_at timestamptz NOT NULL,
    next_at timestamptz NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    delivered_at timestamptz,
    CONSTRAINT webhook_events_once UNIQUE (webhook, news)
);
-- why: what is due
CREATE INDEX webhook_events_due ON webhook_events (webhook, next_at) WHERE delivered_at IS NULL;
-- why: what was delivered long ago is deleted
CREATE INDEX webhook_events_done ON webhook_events (delivered_at) WHERE delivered_at IS NOT NULL;
COMMENT ON TABLE webhook_events IS 'events on their way to webhooks; no personal data; written by registry/webhook alone';

-- To which address a person of the directory wants e-mail, sealed.
CREATE TABLE mail_addresses (
    person uuid PRIMARY KEY,
    sealed bytea NOT NULL,
    sealed_by text NOT NULL,
    told bigint NOT NULL,
    sent_on date,
    made_at timestamptz NOT NULL,
    made_by uuid NOT NULL
);
COMMENT ON TABLE mail_addresses IS 'to whom it is written that something waits, up to which news, and on which day last; written by registry/mail alone';

-- The roles are made by whoever migrates: the owner makes none.
RESET ROLE;
DO $$
DECLARE
    r text;
BEGIN
    FOREACH r IN ARRAY ARRAY['faro_webhook', 'faro_mail'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', r);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
    END LOOP;
END
$$;
SET LOCAL ROLE faro_owner;

GRANT USAGE ON SCHEMA public TO faro_webhook, faro_mail;
GRANT SELECT (id, rule, due_on, level, escalated_at, news, called, ended_at) ON alerts TO faro_webhook;
GRANT SELECT (news, called, ended_at) ON alerts TO faro_mail;
GRANT SELECT ON offices TO faro_webhook, faro_mail;
GRANT SELECT, INSERT, UPDATE (told, failing_since, paused_at, ended_at) ON webhooks TO faro_webhook;
GRANT SELECT, INSERT, UPDATE (next_at, tries, delivered_at), DELETE ON webhook_events TO faro_webhook;
GRANT SELECT (id, office, paused_at, ended_at) ON webhooks TO faro_mail;
GRANT SELECT ON people TO faro_mail;
GRANT SELECT, INSERT, UPDATE, DELETE ON mail_addresses TO faro_mail;

-- An alert's columns that name nobody are all that these roles may read.
CREATE POLICY called ON alerts FOR SELECT TO faro_webhook, faro_mail USING (true);
