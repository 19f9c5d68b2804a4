-- Nothing is lost: what a slice read, it decided, rejected or found unchanged. Checked by the database, whoever writes.
-- NOT VALID first: adding the constraint then takes its lock for a moment, and reading the rows takes none that a job waits for.
ALTER TABLE slice ADD CONSTRAINT accounting CHECK (documents = decided + rejected + skipped_unchanged) NOT VALID;
ALTER TABLE slice VALIDATE CONSTRAINT accounting;
