-- The dry run of each month, laid before those who order erasures.
SET LOCAL ROLE faro_owner;

CREATE TABLE retention_reviews (
    month date PRIMARY KEY,
    made_at timestamptz NOT NULL,
    due_until date NOT NULL,
    children integer NOT NULL,
    goes integer NOT NULL,
    held integer NOT NULL,
    blocked integer NOT NULL,
    CONSTRAINT retention_reviews_month CHECK (extract(DAY FROM month) = 1),
    CONSTRAINT retention_reviews_parts CHECK (children = goes + held + blocked)
);
COMMENT ON TABLE retention_reviews IS 'How many children were due to be erased when a month began: a dry run, by which nothing is erased. Only added.';
COMMENT ON COLUMN retention_reviews.goes IS 'whom nothing keeps from going: two persons see to it';
CREATE TRIGGER retention_reviews_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON retention_reviews
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE retention_reviews ENABLE ALWAYS TRIGGER retention_reviews_only_added;
GRANT SELECT, INSERT ON retention_reviews TO faro_erasure;
