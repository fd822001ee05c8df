-- What auditors do with the record of access: unusual looking of more kinds, the
-- verdict of a person on each finding and on each broken glass, children who are
-- well known, and what verifications found.
SET LOCAL ROLE faro_owner;

-- A rule says why its threshold is what it is, once somebody changed it, and of
-- which roles it is asked: none is all.
ALTER TABLE looking_rules ADD COLUMN roles text[];
ALTER TABLE looking_rules ADD COLUMN changed_at timestamptz;
ALTER TABLE looking_rules ADD COLUMN changed_by uuid;
ALTER TABLE looking_rules ADD COLUMN why text;
COMMENT ON COLUMN looking_rules.roles IS 'of whom the rule is asked; NULL is of everybody';
COMMENT ON COLUMN looking_rules.why IS 'the reason that the last to change it stated';
ALTER TABLE looking_rules DROP CONSTRAINT looking_rules_what;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE looking_rules ADD CONSTRAINT looking_rules_what CHECK (what IN ('many-children', 'out-of-hours', 'search-without-opening',
    'one-child', 'denied', 'without-record', 'watched-child', 'unreviewed-glass'));
INSERT INTO looking_rules (name, what, actions, most, within, roles) VALUES
    ('one-child-by-many', 'one-child', '{open-casefile,ask-custody}', 12, '1 day', NULL),
    ('denied-again-and-again', 'denied', '{open-casefile,ask-custody,search,read-lines,ask-looks,ask-holdings}', 10, '1 hour', NULL),
    ('looks-without-a-record', 'without-record', '{open-casefile}', 80, '7 days', '{municipality}'),
    ('watched-child', 'watched-child', '{open-casefile,ask-custody,look-at-agent}', 0, '1 day', NULL),
    ('many-glasses', 'many-children', '{break-glass}', 3, '7 days', NULL),
    ('glass-not-reviewed', 'unreviewed-glass', '{break-glass}', 0, '7 days', NULL);
GRANT UPDATE (changed_at, changed_by, why, roles) ON looking_rules TO faro_audit;

ALTER TABLE looking_alerts ADD COLUMN minor uuid;
COMMENT ON COLUMN looking_alerts.minor IS 'the child at whom so many looked, for rules that are about one child';
ALTER TABLE looking_alerts ENABLE ROW LEVEL SECURITY;
ALTER TABLE looking_alerts FORCE ROW LEVEL SECURITY;
CREATE POLICY audited ON looking_alerts TO faro_audit USING (true) WITH CHECK (true);

-- Whose every look is told of: a child of whom the newspapers write, say.
CREATE TABLE watched_children (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    minor uuid NOT NULL,
    watched boolean NOT NULL,
    why text NOT NULL,
    person uuid NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT watched_children_why CHECK (length(why) BETWEEN 1 AND 800)
);
COMMENT ON TABLE watched_children IS 'well-known children whose every look is a finding, only added: the last row of a child holds';
-- why: whether a child is watched now
CREATE INDEX watched_children_by_minor ON watched_children (minor, number);
ALTER TABLE watched_children ENABLE ROW LEVEL SECURITY;
ALTER TABLE watched_children FORCE ROW LEVEL SECURITY;
CREATE POLICY audited ON watched_children TO faro_audit USING (true) WITH CHECK (true);
CREATE POLICY erased ON watched_children TO faro_erasure USING (true);
GRANT SELECT, INSERT ON watched_children TO faro_audit;
GRANT SELECT, DELETE ON watched_children TO faro_erasure;

-- What a reviewer found of a broken glass, and of a finding: both stay.
CREATE TABLE glass_reviews (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    glass uuid NOT NULL CONSTRAINT glass_reviews_glass REFERENCES glasses (id),
    in_order boolean NOT NULL,
    why text NOT NULL,
    person uuid NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT glass_reviews_why CHECK (length(why) BETWEEN 1 AND 800)
);
COMMENT ON TABLE glass_reviews IS 'whether a glass was broken in order, as a person judged who is not the one who broke it; only added: the last one holds';
-- why: what was judged of a glass
CREATE INDEX glass_reviews_by_glass ON glass_reviews (glass, number);

CREATE TABLE looking_reviews (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert bigint NOT NULL CONSTRAINT looking_reviews_alert REFERENCES looking_alerts (id),
    in_order boolean NOT NULL,
    why text NOT NULL,
    person uuid NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT looking_reviews_why CHECK (length(why) BETWEEN 1 AND 800)
);
COMMENT ON TABLE looking_reviews IS 'whether unusual looking was in order, as a person judged who did none of it; only added: the last one holds';
-- why: what was judged of a finding
CREATE INDEX looking_reviews_by_alert ON looking_reviews (alert, number);

-- What verifications found, each kept with its day.
CREATE TABLE verifications (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    person uuid NOT NULL,
    leaves bigint NOT NULL,
    heads integer NOT NULL,
    findings integer NOT NULL,
    report jsonb NOT NULL
);
COMMENT ON TABLE verifications IS 'what a verification of the record of access and the ledger found: numbers of lines and positions, never what they say; only added';

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['glass_reviews', 'looking_reviews', 'verifications']
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t || '_only_added', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', t, t || '_only_added');
        EXECUTE format('GRANT SELECT, INSERT ON %I TO faro_audit', t);
    END LOOP;
END
$$;
