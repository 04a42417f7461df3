export { type AskPrompt, buildAskPrompt, buildChatPrompt, type ChatPromptParts, type Prompt, type PromptTurn } from './build-prompt.ts';
export type { PromptPassage } from './passage-block.ts';
export { type PromptPart, promptParts } from './prompt-part.ts';
export type { Tool, ToolCall } from './tool-calls/tool-call.ts';
export { type ParsedRun, parseToolCalls, ToolCallParser } from './tool-calls/tool-call-parser.ts';
export { buildToolPrompt, type PromptMessage } from './tool-prompt.ts';
