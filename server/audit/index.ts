export { act, closeIntents, record } from './act.ts';
export { type Action, actions, type Details, type Outcome } from './catalogue.ts';
export { auditGroup, readTree, signNow, startCheckpoints, stopCheckpoints } from './checkpoint.ts';
export { newSalt, saltedDigest } from './digest.ts';
export { type ExportFormat, exportRecords } from './export.ts';
export {
  type AuditFilter,
  auditState,
  countRecords,
  type Facet,
  facets,
  histogram,
  type Proof,
  pageOfRecords,
  recordWithProof,
} from './query.ts';
export type { AuditRecord } from './record.ts';
export type { Checkpoint } from './signing.ts';
export { type Verification, verifyAudit } from './verify.ts';
