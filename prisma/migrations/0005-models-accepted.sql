-- CreateTable
CREATE TABLE "ModelPart" (
    "modelId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "file" TEXT NOT NULL,
    "sizeBytes" BIGINT NOT NULL,
    "modifiedAt" DATETIME NOT NULL,
    "inode" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,

    PRIMARY KEY ("modelId", "number"),
    CONSTRAINT "ModelPart_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ModelAcceptance" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "modelId" TEXT NOT NULL,
    "profile" TEXT NOT NULL,
    "passed" BOOLEAN NOT NULL,
    "bitsPerByte" REAL,
    "report" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    CONSTRAINT "ModelAcceptance_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ModelRole" (
    "role" TEXT NOT NULL PRIMARY KEY,
    "modelId" TEXT NOT NULL,
    "setAt" DATETIME NOT NULL,
    CONSTRAINT "ModelRole_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Model" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "file" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "sizeBytes" BIGINT NOT NULL,
    "modifiedAt" DATETIME NOT NULL,
    "inode" BIGINT,
    "architecture" TEXT NOT NULL,
    "license" TEXT NOT NULL,
    "contextTrained" INTEGER NOT NULL,
    "served" BOOLEAN NOT NULL DEFAULT false,
    "addedAt" DATETIME NOT NULL,
    "origin" TEXT NOT NULL DEFAULT '',
    "quantisation" TEXT NOT NULL DEFAULT '',
    "shapeDigest" TEXT NOT NULL DEFAULT '',
    "templateDigest" TEXT,
    "licenseText" TEXT,
    "licenseSource" TEXT NOT NULL DEFAULT 'metadata',
    "licenseReason" TEXT,
    "override" TEXT
);
INSERT INTO "new_Model" ("addedAt", "architecture", "contextTrained", "file", "id", "inode", "license", "modifiedAt", "name", "served", "sha256", "sizeBytes") SELECT "addedAt", "architecture", "contextTrained", "file", "id", "inode", "license", "modifiedAt", "name", "served", "sha256", "sizeBytes" FROM "Model";
DROP TABLE "Model";
ALTER TABLE "new_Model" RENAME TO "Model";
CREATE UNIQUE INDEX "Model_sha256_key" ON "Model"("sha256");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "ModelAcceptance_modelId_profile_at_idx" ON "ModelAcceptance"("modelId", "profile", "at");
