import { callAs, signIn, TEST_PASSWORD } from '#test/support/sign-in.ts';
import { waitFor } from '#test/support/wait-for.ts';

// What a laptop beside the box does, in the box's own network: `visitor.ts VERB JSON` prints one JSON document.

const url = 'http://localhost:3000';

type Given = { link?: string; cookie?: string; repository?: string; question?: string };

const verbs: Record<string, (given: Given) => Promise<unknown>> = {
  /** Opens the set-up page, makes the first administrator, and tries the link a second time. */
  async setUp({ link = '' }) {
    const page = await fetch(`${url}/setup`);
    const secret = new URL(link).hash.slice(1);
    const added = await callAs(url).session.setUp.mutate({ secret, name: 'Ada', password: TEST_PASSWORD });
    const again = await callAs(url)
      .session.setUp.mutate({ secret, name: 'Eve', password: TEST_PASSWORD })
      .then(
        () => 'let in',
        () => 'refused',
      );
    return { page: page.status, role: added.role, again };
  },

  async signIn() {
    const { cookie } = await signIn({ url }, 'Ada');
    return { cookie, me: await callAs(url, cookie).session.me.query() };
  },

  async me({ cookie = '' }) {
    return { me: await callAs(url, cookie).session.me.query() };
  },

  /** Asks, waits for the end of the answer, and opens the file of its first passage. */
  async ask({ cookie = '', repository = '', question = '' }) {
    const trpc = callAs(url, cookie);
    const { conversationId, answerId } = await trpc.chat.ask.mutate({ text: question, repositories: [repository], mode: 'ask' });
    const answer = await waitFor(
      async () => {
        const { messages } = await trpc.chat.get.query({ conversationId });
        const found = messages.map((message) => message.answer).find((candidate) => candidate?.id === answerId);
        return found && !['waiting', 'running'].includes(found.state) ? found : null;
      },
      { timeoutMs: 180_000, everyMs: 200, what: 'the answer' },
    );
    return { state: answer.state, text: answer.text, passages: answer.passages.map(({ path }) => path) };
  },
};

const [verb = '', given = '{}'] = process.argv.slice(2);
const act = verbs[verb];
if (!act) throw new Error(`no verb ${verb}`);
process.stdout.write(`${JSON.stringify(await act(JSON.parse(given) as Given))}\n`);
