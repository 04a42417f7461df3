import { X509Certificate } from 'node:crypto';
import { type RawAnswer, rawRequest } from '#test/support/raw-request.ts';
import { callAs, signIn, TEST_PASSWORD } from '#test/support/sign-in.ts';
import { waitFor } from '#test/support/wait-for.ts';

// What a laptop beside the box does, in the box's own network: `visitor.ts VERB JSON` prints one JSON document.

const url = 'http://localhost:3000';
const door = 'https://box.example:8443';

const cookiesOf = (answer: RawAnswer) => (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');

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

  /** Fetches the authority from the box's page, and signs in over TLS trusting that alone. */
  async signInOverTls() {
    const page = await rawRequest(`${url}/certificate`, { headers: { accept: 'text/html' } });
    const [, link = ''] = /href="(\/certificate\/[^"]+)"/.exec(page.text) ?? [];
    const der = Buffer.from(await (await fetch(`${url}${link}`)).arrayBuffer());
    const ca = new X509Certificate(der).toString();
    const refused = (request: Promise<unknown>) =>
      request.then(
        () => 'let in',
        () => 'refused',
      );
    const first = await rawRequest(`${door}/api/auth/csrf`, { ca });
    const { csrfToken } = JSON.parse(first.text) as { csrfToken: string };
    const signedIn = await rawRequest(`${door}/api/auth/callback/credentials`, {
      method: 'POST',
      ca,
      headers: { origin: door, cookie: cookiesOf(first), 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ csrfToken, name: 'Ada', password: TEST_PASSWORD, json: 'true' }).toString(),
    });
    const me = await rawRequest(`${door}/trpc/session.me`, { ca, headers: { cookie: cookiesOf(signedIn) } });
    return {
      page: page.status,
      untrusted: await refused(rawRequest(`${door}/healthz`)),
      plainOnTheNetwork: await refused(rawRequest(door.replace('https:', 'http:'))),
      secureCookie: signedIn.headers['set-cookie']?.some((line) => /^__Host-\S+; .*Secure/.test(line)) ?? false,
      me: (JSON.parse(me.text) as { result: { data: { name: string } } }).result.data.name,
    };
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
