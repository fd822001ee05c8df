-- The same child: what each is looked up by, who may be registered twice, and
-- what agreements are worth.
SET LOCAL ROLE faro_owner;

-- What a child is looked up by: the words of its names as they are heard, parts
-- of its birth date, its identifiers and the like, each as a number made under a
-- key that lies outside PostgreSQL; and the same in full, sealed under the
-- child's own key. Who steals this table learns which children share something,
-- and how many share it, and not what it is.
CREATE TABLE match_keys (
    minor uuid PRIMARY KEY,
    keys bigint[] NOT NULL,
    card bytea NOT NULL
);
-- why: the children who share several keys. New ones wait in a list that every
-- search reads whole, so it is kept short.
CREATE INDEX match_keys_by_key ON match_keys USING gin (keys) WITH (fastupdate = on, gin_pending_list_limit = 256);

-- Pairs that may be one child. reasons says by field how far the two agree, and
-- what that is worth: no value. stated: one was registered with the other's
-- national code. missing: one of the two was missing when the pair was found.
CREATE TABLE candidates (
    low uuid NOT NULL,
    high uuid NOT NULL,
    probability double precision NOT NULL,
    reasons jsonb NOT NULL,
    stated boolean NOT NULL,
    missing boolean NOT NULL,
    state text NOT NULL DEFAULT 'open',
    found bigint NOT NULL,
    found_at timestamptz NOT NULL,
    decided bigint,
    CONSTRAINT candidates_pkey PRIMARY KEY (low, high),
    CONSTRAINT candidates_two CHECK (low < high),
    CONSTRAINT candidates_probability CHECK (probability BETWEEN 0 AND 1),
    CONSTRAINT candidates_state CHECK (state IN ('open', 'same', 'distinct', 'gone')),
    CONSTRAINT candidates_decided CHECK ((decided IS NOT NULL) = (state IN ('same', 'distinct')))
);
-- why: the candidates of a child, whichever stands first
CREATE INDEX candidates_by_high ON candidates (high);
-- why: those that wait for a person, the missing and the likeliest first
CREATE INDEX candidates_open ON candidates (missing DESC, probability DESC, low, high) WHERE state = 'open';

-- What agreements are worth, as it was learnt; sealed, since it knows which
-- names are frequent. The newest counts.
CREATE TABLE match_models (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    learnt_at timestamptz NOT NULL,
    records integer NOT NULL,
    threshold double precision NOT NULL,
    sealed bytea NOT NULL,
    sealed_by text NOT NULL
);

-- Up to which position of the ledger children were looked at as they came.
CREATE TABLE match_progress (
    one boolean PRIMARY KEY DEFAULT true,
    looked bigint NOT NULL DEFAULT 0,
    CONSTRAINT match_progress_one CHECK (one)
);

-- Looks at the whole nation, one after another: how far each is. done_up_to is
-- the last child looked at, model what it looks by once it has learnt that.
CREATE TABLE sweeps (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    begun_at timestamptz NOT NULL,
    model bigint CONSTRAINT sweeps_model REFERENCES match_models (id),
    total integer NOT NULL DEFAULT 0,
    done integer NOT NULL DEFAULT 0,
    done_up_to uuid,
    found integer NOT NULL DEFAULT 0,
    ended_at timestamptz
);
-- why: one at a time
CREATE UNIQUE INDEX sweeps_one ON sweeps ((true)) WHERE ended_at IS NULL;

-- The feed tells of candidates.
-- What is there satisfies it: it allows more than the one before.
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE feed DROP CONSTRAINT feed_what, ADD CONSTRAINT feed_what
    CHECK (what IN ('record', 'enter', 'leave', 'directory', 'candidates'));

-- The role is made by whoever migrates: the owner makes none.
RESET ROLE;
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'faro_match') THEN
        BEGIN
            CREATE ROLE faro_match LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END IF;
END
$$;
SET LOCAL ROLE faro_owner;

