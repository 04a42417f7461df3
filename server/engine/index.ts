export type { Engine, EngineProperties, EngineState, GenerateFrame, GenerateRequest } from './engine.ts';
export { noEngine, startEngine } from './start-engine.ts';
