SET LOCAL ROLE faro_owner;

DROP TRIGGER glass_notices_only_added ON glass_notices;
CREATE TRIGGER glass_notices_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON glass_notices
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE glass_notices ENABLE ALWAYS TRIGGER glass_notices_only_added;
DROP TRIGGER glasses_only_added ON glasses;
CREATE TRIGGER glasses_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON glasses
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE glasses ENABLE ALWAYS TRIGGER glasses_only_added;
DROP FUNCTION refuse_change_but_erasure();
DROP TRIGGER records_bodies_stay ON records;
DROP FUNCTION refuse_rewriting();

DROP POLICY erased ON glasses;
REVOKE UPDATE (body) ON records FROM faro_erasure;
REVOKE ALL ON ledger, feed, receipts, ledger_head, epochs, feed_cursors, people, offices, institutions, installations, casefiles, placements, custodies,
    conflicts, codes, scopes, matters, glasses, glass_notices FROM faro_erasure;
REVOKE UPDATE (position, feed, at) ON ledger_head FROM faro_erasure;
REVOKE UPDATE (next_seq, highest_fingerprint, last_push_at) ON installations FROM faro_erasure;
REVOKE UPDATE (version, position, projected) ON casefiles FROM faro_erasure;

DROP TABLE struck_bodies;
DROP TABLE strikes;
DROP TABLE legal_holds;
DROP TABLE erasure_items;
DROP TABLE erasure_runs;
DROP TABLE erasure_tellings;
DROP TABLE tombstones;
