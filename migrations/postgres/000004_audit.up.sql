-- The record of access, kept for years in months; the tree that gives its lines
-- and the ledger's leaves their place; and what unusual looking is.
SET LOCAL ROLE faro_owner;

-- No server runs beside a migration that changes a table whose rows are only added.
-- squawk-ignore renaming-table
ALTER TABLE access_lines RENAME TO access_lines_before;
ALTER TABLE access_lines_before ALTER COLUMN id DROP IDENTITY;
ALTER TABLE access_lines_before RENAME CONSTRAINT access_lines_pkey TO access_lines_before_pkey;
ALTER INDEX access_lines_by_subject RENAME TO access_lines_before_by_subject;
ALTER INDEX access_lines_by_person RENAME TO access_lines_before_by_person;

-- Who looked at what, and why. asked is what a search asked, sealed; output and
-- rows are of an export or a print; glass is what was broken. look_seq, looked_at
-- and chain are of a look at an agent: its number, the device's clock, and the
-- end of the agent's chain after it. salt is for the leaf: whoever is shown one
-- line and its proof cannot try out what its neighbours are.
CREATE SEQUENCE access_lines_id_seq;
CREATE TABLE access_lines (
    id bigint NOT NULL DEFAULT nextval('access_lines_id_seq'),
    at timestamptz NOT NULL,
    role text NOT NULL,
    person uuid,
    agent uuid,
    certificate text NOT NULL DEFAULT '',
    action text NOT NULL,
    allowed boolean NOT NULL,
    subjects uuid[] NOT NULL DEFAULT '{}',
    reason text NOT NULL DEFAULT '',
    session text NOT NULL DEFAULT '',
    glass uuid,
    asked bytea,
    asked_by text,
    output text NOT NULL DEFAULT '',
    rows integer,
    look_seq bigint,
    looked_at timestamptz,
    chain bytea,
    salt bytea NOT NULL DEFAULT '',
    CONSTRAINT access_lines_pkey PRIMARY KEY (at, id),
    CONSTRAINT access_lines_asked CHECK ((asked IS NULL) = (asked_by IS NULL)),
    CONSTRAINT access_lines_look CHECK ((look_seq IS NULL) = (looked_at IS NULL) AND (look_seq IS NULL) = (chain IS NULL))
) PARTITION BY RANGE (at);
ALTER SEQUENCE access_lines_id_seq OWNED BY access_lines.id;

-- why: one line by its number
CREATE INDEX access_lines_by_id ON access_lines (id);
-- why: who looked at one child
CREATE INDEX access_lines_by_subject ON access_lines USING gin (subjects);
-- why: what one person looked at, newest last
CREATE INDEX access_lines_by_person ON access_lines (person, at);
-- why: what one installation showed or asked, newest last
CREATE INDEX access_lines_by_agent ON access_lines (agent, at) WHERE agent IS NOT NULL;

-- A line is never kept out because its month has no partition yet.
CREATE TABLE access_lines_other PARTITION OF access_lines DEFAULT;

CREATE TRIGGER access_lines_only_added BEFORE UPDATE OR DELETE ON access_lines
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER access_lines_not_emptied BEFORE TRUNCATE ON access_lines
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER access_lines_other_not_emptied BEFORE TRUNCATE ON access_lines_other
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE access_lines ENABLE ALWAYS TRIGGER access_lines_only_added;
ALTER TABLE access_lines_other ENABLE ALWAYS TRIGGER access_lines_only_added;
ALTER TABLE access_lines ENABLE ALWAYS TRIGGER access_lines_not_emptied;
ALTER TABLE access_lines_other ENABLE ALWAYS TRIGGER access_lines_other_not_emptied;

-- access_month makes the partition of a month, in which the given day lies, and
-- reports whether it did: not where there is one, and not where lines of the
-- month are among the others already. Lines go on being written meanwhile.
CREATE FUNCTION access_month(on_day date) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp SET lock_timeout = '2s'
    AS $$
DECLARE
    from_day date := date_trunc('month', on_day);
    part text := 'access_lines_' || to_char(from_day, 'YYYY_MM');
BEGIN
    IF to_regclass(part) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE access_lines INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
    EXECUTE format('ALTER TABLE access_lines ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', part,
        from_day::timestamp AT TIME ZONE 'UTC', (from_day + interval '1 month')::timestamp AT TIME ZONE 'UTC');
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
        part || '_not_emptied', part);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', part, part || '_not_emptied');
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER access_lines_only_added', part);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', part);
    RETURN true;
