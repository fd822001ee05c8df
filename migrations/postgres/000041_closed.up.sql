-- A second data key for each minor, wrapped by key-encryption keys of its own:
-- what is closed besides opens only with both.
SET LOCAL ROLE faro_owner;

ALTER TABLE minor_keys ADD COLUMN closed bytea;
ALTER TABLE minor_keys ADD COLUMN closed_by text;
COMMENT ON COLUMN minor_keys.closed IS 'the second data key, wrapped by the key-encryption key that closed_by names; null until a server completes it';

-- squawk-ignore adding-foreign-key-constraint,constraint-missing-not-valid
ALTER TABLE minor_keys ADD CONSTRAINT minor_keys_closed_by FOREIGN KEY (closed_by) REFERENCES wrapping_keys (name);

-- why: what an older version has written, to be completed; mostly empty
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX minor_keys_incomplete ON minor_keys (minor) WHERE closed IS NULL;

GRANT UPDATE (closed, closed_by) ON minor_keys TO faro_keys;
