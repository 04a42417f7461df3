export { type Acceptance, acceptModel, acceptOn, untilReady } from './accept-model.ts';
export { chooseModel } from './choose-model.ts';
export { profileOf, standingOf } from './known-acceptances.ts';
export { type ModelCard, modelCard } from './model-card.ts';
export { type PlacedModel, placedModel, placeModel } from './place-model.ts';
export type { Capability, Check, Report } from './report.ts';
export { measuredStepMs, type ProfileView, profileView } from './tune/profile-view.ts';
export { type TuneProgress, tuneEngine } from './tune/tune-engine.ts';
export { writingSpeed } from './tune/writing-speed.ts';
