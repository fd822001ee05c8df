-- Who worked in an operator's place whom the registry does not name: for the
-- administrator of the operator's office to be told.
SET LOCAL ROLE faro_owner;

CREATE TABLE stood_in (
    office uuid NOT NULL CONSTRAINT stood_in_office REFERENCES offices,
    person uuid NOT NULL,
    name text NOT NULL CONSTRAINT stood_in_name CHECK (name <> ''),
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    records integer NOT NULL CONSTRAINT stood_in_records CHECK (records > 0),
    CONSTRAINT stood_in_pkey PRIMARY KEY (office, person, name)
);
COMMENT ON TABLE stood_in IS 'who wrote records in the name of an operator who had let them in with no line; grown people, and no minor';
COMMENT ON COLUMN stood_in.office IS 'for which the records speak';
COMMENT ON COLUMN stood_in.person IS 'the operator who let them in, and answers for it';
COMMENT ON COLUMN stood_in.name IS 'as the operator typed it';

GRANT SELECT, INSERT, UPDATE (last_at, records) ON stood_in TO faro_intake;
GRANT SELECT ON stood_in TO faro_directory;
