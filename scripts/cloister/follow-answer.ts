import type { Box } from './verb.ts';
import { words } from './words.ts';

/** Follows a job to its end. Without --json the answer is printed as it is written; where it stands in line is said meanwhile. */
export function followAnswer(box: Box, jobId: string): Promise<void> {
  const written = writtenText(box);
  return new Promise((resolve, reject) => {
    const subscription = box.appliance.trpc.chat.watch.subscribe(
      { jobId },
      {
        onData({ id, data: event }) {
          switch (event.type) {
            case 'place':
              return box.progress(event.ahead > 0 ? words('ask.ahead', { ahead: event.ahead }) : words('ask.next'));
            case 'step':
              return box.progress(words(event.step.kind === 'source' ? 'ask.sourceAsked' : 'ask.searching'));
            case 'prefill':
              return box.progress(words('ask.reading', { done: event.done, total: event.total }));
            case 'tokens':
              return written.append(Number(id.split(':')[1]), event.text);
            case 'rewind':
              return written.rewind(event.toNumber);
            case 'finished':
              subscription.unsubscribe();
              return resolve();
          }
        },
        onError: reject,
        onComplete: resolve,
      },
    );
  });
}

/** What stands on the terminal. Nothing printed can be taken back, so a rewind that loses words starts the answer on a new line. */
function writtenText(box: Box) {
  const pieces: { number: number; text: string }[] = [];
  const print = (text: string) => {
    if (box.isJson) return;
    box.progress('');
    process.stdout.write(text);
  };
  return {
    append(number: number, text: string): void {
      pieces.push({ number, text });
      print(text);
    },
    rewind(toNumber: number): void {
      const before = pieces.length;
      while ((pieces.at(-1)?.number ?? -1) > toNumber) pieces.pop();
      if (pieces.length < before) print(`\n[${words('ask.again')}]\n${pieces.map(({ text }) => text).join('')}`);
    },
  };
}
