-- Presence-days: how many days each child was at each structure of a municipality
-- in a quarter, certified for the claim of reimbursement, and frozen.
SET LOCAL ROLE faro_owner;

-- The role is made by whoever migrates: the owner makes none.
RESET ROLE;
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'faro_presence') THEN
        BEGIN
            CREATE ROLE faro_presence LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END IF;
END
$$;
SET LOCAL ROLE faro_owner;

-- One for each municipality, quarter and number: the first, and each by which the
-- one before was restated. Only added.
CREATE TABLE presence_statements (
    municipality text NOT NULL,
    quarter date NOT NULL,
    number integer NOT NULL,
    epoch integer NOT NULL,
    position bigint NOT NULL,
    made_at timestamptz NOT NULL,
    made_by uuid,
    why text NOT NULL DEFAULT '',
    counted integer NOT NULL,
    listed integer NOT NULL,
    census integer NOT NULL,
    differs date[] NOT NULL DEFAULT '{}',
    digest bytea NOT NULL,
    CONSTRAINT presence_statements_pkey PRIMARY KEY (municipality, quarter, number),
    CONSTRAINT presence_statements_municipality CHECK (municipality ~ '^[0-9]{6}$'),
    CONSTRAINT presence_statements_quarter CHECK (extract(day FROM quarter) = 1 AND extract(month FROM quarter) IN (1, 4, 7, 10)),
    CONSTRAINT presence_statements_number CHECK (number >= 1),
    CONSTRAINT presence_statements_restated CHECK (number = 1 OR why <> ''),
    CONSTRAINT presence_statements_days CHECK (counted >= 0 AND listed >= 0 AND census >= 0),
    CONSTRAINT presence_statements_digest CHECK (length(digest) = 32)
);
COMMENT ON TABLE presence_statements IS 'Certified presence-days of a municipality in a quarter. Only added: one is restated by the next number.';
COMMENT ON COLUMN presence_statements.position IS 'up to which position of the ledger what it says is known';
COMMENT ON COLUMN presence_statements.why IS 'why the one before was restated';
COMMENT ON COLUMN presence_statements.census IS 'days by the census of each day of the quarter: what is counted and what is listed, and was in the census, has to add up to it';
COMMENT ON COLUMN presence_statements.differs IS 'days on which it does not add up';
COMMENT ON COLUMN presence_statements.digest IS 'SHA-256 over what it says and the digests of its lines, in order';

-- The days of one child at one structure. The digest is of salt and body, so that
-- a line can be erased by law and the digest of its statement still be checked.
CREATE TABLE presence_lines (
    municipality text NOT NULL,
    quarter date NOT NULL,
    number integer NOT NULL,
    line integer NOT NULL,
    minor uuid,
    salt bytea,
    body text,
    digest bytea NOT NULL,
    CONSTRAINT presence_lines_pkey PRIMARY KEY (municipality, quarter, number, line),
    CONSTRAINT presence_lines_of FOREIGN KEY (municipality, quarter, number) REFERENCES presence_statements (municipality, quarter, number),
    CONSTRAINT presence_lines_digest CHECK (length(digest) = 32),
    CONSTRAINT presence_lines_whole CHECK ((minor IS NULL) = (salt IS NULL) AND (minor IS NULL) = (body IS NULL))
);
COMMENT ON TABLE presence_lines IS 'The days of one child at one structure in a statement: by code. Only added, and emptied where a child is erased.';
-- why: what is erased of a child
CREATE INDEX presence_lines_of_minor ON presence_lines (minor);

CREATE FUNCTION refuse_restating() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_user = 'faro_erasure' AND NEW.minor IS NULL AND NEW.salt IS NULL AND NEW.body IS NULL
        AND (OLD.municipality, OLD.quarter, OLD.number, OLD.line, OLD.digest) = (NEW.municipality, NEW.quarter, NEW.number, NEW.line, NEW.digest) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a statement stays as it is' USING ERRCODE = 'insufficient_privilege';
END
$$;
COMMENT ON FUNCTION refuse_restating() IS 'Keeps the lines of statements as they are, but for what is erased by law.';
CREATE TRIGGER presence_statements_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON presence_statements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE presence_statements ENABLE ALWAYS TRIGGER presence_statements_only_added;
CREATE TRIGGER presence_lines_stay BEFORE UPDATE OR DELETE ON presence_lines
    FOR EACH ROW EXECUTE FUNCTION refuse_restating();
ALTER TABLE presence_lines ENABLE ALWAYS TRIGGER presence_lines_stay;
CREATE TRIGGER presence_lines_kept BEFORE TRUNCATE ON presence_lines
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE presence_lines ENABLE ALWAYS TRIGGER presence_lines_kept;

-- Statements are behind a wall by territory, for who draws and for who reads. What
-- they are drawn from is of the nation: a child may have gone elsewhere since.
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['presence_statements', 'presence_lines']
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY own_towns ON %s TO faro_presence USING (
            (SELECT current_setting(''faro.nation'', true)) = ''yes''
            OR municipality = ANY (string_to_array((SELECT current_setting(''faro.territory'', true)), '','')))', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['records', 'minor_keys', 'casefiles', 'placements', 'crossings', 'census.rows']
    LOOP
        EXECUTE format('CREATE POLICY accounted ON %s FOR SELECT TO faro_presence USING (true)', t);
    END LOOP;
END
$$;
CREATE POLICY erased ON presence_lines TO faro_erasure USING (true) WITH CHECK (true);

GRANT USAGE ON SCHEMA public, census TO faro_presence;
GRANT SELECT, INSERT ON presence_statements, presence_lines TO faro_presence;
GRANT SELECT ON ledger_head, records, minor_keys, crossings, structures, structure_joins, offices TO faro_presence;
GRANT SELECT (minor, joined) ON casefiles TO faro_presence;
GRANT SELECT (minor, facility, sent_from, state, from_on, until_on) ON placements TO faro_presence;
GRANT SELECT (month, known, sign, from_on, until_on, state, facility, citizenship, birth_on) ON census.rows TO faro_presence;
GRANT SELECT, UPDATE (minor, salt, body) ON presence_lines TO faro_erasure;
