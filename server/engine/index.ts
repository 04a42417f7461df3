export { ComingEngine } from './coming-engine.ts';
export type { Engine, EngineProperties, EngineState, GenerateFrame, GenerateRequest } from './engine.ts';
export { passesStride } from './frame-writer.ts';
export { buildDigest, launchOf, llamaServerBuild, variantLinks } from './llama-server/programs.ts';
export { connectEngine, startEngine } from './start-engine.ts';
export { prefixLength } from './token-prefix.ts';
