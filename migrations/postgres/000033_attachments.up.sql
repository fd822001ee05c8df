-- Files that records name: scans, photographs. What a file holds stands in pieces,
-- sealed under the key of its minor, so that an upload goes on where a line cut it.
-- Which section a file belongs to, the records that name it say.
SET LOCAL ROLE faro_owner;

-- The role is made by whoever migrates: the owner makes none.
RESET ROLE;
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'faro_files') THEN
        BEGIN
            CREATE ROLE faro_files LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END IF;
END
$$;
SET LOCAL ROLE faro_owner;

CREATE TABLE attachments (
    id uuid NOT NULL,
    minor uuid NOT NULL,
    named bytea NOT NULL,
    size integer NOT NULL,
    held integer NOT NULL DEFAULT 0,
    by uuid NOT NULL,
    touched_at timestamptz NOT NULL,
    whole_at timestamptz,
    kept boolean NOT NULL DEFAULT false,
    CONSTRAINT attachments_pkey PRIMARY KEY (id),
    CONSTRAINT attachments_size CHECK (size > 0 AND held >= 0 AND held <= size),
    CONSTRAINT attachments_whole CHECK (whole_at IS NULL OR held = size)
);
COMMENT ON TABLE attachments IS 'Files that stand beside the records of a minor, whole or under way';
COMMENT ON COLUMN attachments.id IS 'keyed hash of the minor and the digest of the file: who has the file cannot look for it without the key';
COMMENT ON COLUMN attachments.named IS 'digest, type and size of the file, sealed';
COMMENT ON COLUMN attachments.held IS 'how many bytes of it have come';
COMMENT ON COLUMN attachments.by IS 'installation or person that sends it, the last that began';
COMMENT ON COLUMN attachments.kept IS 'a record was found to name it; until then it is removed after some time';
-- why: the files of a child who is erased; those of a casefile
CREATE INDEX attachments_of_minor ON attachments (minor);
-- why: files that no record has named
CREATE INDEX attachments_unnamed ON attachments (touched_at) WHERE NOT kept;

CREATE TABLE attachment_pieces (
    attachment uuid NOT NULL,
    number integer NOT NULL,
    minor uuid NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT attachment_pieces_pkey PRIMARY KEY (attachment, number),
    CONSTRAINT attachment_pieces_of FOREIGN KEY (attachment) REFERENCES attachments (id) ON DELETE CASCADE
);
COMMENT ON TABLE attachment_pieces IS 'What files hold, in pieces of one size, each sealed to its place';
-- Sealed bytes do not shrink: PostgreSQL is not to try.
ALTER TABLE attachment_pieces ALTER COLUMN content SET STORAGE EXTERNAL;
-- why: the pieces of a child who is erased
CREATE INDEX attachment_pieces_of_minor ON attachment_pieces (minor);

CREATE TABLE attachment_refusals (
    id uuid NOT NULL,
    attachment uuid,
    minor uuid NOT NULL,
    at timestamptz NOT NULL,
    by uuid NOT NULL,
    size bigint NOT NULL,
    why text NOT NULL,
    remedy text NOT NULL,
    CONSTRAINT attachment_refusals_pkey PRIMARY KEY (id)
);
COMMENT ON TABLE attachment_refusals IS 'Attempts to bring a file that cannot be taken: who, when, how large and why; nothing of the file';
COMMENT ON COLUMN attachment_refusals.attachment IS 'the file as in attachments; none of one that was refused before it had a digest';
-- why: whether a file was refused before
CREATE INDEX attachment_refusals_by_attachment ON attachment_refusals (attachment);
-- why: what was refused for a casefile
CREATE INDEX attachment_refusals_of_minor ON attachment_refusals (minor, at);

-- A transaction is shown the files of the one minor that it is about; those that
-- go through all of them, to remove and to check, say so.
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['attachments', 'attachment_pieces', 'attachment_refusals']
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY one_minor ON %s TO faro_files USING (
            minor = (SELECT nullif(current_setting(''faro.minor'', true), '''')::uuid)
            OR (SELECT current_setting(''faro.nation'', true)) = ''yes'')', t);
        EXECUTE format('CREATE POLICY erased ON %s TO faro_erasure USING (true)', t);
        EXECUTE format('GRANT SELECT, DELETE ON %s TO faro_erasure', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['records', 'minor_keys', 'crossings']
    LOOP
        EXECUTE format('CREATE POLICY enclosing ON %s FOR SELECT TO faro_files USING (true)', t);
    END LOOP;
END
$$;

GRANT USAGE ON SCHEMA public TO faro_files;
GRANT SELECT, INSERT, DELETE ON attachments, attachment_pieces TO faro_files;
GRANT UPDATE (held, by, touched_at, whole_at, kept) ON attachments TO faro_files;
GRANT SELECT, INSERT ON attachment_refusals TO faro_files;
GRANT SELECT ON records, minor_keys, crossings TO faro_files;
