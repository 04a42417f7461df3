/** What an auditor filters by. Empty lists and absent fields filter nothing. */
export interface AuditFilter {
  actorIds: string[];
  actions: string[];
  outcomes: string[];
  /** Milliseconds since 1970, the first included, the last not. */
  fromMs?: number;
  toMs?: number;
  /** An id, a name, a path or a digest, or a part of one. */
  text?: string;
}

export const emptyFilter: AuditFilter = { actorIds: [], actions: [], outcomes: [] };

const listKeys = [
  ['person', 'actorIds'],
  ['action', 'actions'],
  ['outcome', 'outcomes'],
] as const;

/** The filter that a page's address holds; what cannot be read filters nothing. */
export function filterFromUrl(params: URLSearchParams): AuditFilter {
  const filter: AuditFilter = { actorIds: [], actions: [], outcomes: [] };
  for (const [key, field] of listKeys) filter[field] = [...new Set(params.getAll(key).filter((value) => value !== ''))];
  const fromMs = readTime(params.get('from'));
  const toMs = readTime(params.get('to'));
  if (fromMs !== undefined) filter.fromMs = fromMs;
  if (toMs !== undefined && (fromMs === undefined || toMs > fromMs)) filter.toMs = toMs;
  const text = params.get('text')?.trim();
  if (text) filter.text = text;
  return filter;
}

function readTime(text: string | null): number | undefined {
  if (!text) return undefined;
  const ms = Date.parse(text);
  return Number.isFinite(ms) ? ms : undefined;
}

/** The filter as search parameters of the page and of the export, in one order, so that equal filters have equal addresses. */
export function filterToUrl(filter: AuditFilter): URLSearchParams {
  const params = new URLSearchParams();
  for (const [key, field] of listKeys) for (const value of [...filter[field]].sort()) params.append(key, value);
  if (filter.fromMs !== undefined) params.set('from', new Date(filter.fromMs).toISOString());
  if (filter.toMs !== undefined) params.set('to', new Date(filter.toMs).toISOString());
  if (filter.text) params.set('text', filter.text);
  return params;
}

export function isFiltering(filter: AuditFilter): boolean {
  return filterToUrl(filter).size > 0;
}

/** Adds a value to one of the lists, or takes it out where it stands in it. */
export function toggleIn(filter: AuditFilter, field: 'actorIds' | 'actions' | 'outcomes', value: string): AuditFilter {
  const list = filter[field];
  return { ...filter, [field]: list.includes(value) ? list.filter((other) => other !== value) : [...list, value] };
}

/** The filter with another range of time; null takes the range away. */
export function withRange(filter: AuditFilter, range: { fromMs: number; toMs: number } | null): AuditFilter {
  const { fromMs: _from, toMs: _to, ...rest } = filter;
  return range === null ? rest : { ...rest, ...range };
}
