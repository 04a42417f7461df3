/** A node of the message tree; variants share a parent. */
export type TreeMessage = { id: string; parentId: string | null; author: string; createdAtMs: number };

/** A message on the path that is shown, with the variants it can be switched for. */
export type Shown<M> = { message: M; variants: string[]; place: number };

/** Which variant stands below a parent; '' is the parent of the first message. */
export type Choices = Readonly<Record<string, string>>;

/**
 * The path through the message tree that a reader sees: at each fork the variant that was chosen, else the newest.
 */
export function shownThread<M extends TreeMessage>(messages: readonly M[], choices: Choices): Shown<M>[] {
  const below = Map.groupBy(messages, (message) => message.parentId ?? '');
  const thread: Shown<M>[] = [];
  let parent = '';
  // Each step goes one message deeper, so a damaged tree with a circle cannot hold the page.
  while (thread.length < messages.length) {
    const siblings = (below.get(parent) ?? []).toSorted((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1));
    const message = siblings.find((one) => one.id === choices[parent]) ?? siblings.at(-1);
    if (!message) break;
    thread.push({ message, variants: siblings.map((one) => one.id), place: siblings.indexOf(message) + 1 });
    parent = message.id;
  }
  return thread;
}

/** The choices under which a message is on the path that is shown. */
export function choicesTo<M extends TreeMessage>(messages: readonly M[], id: string): Choices {
  const choices: Record<string, string> = {};
  let message = messages.find((one) => one.id === id);
  while (message && !(`${message.parentId ?? ''}` in choices)) {
    const { parentId } = message;
    choices[parentId ?? ''] = message.id;
    message = messages.find((one) => one.id === parentId);
  }
  return choices;
}

/** A question with the answer below it. */
export type Exchange<M> = { question: Shown<M> | null; answer: Shown<M> | null };

/** Pairs questions with answers, in reading order. */
export function exchanges<M extends TreeMessage>(thread: readonly Shown<M>[]): Exchange<M>[] {
  const pairs: Exchange<M>[] = [];
  for (const shown of thread) {
    const last = pairs.at(-1);
    if (shown.message.author === 'person') pairs.push({ question: shown, answer: null });
    else if (last && !last.answer) last.answer = shown;
    else pairs.push({ question: null, answer: shown });
  }
  return pairs;
}
