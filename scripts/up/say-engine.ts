import { wordsOf } from '#app/messages/error-words.ts';
import type { EngineState } from '#server/engine/index.ts';
import { progressLine, say } from './say.ts';

/** Tells the terminal how the model comes along: figures while it is checked and loaded, then that it is ready, or what is wrong. */
export function sayEngine(): (state: EngineState) => void {
  const line = progressLine();
  let said = '';
  const once = (sentence: string) => {
    line.end();
    if (said !== sentence) say(sentence);
    said = sentence;
  };
  return (engine) => {
    switch (engine.state) {
      case 'checking':
        return line.show(`Checking the model, its file and then what it can do: ${Math.floor(engine.progress * 100)} %`);
      case 'starting':
        return;
      case 'loading':
        return line.show(`Loading the model: ${Math.floor(engine.progress * 100)} %`);
      case 'ready':
        return once('The model is ready.');
      case 'none': {
        const { message, remedy } = wordsOf(engine.why);
        return once(`${message} ${remedy}`);
      }
      case 'restarting':
      case 'failed':
        return once(`The engine does not run: ${engine.reason}. “npm run cloister -- doctor” says more.`);
      case 'stopped':
        return line.end();
    }
  };
}
