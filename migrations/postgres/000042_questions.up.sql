-- Questions of the census that an office has saved, each with its day and its
-- knowing fixed. No row leads to a child.
SET LOCAL ROLE faro_owner;

CREATE TABLE census.questions (
    id uuid PRIMARY KEY,
    office uuid NOT NULL,
    person uuid NOT NULL,
    name text NOT NULL,
    asked jsonb NOT NULL,
    known_on date,
    epoch int NOT NULL,
    position bigint NOT NULL,
    saved_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    withdrawn_by uuid,
    CONSTRAINT questions_name CHECK (length(name) BETWEEN 1 AND 120),
    CONSTRAINT questions_withdrawn CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);
COMMENT ON TABLE census.questions IS 'questions of the census that an office has saved: the answer is counted again each time, as of the position';
COMMENT ON COLUMN census.questions.known_on IS 'the day as known on which it was asked, if one was named; the position holds';
COMMENT ON COLUMN census.questions.position IS 'up to which position of the ledger of the epoch it is answered, for good';
-- why: those of an office, the newest first
CREATE INDEX questions_of_office ON census.questions (office, saved_at DESC);

CREATE FUNCTION census.refuse_another_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL OR (to_jsonb(OLD) - '{withdrawn_at,withdrawn_by}'::text[]) <> (to_jsonb(NEW) - '{withdrawn_at,withdrawn_by}'::text[]) THEN
        RAISE EXCEPTION 'a question stays as it was asked' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION census.refuse_another_question() IS 'Keeps what was saved as it was, for the owner too; it may be withdrawn, once.';
CREATE TRIGGER questions_stay BEFORE UPDATE ON census.questions
    FOR EACH ROW EXECUTE FUNCTION census.refuse_another_question();
ALTER TABLE census.questions ENABLE ALWAYS TRIGGER questions_stay;
CREATE TRIGGER questions_kept BEFORE DELETE OR TRUNCATE ON census.questions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE census.questions ENABLE ALWAYS TRIGGER questions_kept;

GRANT SELECT, INSERT, UPDATE (withdrawn_at, withdrawn_by) ON census.questions TO faro_publication;
