import type { Details } from './record-words.ts';

/** What an act was about, as an auditor asks for it. */
const target = [
  ['person', 'name', 'role', 'from', 'to', 'before', 'purpose', 'expiresAt', 'userAgent'],
  ['command', 'procedure', 'code', 'action', 'intentIndex', 'version', 'node'],
  ['repository', 'scope', 'path', 'branch', 'revision', 'sourceKind', 'source', 'origin'],
  ['kind', 'mode', 'format', 'filter', 'file'],
  ['modelName', 'modelRole', 'profile', 'capabilities', 'architecture', 'quantisation', 'license', 'licenseSource', 'parameters'],
  ['settings', 'candidates', 'changed'],
].flat();

/** How it ended, and its figures. */
const ending = [
  ['reason', 'finishReason', 'errorCode', 'ok', 'firstBad', 'passed', 'failedChecks', 'failures', 'attempts'],
  ['results', 'records', 'files', 'citations', 'citationsVerified', 'promptTokens', 'cachedTokens', 'outputTokens'],
  ['questionBytes', 'sizeBytes', 'bitsPerByte', 'generationTokensPerSecond', 'promptTokensPerSecond'],
].flat();

/** What names content to the bit, for whoever compares. */
const digests = [
  ['questionDigest', 'answerDigest', 'queryDigest', 'blobId', 'sha256', 'partDigests', 'modelDigest', 'templateDigest', 'licenseDigest'],
  ['reportDigest', 'evidenceDigest'],
].flat();

/** What names rows of ours. */
const ids = [
  ['userId', 'subjectId', 'repositoryId', 'importId', 'modelId', 'conversationId', 'messageId', 'answerId', 'replaces', 'jobId'],
  ['profileId', 'sessionId'],
].flat();

/** Every field that has a place. */
export const placedFields: readonly string[] = [...target, ...ending, ...digests, ...ids];

/** The fields of a record in the order of reading: what it was about, how it ended, digests, ids. One without a place ends the first. */
export function orderedDetails(details: Details): { about: [string, unknown][]; ended: [string, unknown][] } {
  const placed = Object.entries(details).map(([name, value]) => ({ name, value, place: placedFields.indexOf(name) }));
  const isAbout = ({ place }: { place: number }) => place < target.length;
  const inOrder = (fields: typeof placed) =>
    fields.toSorted((a, b) => rank(a.place) - rank(b.place)).map(({ name, value }): [string, unknown] => [name, value]);
  return { about: inOrder(placed.filter(isAbout)), ended: inOrder(placed.filter((field) => !isAbout(field))) };
}

function rank(place: number): number {
  return place < 0 ? target.length : place;
}
