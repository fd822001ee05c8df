-- What the law no longer lets be kept (DPR 231/2023 art. 9): what is erased, by
-- whose order, what is held, what is struck out, and who was told.
SET LOCAL ROLE faro_owner;

-- What stays of a minor who was erased: the position of the record that says so,
-- whose leaf the ledger has, and that record. So what comes in late is refused.
CREATE TABLE tombstones (
    minor uuid PRIMARY KEY,
    position bigint NOT NULL CONSTRAINT tombstones_position UNIQUE,
    at timestamptz NOT NULL,
    rule text NOT NULL,
    header bytea NOT NULL,
    sig bytea NOT NULL,
    salt bytea NOT NULL,
    body bytea NOT NULL
);
COMMENT ON TABLE tombstones IS 'Minors who were erased, for good: what comes in about them is refused. Only added.';
COMMENT ON COLUMN tombstones.body IS 'of the record that says so: the rule and who asked, nothing of the child';
CREATE TRIGGER tombstones_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON tombstones
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE tombstones ENABLE ALWAYS TRIGGER tombstones_only_added;

-- Who was told to let go of a minor, or of a body, and by which number of its feed.
CREATE TABLE erasure_tellings (
    minor uuid NOT NULL,
    record uuid NOT NULL,
    agent uuid NOT NULL,
    n bigint NOT NULL,
    CONSTRAINT erasure_tellings_pkey PRIMARY KEY (record, agent)
);
COMMENT ON TABLE erasure_tellings IS 'Installations told to let go: confirmed once they ask for what comes after that number';
COMMENT ON COLUMN erasure_tellings.record IS 'that says so: erased, or struck';
-- why: who has not confirmed yet that a minor is gone
CREATE INDEX erasure_tellings_of_minor ON erasure_tellings (minor);

-- A run: what one person asks to erase, and another orders. Its items are taken
-- one after the other; one that was begun goes on where it stopped.
CREATE TABLE erasure_runs (
    id uuid PRIMARY KEY,
    asked_at timestamptz NOT NULL,
    asked_by uuid NOT NULL,
    reason text NOT NULL,
    due_until date NOT NULL,
    ordered_at timestamptz,
    ordered_by uuid,
    withdrawn_at timestamptz,
    ended_at timestamptz,
    CONSTRAINT erasure_runs_reason CHECK (length(reason) BETWEEN 10 AND 800),
    CONSTRAINT erasure_runs_ordered CHECK ((ordered_at IS NULL) = (ordered_by IS NULL)),
    CONSTRAINT erasure_runs_four_eyes CHECK (ordered_by <> asked_by),
    CONSTRAINT erasure_runs_ended CHECK (ended_at IS NULL OR ordered_at IS NOT NULL),
    CONSTRAINT erasure_runs_one_way CHECK (ordered_at IS NULL OR withdrawn_at IS NULL)
);
COMMENT ON TABLE erasure_runs IS 'What is asked to be erased, by whom, and by whose order';

CREATE TABLE erasure_items (
    run uuid NOT NULL CONSTRAINT erasure_items_run REFERENCES erasure_runs (id),
    minor uuid NOT NULL,
    rule text NOT NULL,
    due_on date NOT NULL,
    outcome text,
    why text,
    at timestamptz,
    CONSTRAINT erasure_items_pkey PRIMARY KEY (run, minor),
    CONSTRAINT erasure_items_outcome CHECK (outcome IN ('erased', 'held', 'blocked')),
    CONSTRAINT erasure_items_done CHECK ((outcome IS NULL) = (at IS NULL))
);
COMMENT ON TABLE erasure_items IS 'The children of a run, each by the minor that stands for it, and what became of it';
COMMENT ON COLUMN erasure_items.why IS 'what blocked it; NULL otherwise';
-- why: what of a run is still to be done
CREATE INDEX erasure_items_left ON erasure_items (run, minor) WHERE outcome IS NULL;
-- why: whether a minor is in a run
CREATE INDEX erasure_items_of_minor ON erasure_items (minor);

-- Legal holds: a child that is not to be erased while one stands.
CREATE TABLE legal_holds (
    id uuid PRIMARY KEY,
    minor uuid NOT NULL,
    reason text NOT NULL,
    placed_at timestamptz NOT NULL,
    placed_by uuid NOT NULL,
    until_on date,
    lift_asked_at timestamptz,
    lift_asked_by uuid,
    lift_reason text,
    lifted_at timestamptz,
    lifted_by uuid,
    CONSTRAINT legal_holds_reason CHECK (length(reason) BETWEEN 10 AND 800),
    CONSTRAINT legal_holds_asked CHECK ((lift_asked_at IS NULL) = (lift_asked_by IS NULL) AND (lift_asked_at IS NULL) = (lift_reason IS NULL)),
    CONSTRAINT legal_holds_lifted CHECK ((lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL OR lift_asked_at IS NOT NULL)),
    CONSTRAINT legal_holds_four_eyes CHECK (lifted_by <> lift_asked_by)
);
COMMENT ON TABLE legal_holds IS 'Orders that a child is not to be erased; lifted by two persons';
CREATE INDEX legal_holds_of_minor ON legal_holds (minor) WHERE lifted_at IS NULL;

