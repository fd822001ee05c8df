-- Glass that was broken: who opened whose casefile without any other tie, for
-- what purpose and for how long; and who was told. And the wall anew, by places
-- at which a minor is by right.
SET LOCAL ROLE faro_owner;

CREATE TABLE glasses (
    id uuid PRIMARY KEY,
    minor uuid NOT NULL,
    person uuid NOT NULL,
    role text NOT NULL,
    office uuid,
    purpose text NOT NULL,
    words text NOT NULL,
    broken_at timestamptz NOT NULL,
    until_at timestamptz NOT NULL,
    CONSTRAINT glasses_purpose CHECK (purpose IN ('danger', 'found', 'health', 'missing', 'judicial')),
    CONSTRAINT glasses_words CHECK (length(words) BETWEEN 10 AND 800),
    CONSTRAINT glasses_hours CHECK (until_at > broken_at AND until_at <= broken_at + interval '24 hours')
);
-- why: the history of a casefile
CREATE INDEX glasses_by_minor ON glasses (minor, broken_at);
-- why: what a person has broken that still lasts, in the policy below
CREATE INDEX glasses_by_person ON glasses (person, until_at);

-- Who was told. No office: the auditors.
CREATE TABLE glass_notices (
    glass uuid NOT NULL CONSTRAINT glass_notices_glass REFERENCES glasses (id),
    office uuid,
    CONSTRAINT glass_notices_once UNIQUE NULLS NOT DISTINCT (glass, office)
);
-- why: what an office was told
CREATE INDEX glass_notices_by_office ON glass_notices (office);

CREATE TRIGGER glasses_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON glasses
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE glasses ENABLE ALWAYS TRIGGER glasses_only_added;
CREATE TRIGGER glass_notices_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON glass_notices
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE glass_notices ENABLE ALWAYS TRIGGER glass_notices_only_added;

GRANT SELECT, INSERT ON glasses, glass_notices TO faro_audit;
GRANT SELECT ON glasses TO faro_reader;

ALTER TABLE glasses ENABLE ROW LEVEL SECURITY;
ALTER TABLE glasses FORCE ROW LEVEL SECURITY;
CREATE POLICY broken ON glasses TO faro_audit USING (true) WITH CHECK (true);
-- The policy of casefiles reads this one, so this one cannot read casefiles.
CREATE POLICY own_glasses ON glasses FOR SELECT TO faro_reader USING (
    person = (SELECT nullif(current_setting('faro.person', true), '')::uuid)
);

-- A territory is that of the structures in whose scope the minor is by right,
-- not of the place where somebody says that the minor is: else whoever runs a
-- structure would open a casefile to its institution by a record of their own.
-- A glass counts while the database's own clock is before its end.
DROP POLICY own_minors ON casefiles;
CREATE POLICY own_minors ON casefiles FOR SELECT TO faro_reader USING (
    (SELECT current_setting('faro.nation', true)) = 'yes'
    OR offices && (SELECT string_to_array(current_setting('faro.office', true), ',')::uuid[])
    OR offices && ARRAY(
        SELECT s.id FROM structures s
        WHERE s.known_until IS NULL
            AND s.municipality = ANY (string_to_array((SELECT current_setting('faro.territory', true)), ','))
    )
    OR minor = ANY (ARRAY(
        SELECT g.minor FROM glasses g
        WHERE g.person = (SELECT nullif(current_setting('faro.person', true), '')::uuid) AND g.until_at > now()
    ))
);
