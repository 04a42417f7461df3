// put at: server/platform/anything.ts
// check: lint
// prints: server/platform/anything.ts:4:33 lint/suspicious/noExplicitAny
export function parse(text: string): any {
  return JSON.parse(text);
}
