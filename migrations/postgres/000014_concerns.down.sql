SET LOCAL ROLE faro_owner;

DROP POLICY told_alerts ON feed;
DROP POLICY watched ON scopes;
DROP POLICY told ON alerts;
REVOKE SELECT (minor, joined) ON casefiles FROM faro_feed;
REVOKE SELECT (rule, record, minor, sent_from, sent_to, happened_on, due_at, ended_at, offices) ON alerts FROM faro_feed;
REVOKE UPDATE (position, feed, at) ON ledger_head FROM faro_alert;
REVOKE INSERT ON ledger, feed FROM faro_alert;
REVOKE SELECT ON scopes, installations, installation_offices FROM faro_alert;
DROP INDEX alerts_of_minor;
DROP TABLE alert_progress, lone_halves, contests;

ALTER TABLE feed NO FORCE ROW LEVEL SECURITY;
DELETE FROM feed WHERE what = 'concerns';
ALTER TABLE feed FORCE ROW LEVEL SECURITY;
ALTER TABLE feed DROP CONSTRAINT feed_what, ADD CONSTRAINT feed_what
    CHECK (what IN ('record', 'enter', 'leave', 'directory', 'candidates'));
