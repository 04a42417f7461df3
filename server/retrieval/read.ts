import { statSync } from 'node:fs';
import { type AuditQuestion, answerAuditQuestion } from '#server/audit/index.ts';
import { AppError, limits, openReadConnection, type ReadConnection } from '#server/platform/index.ts';
import { splitLines } from '#server/repositories/index.ts';
import type { RankedPassage } from './evidence.ts';
import { gatherEvidence } from './gather.ts';
import { languageOf } from './language.ts';
import { type OpenIndex, openIndex, type RevisionView } from './open-index.ts';
import { previewOf } from './preview.ts';
import { parseQuery, type WordQuery } from './query.ts';
import { rankPassages } from './rank.ts';
import { rarityOver } from './rarity.ts';
import type { FileFacts, Found, ReaderRequest, SearchPart } from './reader-messages.ts';
import { type FoundText, searchTexts } from './text-results.ts';
import { literalMatcher, regexMatcher } from './text-search.ts';

const PASSAGES_PER_FILE = 3;
const INDEXES_OPEN = 16;

const open = new Map<string, OpenIndex>();

/** Answers one request of the appliance; runs in a reader process. */
export function answerRequest(request: ReaderRequest): unknown {
  if (request.kind === 'audit') return answerAudit(request.file, request.question);
  if (request.kind === 'symbols') return symbolsOf(request.part, request.path);
  const parts = request.parts.map((part) => ({ ...viewOf(part), name: part.repository }));
  const limit = Math.min(request.limit, limits.searchResults);
  return request.kind === 'words' ? searchWords(parts, request, limit) : searchText(parts, { ...request, kind: request.kind, limit });
}

let auditLog: { file: string; connection: ReadConnection } | null = null;

/** The app database's log, read over a connection of this process that cannot write; it stays open for the next question. */
function answerAudit(file: string, question: AuditQuestion): unknown {
  if (auditLog?.file !== file) {
    auditLog?.connection.close();
    auditLog = { file, connection: openReadConnection(file) };
  }
  return answerAuditQuestion(auditLog.connection, question);
}

type Part = { index: OpenIndex; view: RevisionView };

function searchWords(parts: readonly Part[], { text, carried }: { text: string; carried?: string | undefined }, limit: number): Found[] {
  const query = parseQuery(text, carried);
  const rarities = rarityOver(parts.map(({ index }) => index));
  const evidence = rarities.flatMap((rarity, at) => {
    const part = parts[at];
    return part ? gatherEvidence({ ...part, rarity }, query, at) : [];
  });
  const ranked = rankPassages(evidence, { ...query, limit, passagesPerFile: PASSAGES_PER_FILE });
  return withPreviews(parts, ranked, query);
}

function withPreviews(parts: readonly Part[], ranked: readonly RankedPassage[], query: WordQuery): Found[] {
  const weights = new Map(query.terms.map(({ term, weight }) => [term, weight]));
  const lines = new Map<string, string[]>();
  return ranked.map((passage) => {
    const key = `${passage.part}:${passage.documentId}`;
    const all = lines.get(key) ?? splitLines(parts[passage.part]?.index.text(passage.documentId) ?? '');
    lines.set(key, all);
    return { ...passage, ...previewOf(all.slice(passage.startLine - 1, passage.endLine), passage.startLine, weights) };
  });
}

function searchText(
  parts: readonly Part[],
  { kind, text, limit }: { kind: 'literal' | 'regex'; text: string; limit: number },
): FoundText[] {
  const matcher = kind === 'literal' ? literalMatcher(text) : regexMatcher(text);
  const found = parts.flatMap(({ index, view }, part) => searchTexts(index, view, { matcher, literal: text }, part, limit));
  return found.sort((a, b) => b.score - a.score || a.part - b.part).slice(0, limit);
}

/** A file of a revision that has left the index is still shown: from git, without its outline. */
function symbolsOf(part: SearchPart, path: string): FileFacts {
  const index = indexAt(part);
  const view = index.revision(part.commit);
  const documentId = view?.documentByPath.get(path);
  if (!view || documentId === undefined) return { language: languageOf(path).name, symbols: [] };
  const language = view.documents.get(documentId)?.language ?? '';
  return { language, symbols: index.symbolsOfDocument.all(documentId) as FileFacts['symbols'] };
}

/** @throws AppError `repository.notReady` without an index, `search.revisionNotIndexed` where the revision has left it */
function viewOf(part: SearchPart): Part {
  const index = indexAt(part);
  const view = index.revision(part.commit);
  if (!view) throw new AppError('search.revisionNotIndexed', { name: part.repository, revision: part.commit.slice(0, 12) });
  return { index, view };
}

/** An index is replaced by rename: another inode under the name means another index. */
function indexAt({ indexFile, repository }: SearchPart): OpenIndex {
  const inode = statSync(indexFile, { throwIfNoEntry: false })?.ino;
  if (inode === undefined) throw new AppError('repository.notReady', { name: repository });
  const known = open.get(indexFile);
  if (known?.inode === inode) return known;
  known?.close();
  open.delete(indexFile);
  for (const [file, oldest] of open) {
    if (open.size < INDEXES_OPEN) break;
    oldest.close();
    open.delete(file);
  }
  const fresh = openIndex(indexFile);
  open.set(indexFile, fresh);
  return fresh;
}
