-- Of which version the read tables are: what an older program has left out of
-- them is put in by a rebuild that registryd begins by itself.
SET LOCAL ROLE faro_owner;

CREATE TABLE projections (
    one boolean PRIMARY KEY DEFAULT true CONSTRAINT projections_one CHECK (one),
    version integer NOT NULL CONSTRAINT projections_version CHECK (version >= 0)
);
COMMENT ON TABLE projections IS 'of which version the read tables are (projection.Version); names no minor';
COMMENT ON COLUMN projections.version IS 'at least this of every casefile; 0 is from before there was a version';

-- Where nothing is recorded yet, nothing is left out.
INSERT INTO projections (version) SELECT CASE WHEN EXISTS (SELECT FROM records) THEN 0 ELSE 1 END;

GRANT SELECT, UPDATE (version) ON projections TO faro_intake;
