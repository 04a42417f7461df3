import { AppError, diskSpace } from '#server/platform/index.ts';

/** @throws AppError `model.diskFull` where a folder's disk lacks room for so much of a model */
export async function expectModelRoom(folder: string, neededBytes: number): Promise<void> {
  const { freeBytes } = await diskSpace(folder);
  if (freeBytes < neededBytes) throw new AppError('model.diskFull', { folder, neededBytes, freeBytes });
}
