-- What is published of the census: as drafts, then frozen for good. No row
-- leads to a child.
SET LOCAL ROLE faro_owner;

-- One for each kind and the day it is of. A draft may still change; what was
-- approved may not.
CREATE TABLE census.publications (
    kind text NOT NULL,
    as_of date NOT NULL,
    epoch int NOT NULL,
    position bigint NOT NULL,
    floor int NOT NULL,
    revision int NOT NULL DEFAULT 1,
    remarks jsonb NOT NULL DEFAULT '{}',
    made_at timestamptz NOT NULL,
    approved_at timestamptz,
    approved_by uuid,
    taken_into_account text[] NOT NULL DEFAULT '{}',
    digest bytea,
    CONSTRAINT publications_pkey PRIMARY KEY (kind, as_of),
    CONSTRAINT publications_kind CHECK (kind IN ('monthly', 'half-yearly', 'eurostat', 'open-data')),
    CONSTRAINT publications_floor CHECK (floor >= 3),
    CONSTRAINT publications_frozen CHECK ((approved_at IS NULL) = (approved_by IS NULL) AND (approved_at IS NULL) = (digest IS NULL)),
    CONSTRAINT publications_digest CHECK (digest IS NULL OR length(digest) = 32)
);
COMMENT ON TABLE census.publications IS 'What is published, by kind and day: a draft until a person approves it, then frozen.';
COMMENT ON COLUMN census.publications.position IS 'up to which position of the ledger what it says is known: with it the same is made again';
COMMENT ON COLUMN census.publications.revision IS 'rises with each change of a draft, so that what is approved is what was read';
COMMENT ON COLUMN census.publications.taken_into_account IS 'earlier publications whose withheld counts it does not tell, the newest first';
COMMENT ON COLUMN census.publications.digest IS 'SHA-256 over the digests of its files, by format';

-- The bytes that were published. The report itself is the one in JSON; it and
-- what is CSV and HTML can be made again from the position, byte for byte.
CREATE TABLE census.publication_files (
    kind text NOT NULL,
    as_of date NOT NULL,
    format text NOT NULL,
    digest bytea NOT NULL,
    bytes bytea NOT NULL,
    CONSTRAINT publication_files_pkey PRIMARY KEY (kind, as_of, format),
    CONSTRAINT publication_files_of FOREIGN KEY (kind, as_of) REFERENCES census.publications (kind, as_of),
    CONSTRAINT publication_files_digest CHECK (length(digest) = 32)
);
COMMENT ON TABLE census.publication_files IS 'The bytes of each publication in each format. Only added.';

-- What a publication would say as known later, made for the public as it was:
-- listed beside it. Only added, and only where it differs from the one before.
CREATE TABLE census.restatements (
    kind text NOT NULL,
    as_of date NOT NULL,
    position bigint NOT NULL,
    epoch int NOT NULL,
    made_at timestamptz NOT NULL,
    report jsonb NOT NULL,
    causes jsonb NOT NULL DEFAULT '[]',
    CONSTRAINT restatements_pkey PRIMARY KEY (kind, as_of, position),
    CONSTRAINT restatements_of FOREIGN KEY (kind, as_of) REFERENCES census.publications (kind, as_of)
);
COMMENT ON TABLE census.restatements IS 'What a publication would say as known later. Only added.';

COMMENT ON COLUMN census.restatements.causes IS 'kinds of the records by which the number of those present differs, without small counts';

CREATE FUNCTION census.refuse_thawing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.approved_at IS NOT NULL OR (OLD.kind, OLD.as_of) <> (NEW.kind, NEW.as_of) THEN
        RAISE EXCEPTION 'what is published stays as it is' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION census.refuse_thawing() IS 'Keeps what was approved as it is, for the owner too.';
CREATE TRIGGER publications_stay BEFORE UPDATE OR DELETE ON census.publications
    FOR EACH ROW EXECUTE FUNCTION census.refuse_thawing();
ALTER TABLE census.publications ENABLE ALWAYS TRIGGER publications_stay;
CREATE TRIGGER publications_kept BEFORE TRUNCATE ON census.publications
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE census.publications ENABLE ALWAYS TRIGGER publications_kept;
CREATE TRIGGER publication_files_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON census.publication_files
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE census.publication_files ENABLE ALWAYS TRIGGER publication_files_only_added;
CREATE TRIGGER restatements_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON census.restatements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE census.restatements ENABLE ALWAYS TRIGGER restatements_only_added;

-- The role is made by whoever migrates: the owner makes none.
RESET ROLE;
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'faro_publication') THEN
        BEGIN
            CREATE ROLE faro_publication LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END IF;
END
$$;
SET LOCAL ROLE faro_owner;

-- It reads no row of the census: what it publishes it is told by who counts.
GRANT USAGE ON SCHEMA public, census TO faro_publication;
GRANT SELECT ON ledger_head, ledger, epochs TO faro_publication;
GRANT SELECT, INSERT, UPDATE (epoch, position, floor, revision, remarks, made_at, approved_at, approved_by, taken_into_account, digest)
    ON census.publications TO faro_publication;
GRANT SELECT, INSERT ON census.publication_files, census.restatements TO faro_publication;
