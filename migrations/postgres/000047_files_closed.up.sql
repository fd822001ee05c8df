-- Files are closed under both keys of their child; those from before are sealed anew.
SET LOCAL ROLE faro_owner;

GRANT UPDATE (named) ON attachments TO faro_files;
GRANT UPDATE (content) ON attachment_pieces TO faro_files;
GRANT SELECT ON servers TO faro_files;
