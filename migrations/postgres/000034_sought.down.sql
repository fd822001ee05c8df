SET LOCAL ROLE faro_owner;

DROP POLICY matched ON crossings;
REVOKE SELECT ON crossings FROM faro_match;
DROP TABLE sought_decisions, sought_pairs, sought_persons, sought_progress;
