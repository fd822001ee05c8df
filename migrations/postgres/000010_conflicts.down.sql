SET LOCAL ROLE faro_owner;

DROP INDEX conflicts_by_age;

ALTER TABLE conflicts
    DROP CONSTRAINT conflicts_id,
    DROP COLUMN near,
    DROP COLUMN deciders,
    DROP COLUMN offices,
    DROP COLUMN id;
