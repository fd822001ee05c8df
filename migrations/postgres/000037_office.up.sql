-- What an installation says of itself, who revoked one and why, and why a proposal
-- was refused.
SET LOCAL ROLE faro_owner;

ALTER TABLE installation_sightings ADD COLUMN program text, ADD COLUMN rules integer, ADD COLUMN unsent bigint, ADD COLUMN skew bigint,
    ADD COLUMN told_at timestamptz;
COMMENT ON COLUMN installation_sightings.program IS 'the version of the programme, by its own word; as unsent and skew';
COMMENT ON COLUMN installation_sightings.unsent IS 'records that it had written and the registry not yet answered for';
COMMENT ON COLUMN installation_sightings.skew IS 'seconds by which its clock ran ahead of the registry''s; below 0 behind it';
GRANT UPDATE (program, rules, unsent, skew, told_at) ON installation_sightings TO faro_directory;

ALTER TABLE installations ADD COLUMN revoked_by uuid, ADD COLUMN revoked_words text;
COMMENT ON COLUMN installations.revoked_words IS 'why, in the words of the person who revoked it; of no child';
GRANT UPDATE (revoked_by, revoked_words) ON installations TO faro_directory;

GRANT UPDATE (expires_at) ON enrolment_codes TO faro_directory;
GRANT SELECT ON feed, feed_cursors TO faro_directory;

ALTER TABLE directory_proposals ADD COLUMN decided_why text;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE directory_proposals DROP CONSTRAINT directory_proposals_outcome, ADD CONSTRAINT directory_proposals_outcome
    CHECK (outcome IN ('confirmed', 'withdrawn', 'refused'));
COMMENT ON COLUMN directory_proposals.decided_why IS 'the reason that was given for the outcome';
GRANT UPDATE (decided_why) ON directory_proposals TO faro_directory;
-- why: what was decided lately
CREATE INDEX directory_proposals_decided_at ON directory_proposals (decided_at DESC) WHERE outcome IS NOT NULL;
