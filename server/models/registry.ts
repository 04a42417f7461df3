import { act } from '#server/audit/index.ts';
import { type Actor, AppError, type Authorized, db, now } from '#server/platform/index.ts';

/** What a model is for, beside answering: who is asked for it by role gets this one. */
export type ModelRoleName = 'planner' | 'coder';

/** A model as its card shows it. */
export type ModelView = {
  id: string;
  name: string;
  sha256: string;
  sizeBytes: number;
  architecture: string;
  quantisation: string;
  contextTrained: number;
  license: { name: string; source: string; text: string | null; reason: string | null };
  origin: string;
  templateDigest: string | null;
  parts: { number: number; sizeBytes: number; sha256: string }[];
  addedAt: Date;
  isChosen: boolean;
  /** Why an administrator lets it serve without acceptance. */
  override: string | null;
  roles: ModelRoleName[];
  /** The newest of each profile, newest first. */
  acceptances: { id: string; profile: string; passed: boolean; bitsPerByte: number | null; at: Date; report: unknown }[];
};

const everything = {
  parts: { orderBy: { number: 'asc' } },
  acceptances: { orderBy: { at: 'desc' } },
  roles: true,
} as const;

/** Every model that this box knows, newest first. */
export async function listModels(): Promise<ModelView[]> {
  const rows = await db().model.findMany({ orderBy: { addedAt: 'desc' }, include: everything });
  return rows.map(view);
}

/**
 * A model by its name, its id, or the beginning of its digest (eight digits or more).
 *
 * @throws AppError `model.unknown`, `model.ambiguous`
 */
export async function findModel(named: string): Promise<ModelView & { file: string; shapeDigest: string }> {
  const byDigest = /^[0-9a-f]{8,64}$/.test(named) ? [{ sha256: { startsWith: named } }] : [];
  const rows = await db().model.findMany({ where: { OR: [{ name: named }, { id: named }, ...byDigest] }, include: everything, take: 10 });
  const [found, ...more] = rows;
  if (!found) throw new AppError('model.unknown', { name: named });
  if (more.length > 0)
    throw new AppError('model.ambiguous', { name: named, digests: rows.map((row) => row.sha256.slice(0, 12)).join(', ') });
  return { ...view(found), file: found.file, shapeDigest: found.shapeDigest };
}

/** Gives a role to a model, and takes it from the one that had it. */
export async function setModelRole(actor: Actor, _box: Authorized<'appliance'>, named: string, role: ModelRoleName): Promise<ModelView> {
  const { id, name } = await findModel(named);
  await act(actor, 'model.roleSet', async (tx) => {
    const before = await tx.modelRole.findUnique({ where: { role }, include: { model: { select: { name: true } } } });
    await tx.modelRole.upsert({ where: { role }, create: { role, modelId: id, setAt: now() }, update: { modelId: id, setAt: now() } });
    return { record: { modelId: id, name, modelRole: role, before: before?.model.name ?? '' }, result: undefined };
  });
  return findModel(id);
}

/** File of the model that an administrator has chosen to serve; null where nobody has. */
export async function chosenModelFile(): Promise<string | null> {
  return (await db().model.findFirst({ where: { served: true }, select: { file: true } }))?.file ?? null;
}

type Row = Awaited<ReturnType<typeof rowsOf>>[number];
const rowsOf = () => db().model.findMany({ include: everything });

function view(row: Row): ModelView {
  const profiles = new Set<string>();
  const newest = row.acceptances.filter(({ profile }) => !profiles.has(profile) && profiles.add(profile));
  return {
    ...{ id: row.id, name: row.name, sha256: row.sha256, sizeBytes: Number(row.sizeBytes), architecture: row.architecture },
    ...{ quantisation: row.quantisation, contextTrained: row.contextTrained, origin: row.origin, templateDigest: row.templateDigest },
    license: { name: row.license, source: row.licenseSource, text: row.licenseText, reason: row.licenseReason },
    parts: row.parts.map(({ number, sizeBytes, sha256 }) => ({ number, sizeBytes: Number(sizeBytes), sha256 })),
    ...{ addedAt: row.addedAt, isChosen: row.served, override: row.override },
    roles: row.roles.map(({ role }) => (role === 'planner' ? 'planner' : 'coder')),
    acceptances: newest.map(({ id, profile, passed, bitsPerByte, at, report }) => {
      return { id, profile, passed, bitsPerByte, at, report: JSON.parse(report) as unknown };
    }),
  };
}
