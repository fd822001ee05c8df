SET LOCAL ROLE faro_owner;

DROP TABLE retention_reviews;
