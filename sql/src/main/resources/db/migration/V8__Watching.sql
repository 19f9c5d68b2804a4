-- What became of one document: explain and forget look its rejections up, which rest for as long as the retention says.
-- Holds writers of rejections, not readers, while it is made.
CREATE INDEX rejection_document ON rejection (source, document_id);
