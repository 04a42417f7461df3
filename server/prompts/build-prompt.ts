import { prefixLength } from '#server/engine/index.ts';
import { AppError } from '#server/platform/index.ts';
import { type PromptMessage, renderChat } from './chat-template.ts';
import { type PromptPassage, passageBlock } from './passage-block.ts';
import { type FindPart, partAt } from './prompt-part.ts';
import { promptTokens, type Tokenizer } from './prompt-tokens.ts';

/** First words that are shorter are read sooner than they are looked up. */
const FRONT_CHARACTERS = 1_000;

/** An earlier message of the conversation. */
export type PromptTurn = { author: 'person' | 'assistant'; text: string };

export type ChatPromptParts = {
  /** First words; the same bytes every time, so that the engine reads them once. */
  system: string;
  /** Oldest first, without the question. */
  turns: readonly PromptTurn[];
  question: string;
  /** Tokens that the prompt may have: a slot's context without the answer's room. */
  budgetTokens: number;
};

export type Prompt = {
  tokens: number[];
  /** Texts at which the answer ends, beside the model's own end of turn. */
  stop: string[];
  /** How many of the first tokens every prompt with these first words has; 0 where they are few. */
  front: number;
  findPart: FindPart;
};

export type AskPrompt = Prompt & {
  /** Numbers of the passages that the model reads, and of those that found no room. */
  usedPassages: number[];
  dropped: number[];
};

/**
 * A prompt of a conversation without evidence. Earlier turns are appended as they were; nothing is ever cut.
 *
 * @throws AppError `context.overflow`, `model.templateUnusable`, and what the engine throws
 */
export async function buildChatPrompt(engine: Tokenizer, { system, turns, question, budgetTokens }: ChatPromptParts): Promise<Prompt> {
  const tokens = await within(budgetTokens, engine, messagesOf(system, turns, question));
  return { tokens, stop: [], front: await frontOf(engine, system, tokens), findPart: findPartOf(tokens, { system, turns, passages: [] }) };
}

/**
 * A prompt that gives the model numbered passages to answer from. What never changes comes first and what is new comes last:
 * instructions, earlier turns, then passages and question. Passages that find no room are left out from the last (the least
 * likely) on, and reported.
 *
 * @param parts.passages best first
 * @throws AppError `context.overflow` where question and conversation alone are too long, `model.templateUnusable`, and what the
 *   engine throws
 */
export async function buildAskPrompt(
  engine: Tokenizer,
  { system, turns, question, budgetTokens, passages }: ChatPromptParts & { passages: readonly PromptPassage[] },
): Promise<AskPrompt> {
  const withPassages = (count: number) => messagesOf(system, turns, withEvidence(passages.slice(0, count), question));
  let tokens = await within(budgetTokens, engine, withPassages(0));
  let count = await fitting(engine, passages, budgetTokens - tokens.length);
  while (count > 0) {
    tokens = await tokensOf(engine, withPassages(count));
    if (tokens.length <= budgetTokens) break;
    // Blocks counted one by one came out a little shorter than together.
    count--;
  }
  if (count === 0) tokens = await tokensOf(engine, withPassages(0));
  const numbers = passages.map((passage) => passage.number);
  const front = await frontOf(engine, system, tokens);
  const findPart = findPartOf(tokens, { system, turns, passages: passages.slice(0, count) });
  return { tokens, stop: [], front, findPart, usedPassages: numbers.slice(0, count), dropped: numbers.slice(count) };
}

/** How many passages, from the first on, fit into a room when counted one by one. */
async function fitting(engine: Tokenizer, passages: readonly PromptPassage[], roomTokens: number): Promise<number> {
  let left = roomTokens;
  for (const [index, passage] of passages.entries()) {
    left -= (await engine.tokenize(`${passageBlock(passage)}\n\n`)).length;
    if (left < 0) return index;
  }
  return passages.length;
}

/** What a prompt has in common with one that says nothing behind the same first words. */
async function frontOf(engine: Tokenizer, system: string, tokens: readonly number[]): Promise<number> {
  if (system.length < FRONT_CHARACTERS) return 0;
  return prefixLength(await tokensOf(engine, messagesOf(system, [], '')), tokens);
}

function findPartOf(
  tokens: readonly number[],
  { system, turns, passages }: Pick<ChatPromptParts, 'system' | 'turns'> & { passages: readonly PromptPassage[] },
): FindPart {
  const upTo = {
    instructions: messagesOf(system, [], ''),
    history: messagesOf(system, turns, ''),
    passages: messagesOf(system, turns, withEvidence(passages, '')),
  };
  return (engine, at) => partAt(tokens, (part) => tokensOf(engine, upTo[part]), at);
}

function withEvidence(passages: readonly PromptPassage[], question: string): string {
  if (passages.length === 0) return question;
  return `Passages:\n\n${passages.map(passageBlock).join('\n\n')}\n\nQuestion: ${question}`;
}

function messagesOf(system: string, turns: readonly PromptTurn[], question: string): PromptMessage[] {
  return [
    { role: 'system', content: system },
    ...turns.map(({ author, text }): PromptMessage => ({ role: author === 'person' ? 'user' : 'assistant', content: text })),
    { role: 'user', content: question },
  ];
}

async function tokensOf(engine: Tokenizer, messages: readonly PromptMessage[]): Promise<number[]> {
  return promptTokens(engine, renderChat(await engine.properties(), messages));
}

async function within(budgetTokens: number, engine: Tokenizer, messages: readonly PromptMessage[]): Promise<number[]> {
  const tokens = await tokensOf(engine, messages);
  if (tokens.length > budgetTokens) throw new AppError('context.overflow', { tokens: tokens.length, limit: budgetTokens });
  return tokens;
}
