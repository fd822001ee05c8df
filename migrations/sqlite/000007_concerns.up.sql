-- replica: what this installation has to see to about a minor beside the casefile,
-- as the registry last told: alerts, and conflicts of own records about a minor
-- who left, with those records and what the others say.
CREATE TABLE concerns (
    minor TEXT NOT NULL,
    what  TEXT NOT NULL CHECK (what IN ('alert', 'contest')),
    key   TEXT NOT NULL, -- of an alert its rule and record, of a contest its slot
    told  TEXT NOT NULL, -- JSON
    since INTEGER NOT NULL, -- told first; of a contest that is decided, told so
    PRIMARY KEY (minor, what, key)
) STRICT, WITHOUT ROWID;
