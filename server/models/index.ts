export { type AddedModel, type AddModel, addModel } from './add-model.ts';
export { fileDigest } from './file-digest.ts';
export { findModelFile } from './find-model-file.ts';
export type { Gguf, GgufTensor, GgufValue } from './gguf.ts';
export { type GgufFile, type GgufSet, readGgufSet } from './gguf-set.ts';
export { type MakerFigures, makerFigures } from './maker-figures.ts';
export { inspectModel, modelDigest, type OpenModelOptions, openModel } from './open-model.ts';
export { chosenModelFile, findModel, listModels, type ModelRoleName, type ModelView, setModelRole } from './registry.ts';
export type { ModelShape, ServedModel } from './served-model.ts';
