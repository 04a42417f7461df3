import { describe, expect, it } from 'vitest';
import { placedFields } from '#app/_features/audit/record-order.ts';
import words from '#app/messages/en.json' with { type: 'json' };
import { catalogue } from '#server/audit/catalogue.ts';
import { actions } from '#server/audit/index.ts';

describe('the audit page', () => {
  it('has a name for every action of the catalogue', () => {
    const names: Record<string, Record<string, string>> = words.audit.actions;
    const unnamed = actions.filter((action) => {
      const [noun, verb] = action.split('.');
      return !names[noun ?? '']?.[verb ?? ''];
    });
    expect(unnamed).toEqual([]);
  });

  it('has a name and a place in the order of reading for every field of a record', () => {
    const fields = new Set(Object.values(catalogue).flatMap(({ details }) => Object.keys(details.shape)));
    // Passages have a part of their own, and what holds repositories' ids is said by its scope.
    for (const elsewhere of ['passages', 'repositoryIds']) fields.delete(elsewhere);
    const names: Record<string, string> = words.audit.field;
    expect([...fields].filter((field) => !names[field])).toEqual([]);
    expect([...fields].filter((field) => !placedFields.includes(field))).toEqual([]);
    expect(placedFields.length).toBe(new Set(placedFields).size);
  });
});
