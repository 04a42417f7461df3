-- Nobody edits or removes a record through this database, not even by accident. Somebody with the file can drop the
-- triggers; the tree and its signed checkpoint are what finds that.
CREATE TRIGGER "AuditRecord_no_update" BEFORE UPDATE ON "AuditRecord" BEGIN SELECT RAISE(ABORT, 'audit records are never changed'); END;
CREATE TRIGGER "AuditRecord_no_delete" BEFORE DELETE ON "AuditRecord" BEGIN SELECT RAISE(ABORT, 'audit records are never removed'); END;
