export { type AskPrompt, buildAskPrompt, buildChatPrompt, type ChatPromptParts, type Prompt, type PromptTurn } from './build-prompt.ts';
export type { PromptPassage } from './passage-block.ts';
