SET LOCAL ROLE faro_owner;

DROP POLICY audited ON codes;
DROP POLICY audited ON feed;
DROP POLICY audited ON scopes;
DROP POLICY audited ON records;
REVOKE SELECT ON ledger, ledger_head, epochs, scopes, feed, feed_cursors, codes FROM faro_audit;
REVOKE SELECT (position, minor, agent, seq, header, sig) ON records FROM faro_audit;
REVOKE SELECT (agent, seq, verdict, position) ON receipts FROM faro_audit;
REVOKE SELECT ON offices, institutions, structures, people, installation_offices FROM faro_audit;
REVOKE SELECT (id, role, label, enrolled_at, revoked_at) ON installations FROM faro_audit;

DROP TABLE look_heads;
DROP TABLE looking_alerts;
DROP TABLE looking_rules;
DROP TABLE checkpoints;
DROP TABLE tree_tiles;
DROP FUNCTION refuse_shrink();
DROP TABLE tree_runs;
DROP TABLE access_waiting;
DROP FUNCTION access_month(date);

ALTER TABLE access_lines NO FORCE ROW LEVEL SECURITY;
ALTER TABLE access_lines RENAME TO access_lines_after;
ALTER SEQUENCE access_lines_id_seq RENAME TO access_lines_after_id_seq;
ALTER TABLE access_lines_after RENAME CONSTRAINT access_lines_pkey TO access_lines_after_pkey;
ALTER INDEX access_lines_by_subject RENAME TO access_lines_after_by_subject;
ALTER INDEX access_lines_by_person RENAME TO access_lines_after_by_person;

CREATE TABLE access_lines (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    role text NOT NULL,
    person uuid,
    agent uuid,
    certificate text NOT NULL DEFAULT '',
    action text NOT NULL,
    allowed boolean NOT NULL,
    subjects uuid[] NOT NULL DEFAULT '{}',
    reason text NOT NULL DEFAULT ''
);
CREATE INDEX access_lines_by_subject ON access_lines USING gin (subjects);
CREATE INDEX access_lines_by_person ON access_lines (person, id);
INSERT INTO access_lines (id, at, role, person, agent, certificate, action, allowed, subjects, reason) OVERRIDING SYSTEM VALUE
    SELECT id, at, role, person, agent, certificate, action, allowed, subjects, reason FROM access_lines_after;
SELECT setval('access_lines_id_seq', coalesce(max(id), 0) + 1, false) FROM access_lines;
DROP TABLE access_lines_after;

CREATE TRIGGER access_lines_only_added BEFORE UPDATE OR DELETE ON access_lines
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER access_lines_not_emptied BEFORE TRUNCATE ON access_lines
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON access_lines TO faro_audit;
