import { type Claim, claimsOf, holds, namesFile } from './claims.ts';

/** Why a citation is verified, or why it is not. */
export type VerificationReason =
  | 'identifier'
  | 'quotation'
  | 'noClaim'
  | 'idUnknown'
  | 'identifierMissing'
  | 'quotationMissing'
  | 'rangeGone'
  | 'blobChanged'
  | 'unreadable';

/** A cited passage as it was recorded when it was retrieved, and as it was found when it was read again. */
export type ReadAgain = {
  path: string;
  recordedBlobId: string;
  /** Blob at revision:path now; null where the repository, the revision or the path cannot be read. */
  foundBlobId: string | null;
  /** The lines of the range; null where the file no longer has them. */
  lines: readonly string[] | null;
};

export type Verification = {
  verified: boolean;
  reason: VerificationReason;
  /** The identifier or quotation concerned. */
  detail: string;
};

/**
 * Decides whether the citations of one sentence are verified: the blob is the recorded one, the range is there, and so is
 * what the sentence names. A name must stand in at least one of the passages that the sentence cites, and each verified
 * passage holds at least one; a sentence that names nothing is not verified, however true it may be.
 *
 * @param cited the passages of the sentence's citations; null for an id that was never given
 * @returns one verification for each of `cited`
 */
export function verifySentence(sentence: string, cited: readonly (ReadAgain | null)[]): Verification[] {
  const readable = cited.filter((passage): passage is ReadAgain => passage !== null && problemOf(passage) === null);
  const claims = claimsOf(sentence).filter((claim) => !readable.some((passage) => namesFile(claim, passage.path)));
  const missing = claims.find((claim) => claim.strong && !readable.some((passage) => holds(claim, passage.lines ?? [])));
  return cited.map((passage) => verifyOne(passage, claims, missing));
}

function verifyOne(passage: ReadAgain | null, claims: readonly Claim[], missing: Claim | undefined): Verification {
  if (!passage) return unverified('idUnknown', '');
  const problem = problemOf(passage);
  if (problem) return unverified(problem, passage.path);
  if (missing) return unverified(`${missing.kind}Missing`, missing.text);
  const found = claims.find((claim) => holds(claim, passage.lines ?? []));
  if (found) return { verified: true, reason: found.kind, detail: found.text };
  // What the sentence names stands in the other passages that it cites, not in this one.
  const elsewhere = claims.find((claim) => claim.strong);
  return elsewhere ? unverified(`${elsewhere.kind}Missing`, elsewhere.text) : unverified('noClaim', '');
}

function problemOf(passage: ReadAgain): 'unreadable' | 'blobChanged' | 'rangeGone' | null {
  if (passage.foundBlobId === null) return 'unreadable';
  if (passage.foundBlobId !== passage.recordedBlobId) return 'blobChanged';
  return passage.lines === null || passage.lines.length === 0 ? 'rangeGone' : null;
}

function unverified(reason: VerificationReason, detail: string): Verification {
  return { verified: false, reason, detail };
}
