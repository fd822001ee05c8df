-- Who has signed in before: sessions are kept, so a person who has one was here.
SET LOCAL ROLE faro_owner;

-- one row a sign-in: the table is read while it is built, and writes wait for seconds
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX sessions_of_person ON sessions (person);
