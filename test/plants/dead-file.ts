// put at: server/platform/dead-file.ts
// check: knip
// prints: server/platform/dead-file.ts
export const unused = 1;
