// put at: server/platform/time-helpers.ts
// check: tidy
// prints: banned name: helpers
export const second = 1_000;
