// put at: server/platform/banned-word.ts
// check: tidy
// prints: banned word: finish it, or write an issue
/** TODO the rest. */
export const rest = 0;
