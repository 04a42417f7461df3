// put at: server/platform/error-without-words.ts
// check: types
// prints: app/messages/error-words.ts
declare module './errors.ts' {
  interface ErrorParams {
    'user.wordless': { name: string };
  }
}

export { wordsOf } from '#app/messages/error-words.ts';
