/**
 * A program that is an engine whose memory grows: each answer leaves so many MiB behind as its prompt has letters, and says
 * "Yes, yes." It is told its socket by the first argument.
 */
import { openHostServer } from '#server/engine/host/host-server.ts';
import { dieWithParent } from '#server/engine/host/parent-watch.ts';
import { Refused } from '#server/engine/refused.ts';
import { ScriptedSlot, scriptedProperties, scriptedTokenize, TokenGate } from './scripted-model.ts';

dieWithParent();
process.stdin.resume();

const MIB = 1024 * 1024;
const left: Buffer[] = [];

const server = await openHostServer(process.argv[2] ?? '');
const slot = new ScriptedSlot({
  number: 0,
  context: 65_536,
  answer: () => 'Yes, yes.',
  source: undefined,
  gate: new TokenGate(),
  asked: [],
});
server.serve({
  properties: scriptedProperties(1, 65_536, false),
  tokenize: scriptedTokenize,
  embed: async () => {
    throw new Refused({ code: 'refused', reason: 'it only grows' });
  },
  slots: [
    {
      async generate(body, signal, frames) {
        for (const _ of body.tokens) left.push(Buffer.alloc(MIB, 1));
        await slot.generate(body, signal, frames);
      },
      erase: () => slot.erase(),
      score: () => slot.score(),
    },
  ],
});
