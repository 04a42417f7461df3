/** A model file that has been read, checked and registered: what engine, prompts and answers need to know of it. */
export type ServedModel = {
  id: string;
  /** Its file name without ending. */
  name: string;
  /** Absolute path. */
  file: string;
  sha256: string;
  sizeBytes: number;
  /** GGUF architecture name, such as "llama" or "qwen3next". */
  architecture: string;
  /** `general.license`, or "unknown" where the file says nothing. */
  license: string;
  /** Tokens of context the model was trained with. */
  contextTrained: number;
  /** Shape that the memory arithmetic of a plan needs. */
  shape: ModelShape;
  /** The model's own chat template (Jinja), absent where the file carries none. */
  chatTemplate?: string;
};

/** Dimensions out of the GGUF metadata. */
export type ModelShape = {
  layers: number;
  embedding: number;
  heads: number;
  kvHeads: number;
  /** Length of one key and one value vector of a head. */
  keyLength: number;
  valueLength: number;
  vocabulary: number;
  /** Share of the weights that one token passes through: below 1 where few of many experts are used. */
  activeShare: number;
};
