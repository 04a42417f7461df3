export { type AnswerPlace, answerPlace } from './answer-place.ts';
export { type AskedQuestion, askQuestion, type Question } from './ask-question.ts';
export {
  type ConversationEntry,
  type ConversationView,
  deleteConversation,
  getConversation,
  listConversations,
  type MessageView,
  renameConversation,
  restoreConversation,
} from './conversations.ts';
export { loadAsked } from './load-asked.ts';
export { ownAnswer, ownConversation, ownJob } from './own.ts';
export { regenerate } from './regenerate.ts';
