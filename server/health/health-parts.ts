import { dirname, join } from 'node:path';
import type { Engine } from '#server/engine/index.ts';
import type { EnginePlan, PlanWishes } from '#server/hardware/index.ts';
import type { ServedModel } from '#server/models/index.ts';
import type { DataFolder } from '#server/platform/index.ts';

/** What the entry knows of the running appliance and nobody can look up. */
export type HealthParts = {
  startedAt: Date;
  folder: DataFolder;
  engine: Engine;
  /** null until the model is known, and where none can be served. */
  model(): ServedModel | null;
  plan(): EnginePlan | null;
  /** The plan that the box would get for other wishes; null as `plan`. */
  replan(wishes: PlanWishes): EnginePlan | null;
  /** Addresses that a browser opens, the plain door's first. */
  urls: readonly string[];
  /** The first administrator's whole link while it can be used, else null. */
  setUpLink(): string | null;
  /** The TLS door's certificate; null without that door. */
  certificate(): { validUntil: Date } | null;
  controlSocket: string;
};

let opened: HealthParts | null = null;

/** Called once by the entry, before the doors open. */
export function openHealth(parts: HealthParts): void {
  opened = parts;
}

export function healthParts(): HealthParts {
  if (!opened) throw new Error('health was asked for before the entry opened it');
  return opened;
}

/** The first administrator's link while it can be used, else null. */
export function healthSetUpLink(): string | null {
  return healthParts().setUpLink();
}

/** The data folder that the appliance runs on. */
export function healthFolder(): DataFolder {
  return healthParts().folder;
}

/** The model that serves, or will; null until it is known, and where there is none. */
export function healthModel(): ServedModel | null {
  return healthParts().model();
}

/** How that model is placed; null until it is, and where it is not ours to place. */
export function healthPlan(): EnginePlan | null {
  return healthParts().plan();
}

/** Short folder for the socket of an engine that is only tried: beside the one that serves. */
export function acceptanceFolder(): string {
  return join(dirname(healthParts().controlSocket), 'try');
}
