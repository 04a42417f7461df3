import type { Outputs } from '#app/_data/outputs.ts';
import type { Exchange } from './thread.ts';
import type { Answer, Message, Repository } from './view.ts';

export type ExchangeProps = {
  pair: Exchange<Message>;
  conversationId: string;
  repositories: Repository[];
  queue: Outputs['queue']['view'];
  withMargin: boolean;
  stopping: boolean;
  onChoose: (parentId: string | null, id: string) => void;
  onStop: (answer: Answer) => void;
  onAgain: (answer: Answer) => void;
};
