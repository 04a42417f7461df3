import { diskSpace } from '#server/platform/index.ts';
import { healthParts } from './health-parts.ts';

/** Which model serves now, and the disk that models lie on. */
export type ModelsPlace = { servedId: string | null; disk: { freeBytes: number; totalBytes: number } };

export async function modelsPlace(): Promise<ModelsPlace> {
  const { engine, model, folder } = healthParts();
  const isServing = engine.state().state === 'ready';
  return {
    servedId: isServing ? (model()?.id ?? null) : null,
    disk: await diskSpace(folder.root),
  };
}
