-- The notices that the law asks for: what waits at an office, and what an office
-- has sent. What a notice says stands in its record and in the casefile.
SET LOCAL ROLE faro_owner;

CREATE TABLE notices (
    minor uuid NOT NULL,
    record uuid NOT NULL,
    section text NOT NULL,
    matter text NOT NULL,
    addressed_as text NOT NULL,
    receiver uuid,
    sender uuid NOT NULL,
    sent_on date NOT NULL,
    protocol text NOT NULL,
    opened_at timestamptz,
    opened_as text NOT NULL,
    CONSTRAINT notices_pkey PRIMARY KEY (minor, record)
);
COMMENT ON TABLE notices IS 'notices sent to offices about minors, as the casefiles say';
COMMENT ON COLUMN notices.record IS 'by which it was sent';
COMMENT ON COLUMN notices.addressed_as IS 'what the office is: prosecutor, court, ministry, police, prefecture, municipality';
COMMENT ON COLUMN notices.receiver IS 'institution in whose queue it is; none where it was sent by other means';
COMMENT ON COLUMN notices.protocol IS 'the number of the sender''s protocol; of the receiver''s: opened_as';
COMMENT ON COLUMN notices.opened_at IS 'when the receiver opened it first; none while it waits';
-- why: what an office received, unopened first
CREATE INDEX notices_of_receiver ON notices (receiver, opened_at, sent_on);
-- why: what an office sent
CREATE INDEX notices_of_sender ON notices (sender, sent_on);
-- why: one notice, by the record that sent it
CREATE INDEX notices_by_record ON notices (record);

GRANT SELECT, INSERT, DELETE ON notices TO faro_intake;
GRANT SELECT ON notices TO faro_reader, faro_search;
GRANT SELECT, DELETE ON notices TO faro_erasure;

ALTER TABLE notices ENABLE ROW LEVEL SECURITY;
ALTER TABLE notices FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_nation ON notices TO faro_intake, faro_search, faro_erasure USING (true) WITH CHECK (true);
-- A notice is seen by who sent it and by whom it was sent to, wherever the minor is.
CREATE POLICY addressed ON notices FOR SELECT TO faro_reader USING (
    receiver = ANY ((SELECT string_to_array(nullif(current_setting('faro.office', true), ''), ',')::uuid[])::uuid[])
    OR sender = ANY ((SELECT string_to_array(nullif(current_setting('faro.office', true), ''), ',')::uuid[])::uuid[])
);

-- The function belongs to faro_search, whom the policies let see everything: one
-- of casefiles cannot read casefiles.
RESET ROLE;
GRANT CREATE ON SCHEMA public TO faro_search;
SET LOCAL ROLE faro_search;

-- noticed_minors gives the minors of the child whom a notice is about: the one
-- that the transaction was given, if one of its offices sent or received it.
CREATE FUNCTION noticed_minors() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
    SELECT unnest(c.joined || c.minor) FROM notices n JOIN casefiles c ON c.minor = n.minor
    WHERE n.record = (SELECT nullif(current_setting('faro.notice', true), '')::uuid)
        AND (n.receiver = ANY ((SELECT string_to_array(nullif(current_setting('faro.office', true), ''), ',')::uuid[])::uuid[])
            OR n.sender = ANY ((SELECT string_to_array(nullif(current_setting('faro.office', true), ''), ',')::uuid[])::uuid[]))
$$;
REVOKE ALL ON FUNCTION noticed_minors() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION noticed_minors() TO faro_reader;

RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM faro_search;
SET LOCAL ROLE faro_owner;

-- While a notice is read the child's casefile can be, by who may read that
-- notice; which sections of it, the table of package access says.
CREATE POLICY noticed ON casefiles FOR SELECT TO faro_reader USING (
    (SELECT nullif(current_setting('faro.notice', true), '')) IS NOT NULL AND minor = ANY (ARRAY(SELECT noticed_minors()))
);
