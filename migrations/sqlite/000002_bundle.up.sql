-- replica: the key that seals what installations of an office hand to one another.
ALTER TABLE offices ADD COLUMN key BLOB;

-- replica: records of another installation, taken from a bundle; each goes when
-- the registry has answered for it.
ALTER TABLE records ADD COLUMN carried INTEGER NOT NULL DEFAULT 0 CHECK (carried IN (0, 1));
CREATE INDEX records_carried ON records (agent, seq) WHERE carried = 1;
