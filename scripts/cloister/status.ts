import type { inferRouterOutputs } from '@trpc/server';
import type { Command } from 'commander';
import { wordsOf } from '#app/messages/error-words.ts';
import type { AppRouter } from '#server/api/index.ts';
import { shownDuration, standLine } from './lines.ts';
import { addVerb, type Ending } from './verb.ts';
import { words } from './words.ts';

type Status = inferRouterOutputs<AppRouter>['health']['status'];

/** `cloister status`: the appliance at a glance. */
export function addStatus(program: Command, ending: Ending): void {
  addVerb(program, ending, 'status', words('status.about'), async ({ appliance }) => {
    const status = await appliance.trpc.health.status.query();
    return { json: status, lines: statusLines(status) };
  });
}

function statusLines(status: Status): string[] {
  const { slots, disk, database, repositories, jobs, audit } = status;
  return [
    words('status.head', { version: status.version, uptime: shownDuration(status.uptimeMs) }),
    ...(status.ready ? standLine('ok', words('status.ready'), words('status.isReady')) : []),
    ...status.reasons.flatMap(({ message, remedy }) => standLine('LOOK', words('status.ready'), message, remedy)),
    ...standLine(status.engine.state === 'ready' ? 'ok' : 'LOOK', words('status.engine'), engineText(status)),
    ...lastLogLines(status),
    ...standLine('ok', words('status.queue'), words('status.queueText', { busy: slots.busy, total: slots.total, waiting: slots.waiting })),
    ...standLine('ok', words('status.jobs'), words('status.jobsText', jobs)),
    ...standLine('ok', words('status.repositories'), words('status.repositoriesText', repositories)),
    ...standLine('ok', words('status.database'), words('status.databaseText', database)),
    ...standLine('ok', words('status.disk'), words('status.diskText', disk)),
    ...standLine(
      audit.checkpoint ? 'ok' : 'LOOK',
      words('status.audit'),
      words('status.auditText', { records: audit.records, signed: audit.checkpoint?.size ?? 0 }),
    ),
    ...status.urls.flatMap((url) => standLine('ok', words('status.address'), url)),
    ...(status.setUpLink ? standLine('LOOK', words('status.setUp'), words('status.setUpText'), status.setUpLink) : []),
  ];
}

/** An engine that was given up says why in its last lines. */
function lastLogLines({ engine }: Status): string[] {
  return engine.state === 'failed' ? engine.lastLog.map((line) => `      | ${line}`) : [];
}

function engineText({ engine, model }: Status): string {
  const name = model?.name ?? words('status.noModel');
  switch (engine.state) {
    case 'ready':
      return words('status.engineReady', { name, slots: engine.slots, context: engine.context });
    case 'loading':
      return words('status.engineLoading', { name, percent: Math.round(engine.progress * 100) });
    case 'checking':
      return words('status.engineChecking', { percent: Math.floor(engine.progress * 100) });
    case 'none':
      return wordsOf(engine.why).message;
    case 'failed':
    case 'restarting':
      return words('status.engineOther', { state: engine.state, reason: engine.reason });
    default:
      return engine.state;
  }
}
