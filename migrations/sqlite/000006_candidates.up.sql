-- replica: minors who may be the same child, both in scope; told by the registry.
CREATE TABLE candidates (
    minor  TEXT NOT NULL,
    other  TEXT NOT NULL,
    agrees TEXT NOT NULL, -- JSON: how likely, and in what they agree, without any value
    PRIMARY KEY (minor, other)
) STRICT, WITHOUT ROWID;
