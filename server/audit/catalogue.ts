import { z } from 'zod';

/**
 * Every action that is recorded: a closed list with a schema each. Details hold ids, names, counts and digests, never the
 * text of a person or a passage. `subject` is the row the action is about, `repositories` the ids it reads or changes: both
 * become columns that people filter by.
 */
type Entry = {
  details: z.ZodObject;
  subject?: string;
  repositories?: string;
};

const id = z.string();
const ids = z.array(z.string());
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const scope = z.array(z.object({ repositoryId: id, repository: z.string(), revision: z.string() }));
const passage = z.object({
  number: z.number(),
  repositoryId: id,
  repository: z.string(),
  revision: z.string(),
  path: z.string(),
  startLine: z.number(),
  endLine: z.number(),
  blobId: z.string(),
});
const intent = z.object({ intentIndex: z.number().optional() });

export const catalogue = {
  'appliance.started': { details: z.object({ version: z.string(), node: z.string() }) },
  'appliance.stopped': { details: z.object({ reason: z.string() }) },
  'intent.closed': { details: z.object({ intentIndex: z.number(), action: z.string(), reason: z.string() }) },
  'access.refused': { details: z.object({ procedure: z.string(), code: z.string(), subjectId: id }), subject: 'subjectId' },
  'console.command': { details: z.object({ command: z.string() }) },

  'session.opened': { details: z.object({ sessionId: id, userId: id, userAgent: z.string() }), subject: 'userId' },
  'session.refused': { details: z.object({ userId: id, reason: z.string(), failures: z.number() }), subject: 'userId' },
  'session.closed': { details: z.object({ sessionId: id, userId: id, reason: z.string() }), subject: 'userId' },
  'user.added': { details: z.object({ userId: id, name: z.string(), role: z.string() }), subject: 'userId' },
  'user.passwordChosen': { details: z.object({ userId: id }), subject: 'userId' },
  'user.linkMade': { details: z.object({ userId: id, purpose: z.string(), expiresAt: z.string() }), subject: 'userId' },
  'user.roleChanged': { details: z.object({ userId: id, from: z.string(), to: z.string() }), subject: 'userId' },
  'user.suspended': { details: z.object({ userId: id }), subject: 'userId' },
  'user.resumed': { details: z.object({ userId: id }), subject: 'userId' },
  'user.removed': { details: z.object({ userId: id, name: z.string() }), subject: 'userId' },

  'model.added': {
    details: z.object({
      modelId: id,
      name: z.string(),
      sha256: digest,
      sizeBytes: z.number(),
      license: z.string(),
      licenseSource: z.string(),
      licenseDigest: digest.optional(),
      architecture: z.string(),
      quantisation: z.string(),
      templateDigest: digest.optional(),
      origin: z.string(),
      partDigests: z.array(digest),
      reason: z.string().optional(),
    }),
    subject: 'modelId',
  },
  'model.accepted': {
    details: z.object({
      modelId: id,
      name: z.string(),
      sha256: digest,
      profile: z.string(),
      passed: z.boolean(),
      capabilities: z.array(z.string()),
      failedChecks: z.array(z.string()),
      bitsPerByte: z.number().optional(),
      reportDigest: digest,
    }),
    subject: 'modelId',
  },
  'model.chosen': {
    details: z.object({ modelId: id, name: z.string(), sha256: digest, before: z.string(), reason: z.string().optional() }),
    subject: 'modelId',
  },
  'model.roleSet': {
    details: z.object({ modelId: id, name: z.string(), modelRole: z.string(), before: z.string() }),
    subject: 'modelId',
  },

  'engine.retried': { details: z.object({ from: z.string() }) },
  'engine.tuned': {
    details: z.object({
      modelId: id,
      name: z.string(),
      sha256: digest,
      profileId: id,
      settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
      candidates: z.number(),
      generationTokensPerSecond: z.number(),
      promptTokensPerSecond: z.number(),
      evidenceDigest: digest,
    }),
    subject: 'modelId',
  },
  'engine.profileStale': {
    details: z.object({ modelId: id, name: z.string(), profileId: id, changed: z.string() }),
    subject: 'modelId',
  },

  'repository.added': {
    details: z.object({ repositoryId: id, name: z.string(), sourceKind: z.string(), source: z.string(), branch: z.string() }),
    subject: 'repositoryId',
    repositories: 'repositoryId',
  },
  'repository.imported': {
    details: intent.extend({
      repositoryId: id,
      name: z.string(),
      importId: id,
      revision: z.string(),
      branch: z.string(),
      files: z.number(),
      errorCode: z.string(),
    }),
    subject: 'importId',
    repositories: 'repositoryId',
  },
  'repository.updateRequested': {
    details: z.object({ repositoryId: id, importId: id, name: z.string(), source: z.string(), branch: z.string() }),
    subject: 'importId',
    repositories: 'repositoryId',
  },
  'repository.importCancelled': {
    details: z.object({ repositoryId: id, importId: id, name: z.string() }),
    subject: 'importId',
    repositories: 'repositoryId',
  },
  'repository.removed': {
    details: intent.extend({ repositoryId: id, name: z.string() }),
    subject: 'repositoryId',
    repositories: 'repositoryId',
  },
  'search.run': {
    details: z.object({
      kind: z.string(),
      scope,
      queryDigest: digest,
      results: z.number(),
      repositoryIds: ids,
      errorCode: z.string().optional(),
    }),
    repositories: 'repositoryIds',
  },
  'file.opened': {
    details: z.object({ repositoryId: id, repository: z.string(), revision: z.string(), path: z.string(), blobId: z.string() }),
    repositories: 'repositoryId',
  },

  'conversation.renamed': { details: z.object({ conversationId: id }), subject: 'conversationId' },
  'conversation.deleted': { details: z.object({ conversationId: id }), subject: 'conversationId' },
  'conversation.restored': { details: z.object({ conversationId: id }), subject: 'conversationId' },
  'question.asked': {
    details: z.object({
      conversationId: id,
      messageId: id,
      answerId: id,
      jobId: id,
      mode: z.string(),
      scope,
      repositoryIds: ids,
      questionDigest: digest,
      questionBytes: z.number(),
    }),
    subject: 'answerId',
    repositories: 'repositoryIds',
  },
  'answer.stored': {
    details: z.object({
      answerId: id,
      jobId: id,
      mode: z.string(),
      finishReason: z.string(),
      errorCode: z.string(),
      attempts: z.number(),
      scope,
      repositoryIds: ids,
      // inPrompt: these lines left the repository into a model's prompt; the others were only shown to the person.
      passages: z.array(passage.extend({ inPrompt: z.boolean() })),
      modelDigest: z.string(),
      modelName: z.string(),
      parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
      promptTokens: z.number(),
      cachedTokens: z.number(),
      outputTokens: z.number(),
      citations: z.number(),
      citationsVerified: z.number(),
      questionDigest: digest,
      answerDigest: digest,
    }),
    subject: 'answerId',
    repositories: 'repositoryIds',
  },
  'answer.regenerated': {
    details: z.object({
      conversationId: id,
      messageId: id,
      answerId: id,
      jobId: id,
      replaces: id,
      mode: z.string(),
      scope,
      repositoryIds: ids,
      questionDigest: digest,
    }),
    subject: 'answerId',
    repositories: 'repositoryIds',
  },
  'answer.stopRequested': { details: z.object({ answerId: id, jobId: id }), subject: 'answerId' },

  'audit.viewed': { details: z.object({ filter: z.record(z.string(), z.string()), records: z.number() }) },
  'audit.exported': { details: z.object({ format: z.string(), filter: z.record(z.string(), z.string()), records: z.number() }) },
  'audit.signed': { details: z.object({ records: z.number() }) },
  'audit.verified': { details: z.object({ ok: z.boolean(), records: z.number(), firstBad: z.number().optional(), reason: z.string() }) },
  'backup.made': { details: intent.extend({ file: z.string(), sizeBytes: z.number(), sha256: z.string() }) },
  'backup.restored': { details: z.object({ file: z.string(), sha256: z.string() }) },
} satisfies Record<string, Entry>;

export type Action = keyof typeof catalogue;
export type Details<A extends Action> = z.infer<(typeof catalogue)[A]['details']>;
export type Outcome = 'done' | 'refused' | 'failed' | 'intent';

export const actions = Object.keys(catalogue) as Action[];

/** The values of the columns that repeat fields of a record's details. */
export function filterColumns(action: Action, details: Record<string, unknown>): { subjectId: string; repositoryIds: string } {
  const entry: Entry = catalogue[action];
  const subject = entry.subject ? details[entry.subject] : '';
  const found = entry.repositories ? details[entry.repositories] : [];
  const repositories = (Array.isArray(found) ? found : [found]).filter(Boolean);
  return { subjectId: String(subject ?? ''), repositoryIds: repositories.length > 0 ? `|${repositories.join('|')}|` : '' };
}
