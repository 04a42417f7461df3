export { fileDigest } from './file-digest.ts';
export { findModelFile } from './find-model-file.ts';
export type { Gguf, GgufTensor, GgufValue } from './gguf.ts';
export { type GgufFile, type GgufSet, readGgufSet } from './gguf-set.ts';
export { inspectModel, type OpenModelOptions, openModel } from './open-model.ts';
export type { ModelShape, ServedModel } from './served-model.ts';
