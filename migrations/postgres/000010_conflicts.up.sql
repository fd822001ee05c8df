-- Conflicts as things that people work with: found by an identifier that is the
-- same for every holder, with whom they concern and who may decide them.
SET LOCAL ROLE faro_owner;

ALTER TABLE conflicts
    ADD COLUMN id uuid,
    ADD COLUMN offices uuid[] NOT NULL DEFAULT '{}',
    ADD COLUMN deciders text[] NOT NULL DEFAULT '{}',
    ADD COLUMN near uuid;

-- The identifier is the SHA-256 of child and slot, as a UUID of version 8: see
-- shared/casefile. The rest of rows that are there comes with a rebuild.
UPDATE conflicts c SET id = encode(set_byte(set_byte(h.raw, 6, get_byte(h.raw, 6) & 15 | 128), 8, get_byte(h.raw, 8) & 63 | 128), 'hex')::uuid
FROM (
    SELECT minor, slot, substr(sha256(convert_to('faro conflict', 'UTF8') || '\x00'::bytea || uuid_send(minor) || convert_to(slot, 'UTF8')), 1, 16) AS raw
    FROM conflicts
) h
WHERE h.minor = c.minor AND h.slot = c.slot;

-- Open conflicts are few: what reads them waits for a moment.
ALTER TABLE conflicts
    -- squawk-ignore adding-not-nullable-field
    ALTER COLUMN id SET NOT NULL,
    ALTER COLUMN offices DROP DEFAULT,
    ALTER COLUMN deciders DROP DEFAULT,
    -- squawk-ignore constraint-missing-not-valid, disallowed-unique-constraint
    ADD CONSTRAINT conflicts_id UNIQUE (id);

COMMENT ON COLUMN conflicts.offices IS 'whose records contend';
COMMENT ON COLUMN conflicts.deciders IS 'who may decide: custody, prefecture, court, ministry, hand-over; decree: only for one';
COMMENT ON COLUMN conflicts.near IS 'the structure whose prefecture or court that is';

-- why: the list of open conflicts, oldest first, page by page
CREATE INDEX conflicts_by_age ON conflicts (opened_at, id);

GRANT UPDATE (offices, deciders, near) ON conflicts TO faro_intake;
