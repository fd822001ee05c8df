SET LOCAL ROLE faro_owner;

DROP TABLE verifications, looking_reviews, glass_reviews, watched_children;
DROP POLICY audited ON looking_alerts;
ALTER TABLE looking_alerts NO FORCE ROW LEVEL SECURITY;
ALTER TABLE looking_alerts DISABLE ROW LEVEL SECURITY;
ALTER TABLE looking_alerts DROP COLUMN minor;
DELETE FROM looking_rules WHERE name IN ('one-child-by-many', 'denied-again-and-again', 'looks-without-a-record', 'watched-child', 'many-glasses', 'glass-not-reviewed');
ALTER TABLE looking_rules DROP CONSTRAINT looking_rules_what;
ALTER TABLE looking_rules ADD CONSTRAINT looking_rules_what CHECK (what IN ('many-children', 'out-of-hours', 'search-without-opening'));
ALTER TABLE looking_rules DROP COLUMN roles, DROP COLUMN changed_at, DROP COLUMN changed_by, DROP COLUMN why;
