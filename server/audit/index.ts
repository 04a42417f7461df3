export { act, closeIntents, record } from './act.ts';
export { answerAuditQuestion } from './answer.ts';
export { type Action, actions, type Details, type Outcome } from './catalogue.ts';
export { auditDamage, auditGroup, signNow, startCheckpoints, stopCheckpoints } from './checkpoint.ts';
export { newSalt, saltedDigest } from './digest.ts';
export { type ExportFormat, exportRecords } from './export.ts';
export {
  auditState,
  countRecords,
  facets,
  histogram,
  openAuditReader,
  pageOfRecords,
  recordedNames,
  recordWithProof,
  verifyInReader,
} from './query.ts';
export { type AuditFilter, type AuditQuestion, auditQuestion, type Verification } from './question.ts';
export { type AuditRecord, actorOf, makeRow } from './record.ts';
export type { Checkpoint } from './signing.ts';
export { emptyTree, encodeFrontier, push, type Tree } from './tree.ts';
export { verifyAudit } from './verify.ts';
