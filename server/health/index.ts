export type { Check, CheckName, CheckState } from './checks.ts';
export { doctor } from './doctor.ts';
export { type EngineNow, watchEngine } from './engine-now.ts';
export { type EngineOverview, engineOverview, whatIf } from './engine-overview.ts';
export { acceptanceFolder, type HealthParts, healthFolder, healthModel, healthPlan, healthSetUpLink, openHealth } from './health-parts.ts';
export { type ModelsPlace, modelsPlace } from './models-place.ts';
export { type Readiness, readiness } from './readiness.ts';
export { type Status, status } from './status.ts';
export { tryEngineAgain } from './try-engine-again.ts';
