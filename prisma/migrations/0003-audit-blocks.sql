-- DropIndex
DROP INDEX "AuditRecord_at_idx";

-- DropIndex
DROP INDEX "AuditRecord_actorId_idx";

-- CreateTable
CREATE TABLE "AuditBlock" (
    "index" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "hash" BLOB NOT NULL
);

-- CreateIndex
CREATE INDEX "AuditRecord_facts_idx" ON "AuditRecord"("at", "outcome", "action", "actorId", "actorName", "subjectId", "repositoryIds");

-- CreateIndex
CREATE INDEX "AuditRecord_outcome_idx" ON "AuditRecord"("outcome");

-- CreateIndex
CREATE INDEX "AuditRecord_actorId_actorName_idx" ON "AuditRecord"("actorId", "actorName");