GRANT USAGE ON SCHEMA public TO faro_match;
GRANT SELECT ON match_keys, minor_keys, records, scopes, ledger_head, epochs TO faro_match;
GRANT SELECT (minor, state) ON casefiles TO faro_match;
GRANT SELECT, INSERT, UPDATE ON candidates TO faro_match;
GRANT SELECT, INSERT ON match_models TO faro_match;
GRANT SELECT, INSERT, UPDATE (looked) ON match_progress TO faro_match;
GRANT SELECT, INSERT, UPDATE (total, done, done_up_to, found, ended_at, model) ON sweeps TO faro_match;
-- What is told of candidates takes a position, as everything in the feed does.
GRANT INSERT ON ledger, feed TO faro_match;
GRANT UPDATE (position, feed, at) ON ledger_head TO faro_match;

GRANT SELECT, INSERT, UPDATE (keys, card), DELETE ON match_keys TO faro_intake;
GRANT SELECT, DELETE ON match_keys, candidates TO faro_erasure;
GRANT SELECT (low, high, probability, reasons, stated, missing, state) ON candidates TO faro_feed;
GRANT SELECT (minor, card) ON match_keys TO faro_reader;
GRANT SELECT ON candidates TO faro_reader;
GRANT SELECT (minor, keys) ON match_keys TO faro_search;

ALTER TABLE match_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE match_keys FORCE ROW LEVEL SECURITY;
ALTER TABLE candidates ENABLE ROW LEVEL SECURITY;
ALTER TABLE candidates FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_nation ON match_keys TO faro_intake, faro_match, faro_search, faro_erasure USING (true) WITH CHECK (true);
CREATE POLICY own_minors ON match_keys FOR SELECT TO faro_reader
    USING (EXISTS (SELECT FROM casefiles c WHERE c.minor = match_keys.minor));
CREATE POLICY whole_nation ON candidates TO faro_match, faro_feed, faro_search, faro_erasure USING (true) WITH CHECK (true);
-- Of a pair whoever sees one child alone is told nothing here.
CREATE POLICY own_minors ON candidates FOR SELECT TO faro_reader
    USING (EXISTS (SELECT FROM casefiles c WHERE c.minor = candidates.low)
        AND EXISTS (SELECT FROM casefiles c WHERE c.minor = candidates.high));
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['records', 'minor_keys', 'casefiles', 'scopes', 'feed']
    LOOP
        EXECUTE format('CREATE POLICY matched ON %s TO faro_match USING (true) WITH CHECK (true)', t);
    END LOOP;
END
$$;

-- why: the missing, who are looked at first when somebody arrives
CREATE INDEX casefiles_missing ON casefiles (minor) WHERE state = 'missing';
-- why: the children in a territory, when one of them is searched for by name
CREATE INDEX casefiles_by_office ON casefiles USING gin (offices) WITH (fastupdate = on, gin_pending_list_limit = 256);

-- Functions of faro_search, in place of the one that searched by birth date.
GRANT SELECT ON candidates TO faro_search;
RESET ROLE;
GRANT CREATE ON SCHEMA public TO faro_search;
SET LOCAL ROLE faro_search;
DROP FUNCTION search_minors(date, text, text, integer);

-- find_minors gives the minors who have all keys of one of the lists wanted,
-- those of the first lists first, or if there is no list who were born on a day;
-- and are of a sex, of a citizenship and counted at a structure where those are
-- given: of the nation, or in the scope of the offices and of the territory that
-- the transaction was given, at most as many for each list as asked for, and
-- none of further lists once there are as many. Of a
-- list that very many share only some are looked at. A minor whose casefile is
-- open behind broken glass alone is not searched for.
CREATE FUNCTION find_minors(wanted text[], born date, of_sex text, of_citizenship text, at_facility uuid, most integer)
    RETURNS TABLE (found uuid, list integer)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    SET enable_seqscan = off -- a list that many share is looked up all the same, and cut off
    AS $$
