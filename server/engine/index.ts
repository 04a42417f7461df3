export { ComingEngine } from './coming-engine.ts';
export type { Engine, EngineProperties, EngineState, GenerateFrame, GenerateRequest } from './engine.ts';
export { startEngine } from './start-engine.ts';
