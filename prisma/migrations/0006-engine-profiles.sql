-- CreateTable
CREATE TABLE "EngineProfile" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "modelId" TEXT NOT NULL,
    "hardwareDigest" TEXT NOT NULL,
    "hardware" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "commit" TEXT NOT NULL,
    "engine" TEXT NOT NULL,
    "settings" TEXT NOT NULL,
    "evidence" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "staleSince" DATETIME,
    CONSTRAINT "EngineProfile_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "EngineProfile_modelId_at_idx" ON "EngineProfile"("modelId", "at");
