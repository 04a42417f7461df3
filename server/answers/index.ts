export { registerAnswers } from './answer-handler.ts';
export { type AnswerMode, answerModes } from './answer-job.ts';
export { answerTarget, createAnswer, type FinishReason, loadAnswer, type ScopeEntry } from './answer-rows.ts';
export { type AnswerView, type CitationView, stopAnswer, viewAnswers } from './answer-view.ts';
export type { Asked, NamedModel, Turn } from './asked.ts';
export { type PassageLines, passageLines } from './passage-lines.ts';
export { pinScope } from './pin-scope.ts';
