-- Who folds casefiles sees by which rules they were folded, and leaves alone what a
-- newer program has.
SET LOCAL ROLE faro_owner;

GRANT SELECT (rules) ON casefiles TO faro_alert, faro_feed, faro_match, faro_presence;
