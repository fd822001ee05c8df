-- How offices are reached, for who has to call them: the last version stands.
SET LOCAL ROLE faro_owner;

CREATE TABLE contacts (
    version bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    office uuid NOT NULL CONSTRAINT contacts_office REFERENCES offices (id),
    phone text NOT NULL,
    mail text NOT NULL,
    hours text NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by uuid NOT NULL
);
COMMENT ON TABLE contacts IS 'telephone, e-mail and hours of offices; of no person, and of no minor';

-- why: how the offices on a page are reached
CREATE INDEX contacts_by_office ON contacts (office, version DESC);

GRANT SELECT, INSERT ON contacts TO faro_directory;
