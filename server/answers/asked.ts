/** An earlier message of a conversation. */
export type Turn = { author: 'person' | 'assistant'; text: string };

/** What an answer answers: read when it is needed, since the words stand in rows of their own. */
export type Asked = {
  question: string;
  /** Key of the question's digest in the audit log. */
  salt: Uint8Array;
  /** Earlier turns of the conversation, oldest first, without this question. */
  turns: Turn[];
  /** Every earlier question of the conversation, newest first, those without an answer in words too. */
  before: { question: string; answerId: string }[];
};

/** Where the words of questions are: chat/ gives it, since messages are its own. @throws AppError `answer.notFound` */
export type LoadAsked = (answerId: string) => Promise<Asked>;

/** The model that writes, as records name it; null while none is served. */
export type NamedModel = { name: string; sha256: string };

export type AnswerPorts = { loadAsked: LoadAsked; servedModel(): NamedModel | null };

let ports: AnswerPorts | null = null;

export function setAnswerPorts(given: AnswerPorts): void {
  ports = given;
}

export function answerPorts(): AnswerPorts {
  if (!ports) throw new Error('the answers room has not been given its ports');
  return ports;
}
