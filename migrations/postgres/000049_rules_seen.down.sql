SET LOCAL ROLE faro_owner;

REVOKE SELECT (rules) ON casefiles FROM faro_alert, faro_feed, faro_match, faro_presence;