EXCEPTION WHEN check_violation THEN
    RETURN false;
END
$$;
REVOKE ALL ON FUNCTION access_month(date) FROM PUBLIC;

-- Lines that have no place in the tree yet: put here with the line, taken away
-- by the sealer. No order of numbers is relied on, since transactions that take
-- their numbers in one order commit in another.
CREATE TABLE access_waiting (
    line bigint PRIMARY KEY
);

SELECT access_month(m::date) FROM (SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC') AS m FROM access_lines_before) AS months;
INSERT INTO access_lines (id, at, role, person, agent, certificate, action, allowed, subjects, reason)
    SELECT id, at, role, person, agent, certificate, action, allowed, subjects, reason FROM access_lines_before;
INSERT INTO access_waiting (line) SELECT id FROM access_lines_before;
SELECT setval('access_lines_id_seq', coalesce(max(id), 0) + 1, false) FROM access_lines_before;
-- squawk-ignore ban-drop-table
DROP TABLE access_lines_before;

-- One tree for each life of the ledger. Its leaves, in order, by runs: ledger
-- positions from one on, some lines, or how this life began.
CREATE TABLE tree_runs (
    epoch integer NOT NULL,
    first bigint NOT NULL,
    count integer NOT NULL,
    what text NOT NULL,
    position bigint,
    lines bigint[],
    begun text,
    at timestamptz NOT NULL,
    CONSTRAINT tree_runs_pkey PRIMARY KEY (epoch, first),
    CONSTRAINT tree_runs_bounds CHECK (epoch > 0 AND first >= 0 AND count > 0),
    CONSTRAINT tree_runs_what CHECK (what IN ('epoch', 'ledger', 'lines')),
    CONSTRAINT tree_runs_epoch CHECK ((what = 'epoch') = (begun IS NOT NULL)),
    CONSTRAINT tree_runs_ledger CHECK ((what = 'ledger') = (position IS NOT NULL)),
    CONSTRAINT tree_runs_lines CHECK ((what = 'lines') = (lines IS NOT NULL) AND coalesce(cardinality(lines), count) = count)
);
-- why: up to which position the ledger is in a tree
CREATE INDEX tree_runs_by_position ON tree_runs (position) WHERE position IS NOT NULL;
-- why: the place of one line
CREATE INDEX tree_runs_by_line ON tree_runs USING gin (lines);

-- The hashes of a tree, 256 side by side, as public transparency logs keep them.
CREATE TABLE tree_tiles (
    epoch integer NOT NULL,
    level integer NOT NULL,
    tile bigint NOT NULL,
    hashes bytea NOT NULL,
    CONSTRAINT tree_tiles_pkey PRIMARY KEY (epoch, level, tile),
    CONSTRAINT tree_tiles_hashes CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0)
);
ALTER TABLE tree_tiles ALTER COLUMN hashes SET STORAGE EXTERNAL;

-- The signed heads.
CREATE TABLE checkpoints (
    epoch integer NOT NULL,
    size bigint NOT NULL,
    at timestamptz NOT NULL,
    note text NOT NULL,
    CONSTRAINT checkpoints_pkey PRIMARY KEY (epoch, size)
);

CREATE FUNCTION refuse_shrink() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF (NEW.epoch, NEW.level, NEW.tile) IS DISTINCT FROM (OLD.epoch, OLD.level, OLD.tile)
        OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes THEN
        RAISE EXCEPTION 'rows of % only grow', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER tree_runs_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON tree_runs
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE tree_runs ENABLE ALWAYS TRIGGER tree_runs_only_added;
CREATE TRIGGER checkpoints_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE checkpoints ENABLE ALWAYS TRIGGER checkpoints_only_added;
CREATE TRIGGER tree_tiles_kept BEFORE DELETE OR TRUNCATE ON tree_tiles
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE tree_tiles ENABLE ALWAYS TRIGGER tree_tiles_kept;
CREATE TRIGGER tree_tiles_only_grow BEFORE UPDATE ON tree_tiles
    FOR EACH ROW EXECUTE FUNCTION refuse_shrink();
ALTER TABLE tree_tiles ENABLE ALWAYS TRIGGER tree_tiles_only_grow;

