-- AlterTable
ALTER TABLE "Model" ADD COLUMN "inode" BIGINT;
