export type { ModelShape, ServedModel } from './served-model.ts';