-- What unusual looking is: more than most within a time. hours are those of a
-- working day in Italy; actions are the looks that count.
CREATE TABLE looking_rules (
    name text PRIMARY KEY,
    what text NOT NULL,
    actions text[] NOT NULL,
    most integer NOT NULL,
    within interval NOT NULL,
    opens integer,
    closes integer,
    active boolean NOT NULL DEFAULT true,
    CONSTRAINT looking_rules_what CHECK (what IN ('many-children', 'out-of-hours', 'search-without-opening')),
    CONSTRAINT looking_rules_most CHECK (most >= 0),
    CONSTRAINT looking_rules_within CHECK (within > interval '0'),
    CONSTRAINT looking_rules_hours CHECK ((what = 'out-of-hours') = (opens IS NOT NULL AND closes IS NOT NULL)
        AND (opens BETWEEN 0 AND 23 OR opens IS NULL) AND (closes BETWEEN 1 AND 24 OR closes IS NULL))
);
INSERT INTO looking_rules (name, what, actions, most, within, opens, closes) VALUES
    ('many-children-in-an-hour', 'many-children', '{open-casefile,ask-custody,search}', 60, '1 hour', NULL, NULL),
    ('many-children-in-a-day', 'many-children', '{open-casefile,ask-custody,look-at-agent,search}', 200, '1 day', NULL, NULL),
    ('out-of-hours', 'out-of-hours', '{open-casefile,ask-custody,search}', 10, '12 hours', 7, 21),
    ('searches-without-opening', 'search-without-opening', '{search}', 15, '4 hours', NULL, NULL);

-- What was found: for the auditor to read.
CREATE TABLE looking_alerts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    rule text NOT NULL,
    person uuid,
    agent uuid,
    from_at timestamptz NOT NULL,
    until_at timestamptz NOT NULL,
    count integer NOT NULL,
    lines bigint[] NOT NULL DEFAULT '{}'
);
-- why: whether the same was told lately
CREATE INDEX looking_alerts_by_rule ON looking_alerts (rule, at);
CREATE TRIGGER looking_alerts_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON looking_alerts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE looking_alerts ENABLE ALWAYS TRIGGER looking_alerts_only_added;

-- Up to which look each agent has told, and the end of its chain there.
CREATE TABLE look_heads (
    agent uuid PRIMARY KEY,
    seq bigint NOT NULL,
    chain bytea NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT look_heads_chain CHECK (length(chain) = 32)
);

-- Privileges: a line can be added and read, nothing else, and its number is
-- never the writer's to choose.
GRANT SELECT, INSERT (at, role, person, agent, certificate, action, allowed, subjects, reason, session, glass, asked, asked_by,
    output, rows, look_seq, looked_at, chain, salt) ON access_lines TO faro_audit;
GRANT USAGE ON SEQUENCE access_lines_id_seq TO faro_audit;
GRANT EXECUTE ON FUNCTION access_month(date) TO faro_audit;
GRANT SELECT, INSERT, DELETE ON access_waiting TO faro_audit;
GRANT SELECT, INSERT ON tree_runs, checkpoints, looking_alerts TO faro_audit;
GRANT SELECT, INSERT, UPDATE (hashes) ON tree_tiles TO faro_audit;
GRANT SELECT, UPDATE (actions, most, within, opens, closes, active) ON looking_rules TO faro_audit;
GRANT SELECT, INSERT, UPDATE (seq, chain, at) ON look_heads TO faro_audit;
-- What is sealed, what an installation held, and who they are who looked.
GRANT SELECT ON ledger, ledger_head, epochs, scopes, feed, feed_cursors, codes TO faro_audit;
GRANT SELECT (position, minor, agent, seq, header, sig) ON records TO faro_audit;
GRANT SELECT (agent, seq, verdict, position) ON receipts TO faro_audit;
GRANT SELECT ON offices, institutions, structures, people, installation_offices TO faro_audit;
GRANT SELECT (id, role, label, enrolled_at, revoked_at) ON installations TO faro_audit;

ALTER TABLE access_lines ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_lines FORCE ROW LEVEL SECURITY;
ALTER TABLE access_lines_other ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_lines_other FORCE ROW LEVEL SECURITY;
CREATE POLICY recorded ON access_lines FOR SELECT TO faro_audit USING (true);
CREATE POLICY added ON access_lines FOR INSERT TO faro_audit WITH CHECK (true);
CREATE POLICY audited ON records FOR SELECT TO faro_audit USING (true);
CREATE POLICY audited ON scopes FOR SELECT TO faro_audit USING (true);
CREATE POLICY audited ON feed FOR SELECT TO faro_audit USING (true);
CREATE POLICY audited ON codes FOR SELECT TO faro_audit USING (true);
