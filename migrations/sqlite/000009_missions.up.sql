-- missions: what each office that this machine speaks for is, and the agreements
-- under which a tracing partner and its missions work.
ALTER TABLE offices ADD COLUMN kind TEXT NOT NULL DEFAULT ''; -- of the institution; '' of a structure
ALTER TABLE offices ADD COLUMN agreements TEXT NOT NULL DEFAULT '[]';
