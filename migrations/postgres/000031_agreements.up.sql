-- The tracing partner: its missions, and the agreements under which it traces
-- families for the Ministry.
SET LOCAL ROLE faro_owner;

-- Of a mission the tracing partner that it belongs to.
ALTER TABLE institutions ADD COLUMN parent uuid;

CREATE TABLE agreements (
    version bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    partner uuid NOT NULL,
    what text NOT NULL GENERATED ALWAYS AS ('institution') STORED,
    number text NOT NULL,
    countries text[] NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    known_from bigint NOT NULL,
    known_until bigint,
    changed_at timestamptz NOT NULL,
    changed_by uuid,
    CONSTRAINT agreements_partner FOREIGN KEY (partner, what) REFERENCES offices (id, what),
    CONSTRAINT agreements_number_short CHECK (length(number) BETWEEN 1 AND 100),
    CONSTRAINT agreements_countries_named CHECK (cardinality(countries) BETWEEN 1 AND 250),
    CONSTRAINT agreements_one_version
        EXCLUDE USING gist (partner WITH =, number WITH =, daterange(valid_from, valid_until) WITH &&)
        WHERE (known_until IS NULL)
);
COMMENT ON TABLE agreements IS 'in which countries a tracing partner traces families for the Ministry, by version';

GRANT SELECT, INSERT, UPDATE (known_until) ON agreements TO faro_directory;
GRANT SELECT ON agreements TO faro_intake, faro_feed, faro_reader;
