SET LOCAL ROLE faro_owner;

REVOKE SELECT ON servers FROM faro_files;
REVOKE UPDATE (content) ON attachment_pieces FROM faro_files;
REVOKE UPDATE (named) ON attachments FROM faro_files;
