-- Glass that was broken: who opened whose casefile without any other tie, for
-- what purpose and for how long; and who was told. Then the wall anew, by places
-- at which a minor is by right; and a search that keeps to the same side of it.
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

-- Searching among the minors that a caller may see. Under the policies of a
-- reader the planner cannot use an index on what is asked, since it must not
-- show the asked value to a row that the policy hides; so a search runs as
-- faro_search, whom the policies let see everything, inside a function that
-- applies the same rule itself and gives identifiers alone. What is shown of
-- them is read by faro_reader, behind its own wall.

-- why: a search by birth date, which does not change while a child moves
CREATE INDEX casefiles_by_birth ON casefiles (birth_on) WHERE birth_on IS NOT NULL;

GRANT SELECT ON casefiles, structures TO faro_search;

-- The function belongs to faro_search, which may make it and then no other.
RESET ROLE;
GRANT USAGE, CREATE ON SCHEMA public TO faro_search;
DO $$
BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT faro_search TO %I', current_user);
    END IF;
END
$$;
SET LOCAL ROLE faro_search;

-- search_minors gives the minors who, as far as is known, were born on a day,
-- and are of a sex and of a citizenship where those are given: of the nation,
-- or in the scope of the offices and of the territory that the transaction was
-- given, at most as many as asked for. A minor whose casefile is open behind
-- broken glass alone is not searched for.
CREATE FUNCTION search_minors(born date, of_sex text, of_citizenship text, most integer) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
    SELECT c.minor FROM casefiles c
    WHERE c.birth_on = born
        AND (of_sex IS NULL OR c.sex = of_sex)
        AND (of_citizenship IS NULL OR c.citizenship = of_citizenship)
        AND (
            (SELECT current_setting('faro.nation', true)) = 'yes'
            OR c.offices && (SELECT string_to_array(current_setting('faro.office', true), ',')::uuid[])
            OR c.offices && ARRAY(
                SELECT s.id FROM structures s
                WHERE s.known_until IS NULL
                    AND s.municipality = ANY (string_to_array((SELECT current_setting('faro.territory', true)), ','))
            )
        )
    ORDER BY c.minor
    LIMIT most
$$;
REVOKE ALL ON FUNCTION search_minors(date, text, text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_minors(date, text, text, integer) TO faro_reader;

RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM faro_search;
