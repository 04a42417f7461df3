import { expect, it } from 'vitest';
import words from '#app/messages/en.json' with { type: 'json' };
import { actions } from '#server/audit/index.ts';

it('has a name on the audit page for every action of the catalogue', () => {
  const names: Record<string, Record<string, string>> = words.audit.actions;
  const unnamed = actions.filter((action) => {
    const [noun, verb] = action.split('.');
    return !names[noun ?? '']?.[verb ?? ''];
  });
  expect(unnamed).toEqual([]);
});
