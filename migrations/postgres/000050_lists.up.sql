-- What is looked up by a list is found by its index alone. Where new entries are put
-- aside to be sorted in later (fastupdate), each look-up reads all that were put
-- aside: up to 32 pages of keys of likeness for each of a record's ten look-ups. What
-- a row costs to write is the same.
SET LOCAL ROLE faro_owner;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['match_keys_by_key', 'casefiles_by_office', 'casefiles_of_guardian', 'alerts_of_offices',
        'alerts_of_persons', 'sought_persons_by_key', 'institutions_by_territory', 'tree_runs_by_line']
    LOOP
        EXECUTE format('ALTER INDEX %I SET (fastupdate = off)', name);
        PERFORM gin_clean_pending_list(name::regclass);
    END LOOP;
END
$$;