DECLARE
    nation boolean := coalesce(current_setting('faro.nation', true) = 'yes', false);
    mine uuid[] := coalesce(string_to_array(current_setting('faro.office', true), ',')::uuid[], '{}') || ARRAY(
        SELECT s.id FROM structures s
        WHERE s.known_until IS NULL
            AND s.municipality = ANY (string_to_array(current_setting('faro.territory', true), ',')));
    own uuid[];
    all_of bigint[];
    these integer;
    so_far integer := 0;
BEGIN
    IF cardinality(wanted) = 0 THEN
        RETURN QUERY SELECT c.minor, 0 FROM casefiles c
            WHERE c.birth_on = born AND (nation OR c.offices && mine)
                AND (of_sex IS NULL OR c.sex = of_sex)
                AND (of_citizenship IS NULL OR c.citizenship = of_citizenship)
                AND (at_facility IS NULL OR c.facility = at_facility)
            ORDER BY c.minor LIMIT most;
        RETURN;
    END IF;
    IF NOT nation THEN -- those in anybody's scope are few: each is compared with every list
        own := ARRAY(SELECT c.minor FROM casefiles c
            WHERE c.offices && mine
                AND (of_sex IS NULL OR c.sex = of_sex)
                AND (of_citizenship IS NULL OR c.citizenship = of_citizenship)
                AND (at_facility IS NULL OR c.facility = at_facility));
        RETURN QUERY WITH k AS MATERIALIZED (SELECT m.minor, m.keys FROM match_keys m WHERE m.minor = ANY (own))
            SELECT k.minor, min(w.i)::integer FROM k JOIN unnest(wanted) WITH ORDINALITY AS w (list, i) ON k.keys @> w.list::bigint[]
            GROUP BY k.minor ORDER BY 2, 1 LIMIT most;
        RETURN;
    END IF;
    FOR i IN 1 .. cardinality(wanted) LOOP
        all_of := wanted[i]::bigint[];
        RETURN QUERY SELECT k.minor, i FROM (SELECT m.minor FROM match_keys m WHERE m.keys @> all_of LIMIT 20000) k
            WHERE (of_sex IS NULL AND of_citizenship IS NULL AND at_facility IS NULL)
                OR (SELECT (of_sex IS NULL OR c.sex = of_sex)
                    AND (of_citizenship IS NULL OR c.citizenship = of_citizenship)
                    AND (at_facility IS NULL OR c.facility = at_facility)
                FROM casefiles c WHERE c.minor = k.minor)
            LIMIT most;
        GET DIAGNOSTICS these = ROW_COUNT;
        so_far := so_far + these;
        EXIT WHEN so_far >= most;
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION find_minors(text[], date, text, text, uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_minors(text[], date, text, text, uuid, integer) TO faro_reader;

-- candidates_beyond gives the open candidates of which the offices that the
-- transaction was given answer for one child and may not see the other: which
-- child of theirs, how likely, and who answers for the other.
CREATE FUNCTION candidates_beyond() RETURNS TABLE (minor uuid, probability double precision, missing boolean, answers uuid[])
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
    WITH mine AS MATERIALIZED (
        SELECT coalesce(string_to_array(current_setting('faro.office', true), ',')::uuid[], '{}') AS offices
    )
    SELECT a.minor, p.probability, p.missing, b.custodians
    FROM (
        SELECT c.low AS own, c.high AS other, c.probability, c.missing FROM candidates c WHERE c.state = 'open'
        UNION ALL SELECT c.high, c.low, c.probability, c.missing FROM candidates c WHERE c.state = 'open'
    ) p
    JOIN casefiles a ON a.minor = p.own
    JOIN casefiles b ON b.minor = p.other
    JOIN mine ON a.custodians && mine.offices AND NOT b.offices && mine.offices
    ORDER BY p.missing DESC, p.probability DESC, a.minor
    LIMIT 500
$$;
REVOKE ALL ON FUNCTION candidates_beyond() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION candidates_beyond() TO faro_reader;

RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM faro_search;
