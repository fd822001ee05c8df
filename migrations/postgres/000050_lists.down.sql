SET LOCAL ROLE faro_owner;

ALTER INDEX match_keys_by_key SET (fastupdate = on);
ALTER INDEX casefiles_by_office SET (fastupdate = on);
ALTER INDEX casefiles_of_guardian RESET (fastupdate);
ALTER INDEX alerts_of_offices RESET (fastupdate);
ALTER INDEX alerts_of_persons RESET (fastupdate);
ALTER INDEX sought_persons_by_key RESET (fastupdate);
ALTER INDEX institutions_by_territory RESET (fastupdate);
ALTER INDEX tree_runs_by_line RESET (fastupdate);
