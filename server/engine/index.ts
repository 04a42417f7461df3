export type { Engine, EngineProperties, EngineState, GenerateFrame, GenerateRequest } from './engine.ts';
