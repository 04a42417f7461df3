import { expect, it } from 'vitest';
import { QUESTION_MAX_BYTES } from '#app/_features/chat/question-limit.ts';
import { PASSWORD_MINIMUM } from '#app/_features/sign-in/password-length.ts';
import { limits } from '#server/platform/index.ts';

// Pages import nothing of the server, so a limit that they tell before something is sent stands there a second time.
it('tells on the pages the limits that the server holds to', () => {
  expect({ questionBytes: QUESTION_MAX_BYTES, passwordLengthMin: PASSWORD_MINIMUM }).toEqual({
    questionBytes: limits.questionBytes,
    passwordLengthMin: limits.passwordLengthMin,
  });
});
