import { describe, expect, it } from 'vitest';
import { type DraftShelf, draftStore } from './draft-store.ts';

function shelf(): DraftShelf & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

describe('draftStore', () => {
  it('keeps one draft for each conversation', () => {
    const drafts = draftStore(shelf(), 'u1');
    drafts.keep('c1', 'Where is');
    drafts.keep('new', 'Another');
    expect([drafts.read('c1'), drafts.read('new'), drafts.read('c2')]).toEqual(['Where is', 'Another', '']);
  });

  it('shows nobody the draft of somebody else on the same device', () => {
    const device = shelf();
    draftStore(device, 'u1').keep('c1', 'mine');
    expect(draftStore(device, 'u2').read('c1')).toBe('');
  });

  it('leaves nothing behind when a draft is emptied or sent', () => {
    const device = shelf();
    const drafts = draftStore(device, 'u1');
    drafts.keep('c1', 'text');
    drafts.keep('c1', '  \n');
    drafts.keep('c2', 'text');
    drafts.drop('c2');
    expect(device.kept.size).toBe(0);
  });

  it('lives with a shelf that is full or forbidden', () => {
    const broken = () => {
      throw new Error('QuotaExceededError');
    };
    const drafts = draftStore({ getItem: broken, setItem: broken, removeItem: broken }, 'u1');
    drafts.keep('c1', 'text');
    drafts.drop('c1');
    expect(drafts.read('c1')).toBe('');
  });
});