-- Bodies that one person asks to strike out, and another orders.
CREATE TABLE strikes (
    record uuid PRIMARY KEY,
    minor uuid NOT NULL,
    section text NOT NULL,
    structure uuid NOT NULL,
    reason text NOT NULL,
    asked_at timestamptz NOT NULL,
    asked_by uuid NOT NULL,
    ordered_at timestamptz,
    ordered_by uuid,
    says uuid NOT NULL,
    done_at timestamptz,
    CONSTRAINT strikes_reason CHECK (length(reason) BETWEEN 10 AND 800),
    CONSTRAINT strikes_ordered CHECK ((ordered_at IS NULL) = (ordered_by IS NULL)),
    CONSTRAINT strikes_four_eyes CHECK (ordered_by <> asked_by),
    CONSTRAINT strikes_done CHECK (done_at IS NULL OR ordered_at IS NOT NULL)
);
COMMENT ON TABLE strikes IS 'Bodies of records that are struck out, by whose order; the header stays';
COMMENT ON COLUMN strikes.says IS 'the record that says so';
CREATE INDEX strikes_of_minor ON strikes (minor);

-- What was struck out, for good, whoever gives it back after a restore.
CREATE TABLE struck_bodies (
    record uuid PRIMARY KEY,
    minor uuid NOT NULL,
    at timestamptz NOT NULL
);
COMMENT ON TABLE struck_bodies IS 'Records whose body is gone: it is not taken again from who still has it';
CREATE INDEX struck_bodies_of_minor ON struck_bodies (minor);

GRANT SELECT, INSERT ON tombstones, erasure_tellings TO faro_erasure;
GRANT SELECT, INSERT, UPDATE (ordered_at, ordered_by, withdrawn_at, ended_at) ON erasure_runs TO faro_erasure;
GRANT SELECT, INSERT, UPDATE (outcome, why, at) ON erasure_items TO faro_erasure;
GRANT SELECT, INSERT, UPDATE (lift_asked_at, lift_asked_by, lift_reason, lifted_at, lifted_by) ON legal_holds TO faro_erasure;
GRANT SELECT, INSERT, UPDATE (ordered_at, ordered_by, done_at), DELETE ON strikes TO faro_erasure;
GRANT SELECT, INSERT, DELETE ON struck_bodies TO faro_erasure;
GRANT SELECT ON tombstones, struck_bodies TO faro_intake;
GRANT SELECT ON tombstones TO faro_feed;

-- The erasing itself: it locks as a push does, takes the ledger's head last, and
-- deletes what names the minor.
GRANT SELECT, INSERT ON ledger, feed, receipts TO faro_erasure;
GRANT SELECT, UPDATE (position, feed, at) ON ledger_head TO faro_erasure;
GRANT SELECT ON epochs, feed_cursors, people, offices, institutions TO faro_erasure;
GRANT SELECT, UPDATE (next_seq, highest_fingerprint, last_push_at) ON installations TO faro_erasure;
GRANT SELECT, UPDATE (version, position, projected), DELETE ON casefiles TO faro_erasure;
GRANT SELECT, DELETE ON placements, custodies, conflicts, codes, scopes, matters, glasses, glass_notices TO faro_erasure;
GRANT DELETE ON feed TO faro_erasure;
GRANT UPDATE (body) ON records TO faro_erasure;
CREATE POLICY erased ON glasses TO faro_erasure USING (true);

-- Bodies of records are let go of, and never written anew.
CREATE FUNCTION refuse_rewriting() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF current_user <> 'faro_erasure' OR NEW.body IS NOT NULL THEN
        RAISE EXCEPTION 'a body is struck out or stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION refuse_rewriting() IS 'Keeps the bodies of records as they are, but for what is struck out.';
CREATE TRIGGER records_bodies_stay BEFORE UPDATE ON records FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
ALTER TABLE records ENABLE ALWAYS TRIGGER records_bodies_stay;

-- Whose glass was broken goes with the child: the words may tell of it.
CREATE FUNCTION refuse_change_but_erasure() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_user = 'faro_erasure' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
COMMENT ON FUNCTION refuse_change_but_erasure() IS 'Keeps rows as they are, but for what is erased by law.';
DROP TRIGGER glasses_only_added ON glasses;
CREATE TRIGGER glasses_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON glasses
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_but_erasure();
ALTER TABLE glasses ENABLE ALWAYS TRIGGER glasses_only_added;
DROP TRIGGER glass_notices_only_added ON glass_notices;
CREATE TRIGGER glass_notices_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON glass_notices
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_but_erasure();
ALTER TABLE glass_notices ENABLE ALWAYS TRIGGER glass_notices_only_added;

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['tombstones', 'erasure_tellings', 'erasure_items', 'legal_holds', 'strikes', 'struck_bodies'] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY whole_nation ON %s TO faro_erasure USING (true) WITH CHECK (true)', t);
    END LOOP;
END
$$;
CREATE POLICY refusing ON tombstones FOR SELECT TO faro_intake, faro_feed USING (true);
CREATE POLICY refusing ON struck_bodies FOR SELECT TO faro_intake USING (true);
