-- The directory kept by people: who administers, who stands in for whom, what
-- waits for a second person, managing bodies, and structures that are one.
SET LOCAL ROLE faro_owner;

-- May administer: the whole directory for the Ministry, else the own staff.
ALTER TABLE people ADD COLUMN administrator boolean NOT NULL DEFAULT false;

-- The bodies that run structures, by version as all of the directory. The code
-- of a body never becomes another's.
CREATE TABLE managing_bodies (
    version bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    known_from bigint NOT NULL,
    known_until bigint,
    changed_at timestamptz NOT NULL,
    changed_by uuid,
    CONSTRAINT managing_bodies_code_short CHECK (length(code) BETWEEN 1 AND 40),
    CONSTRAINT managing_bodies_code_once EXCLUDE USING gist (code WITH =, id WITH <>),
    CONSTRAINT managing_bodies_one_version EXCLUDE USING gist (id WITH =, daterange(valid_from, valid_until) WITH &&)
        WHERE (known_until IS NULL)
);

-- Who runs a structure, and its beds by type of reception where they are told apart.
ALTER TABLE structures ADD COLUMN managed_by uuid, ADD COLUMN places jsonb NOT NULL DEFAULT '{}';

-- Work handed to a colleague: stand_in acts with the rights of person on those
-- days. It always ends.
CREATE TABLE stand_ins (
    version bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person uuid NOT NULL,
    stand_in uuid NOT NULL,
    valid_from date NOT NULL,
    valid_until date NOT NULL,
    known_from bigint NOT NULL,
    known_until bigint,
    changed_at timestamptz NOT NULL,
    changed_by uuid,
    CONSTRAINT stand_ins_two_people CHECK (person <> stand_in),
    CONSTRAINT stand_ins_short CHECK (valid_until <= valid_from + 92),
    CONSTRAINT stand_ins_one_version
        EXCLUDE USING gist (person WITH =, stand_in WITH =, daterange(valid_from, valid_until) WITH &&)
        WHERE (known_until IS NULL)
);
-- why: for whom somebody stands in, at every request
CREATE INDEX stand_ins_by_stand_in ON stand_ins (stand_in) WHERE known_until IS NULL;

-- What one person proposes and another confirms. A proposal is decided once,
-- before it expires, and confirmed by neither the proposer nor anybody whom it is
-- about.
CREATE TABLE directory_proposals (
    id uuid PRIMARY KEY,
    edit jsonb NOT NULL,
    about uuid[] NOT NULL,
    reason text NOT NULL,
    proposed_at timestamptz NOT NULL,
    proposed_by uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    decided_at timestamptz,
    decided_by uuid,
    outcome text,
    CONSTRAINT directory_proposals_outcome CHECK (outcome IN ('confirmed', 'withdrawn')),
    CONSTRAINT directory_proposals_decided CHECK ((decided_at IS NULL) = (outcome IS NULL) AND (decided_by IS NULL) = (outcome IS NULL)),
    CONSTRAINT directory_proposals_in_time CHECK (expires_at > proposed_at AND (outcome IS DISTINCT FROM 'confirmed' OR decided_at < expires_at)),
    CONSTRAINT directory_proposals_four_eyes CHECK (
        outcome IS DISTINCT FROM 'confirmed' OR decided_by <> proposed_by AND NOT decided_by = ANY (about)),
    CONSTRAINT directory_proposals_not_about_oneself CHECK (NOT proposed_by = ANY (about))
);
-- why: what waits for a second person
CREATE INDEX directory_proposals_open ON directory_proposals (expires_at) WHERE outcome IS NULL;

CREATE FUNCTION refuse_second_decision() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF OLD.outcome IS NOT NULL THEN
        RAISE EXCEPTION 'a proposal is decided once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER directory_proposals_decided_once BEFORE UPDATE ON directory_proposals
    FOR EACH ROW EXECUTE FUNCTION refuse_second_decision();

-- Two structures that were one: since the position, what names the old one counts
-- at the new one. A structure is joined once, and into one that stands by itself.
CREATE TABLE structure_joins (
    old uuid PRIMARY KEY,
    new uuid NOT NULL,
    what text NOT NULL GENERATED ALWAYS AS ('structure') STORED,
    known_from bigint NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by uuid,
    CONSTRAINT structure_joins_two CHECK (old <> new),
    CONSTRAINT structure_joins_old FOREIGN KEY (old, what) REFERENCES offices (id, what),
    CONSTRAINT structure_joins_new FOREIGN KEY (new, what) REFERENCES offices (id, what)
);

GRANT SELECT, INSERT, UPDATE (known_until) ON managing_bodies, stand_ins TO faro_directory;
GRANT SELECT, INSERT, UPDATE (decided_at, decided_by, outcome) ON directory_proposals TO faro_directory;
GRANT SELECT, INSERT ON structure_joins TO faro_directory;
GRANT SELECT ON structure_joins TO faro_census, faro_intake, faro_reader;
