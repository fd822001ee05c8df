-- Which programs work on these tables, and how new a program must be to.
SET LOCAL ROLE faro_owner;

CREATE TABLE servers (
    id uuid PRIMARY KEY,
    tables integer NOT NULL,
    rules integer NOT NULL,
    level integer NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE servers IS 'each registryd that runs, and what it was made for; it says so again every few seconds; written by registry/fleet alone';
COMMENT ON COLUMN servers.tables IS 'the newest version of the tables that it knows';
COMMENT ON COLUMN servers.rules IS 'the version of the rules by which it folds';
COMMENT ON COLUMN servers.level IS 'up to which level of the ledger it reads records';

-- One row. A migration that takes away what older programs need raises it, and
-- says so in its text: see the package migrations.
CREATE TABLE tables_need (
    one boolean PRIMARY KEY DEFAULT true,
    tables integer NOT NULL DEFAULT 0,
    CONSTRAINT tables_need_one CHECK (one)
);
INSERT INTO tables_need DEFAULT VALUES;
COMMENT ON TABLE tables_need IS 'programs that know no version of the tables as new as this one may not work on them';

GRANT SELECT, INSERT, UPDATE, DELETE ON servers TO faro_directory;
GRANT SELECT ON tables_need TO faro_directory;

-- A registry that is new, and one that has such records already, takes those of
-- level 2; any other once who runs it says that every server reads them.
UPDATE ledger_head SET format = greatest(format, 2)
WHERE
    position = 0
    OR EXISTS (SELECT FROM tombstones)
    OR EXISTS (SELECT FROM records WHERE kind IN ('right.asked', 'right.decided', 'struck', 'erased'));
