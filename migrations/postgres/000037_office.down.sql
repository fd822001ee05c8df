SET LOCAL ROLE faro_owner;

DROP INDEX directory_proposals_decided_at;
UPDATE directory_proposals SET outcome = 'withdrawn' WHERE outcome = 'refused';
ALTER TABLE directory_proposals DROP CONSTRAINT directory_proposals_outcome, ADD CONSTRAINT directory_proposals_outcome
    CHECK (outcome IN ('confirmed', 'withdrawn'));
ALTER TABLE directory_proposals DROP COLUMN decided_why;
REVOKE SELECT ON feed, feed_cursors FROM faro_directory;
REVOKE UPDATE (expires_at) ON enrolment_codes FROM faro_directory;
REVOKE UPDATE (revoked_by, revoked_words) ON installations FROM faro_directory;
REVOKE UPDATE (program, rules, unsent, skew, told_at) ON installation_sightings FROM faro_directory;
ALTER TABLE installations DROP COLUMN revoked_by, DROP COLUMN revoked_words;
ALTER TABLE installation_sightings DROP COLUMN program, DROP COLUMN rules, DROP COLUMN unsent, DROP COLUMN skew, DROP COLUMN told_at;
