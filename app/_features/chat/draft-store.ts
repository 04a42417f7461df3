/** What a browser offers to keep words on the device: localStorage, or its like in tests. */
export type DraftShelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The draft of a conversation that has no id yet. */
export const NEW_CONVERSATION = 'new';

/**
 * Drafts of one person on this device, one for each conversation: they outlive a reload, a lost session and a closed tab.
 * A shelf that is full or forbidden keeps nothing and breaks nothing.
 */
export function draftStore(shelf: DraftShelf, userId: string) {
  const key = (conversationId: string) => `cloister-draft:${userId}:${conversationId}`;
  const quietly = <T>(act: () => T, otherwise: T): T => {
    try {
      return act();
    } catch {
      return otherwise;
    }
  };
  return {
    read: (conversationId: string): string => quietly(() => shelf.getItem(key(conversationId)) ?? '', ''),
    keep: (conversationId: string, text: string): void =>
      quietly(() => (text.trim() === '' ? shelf.removeItem(key(conversationId)) : shelf.setItem(key(conversationId), text)), undefined),
    drop: (conversationId: string): void => quietly(() => shelf.removeItem(key(conversationId)), undefined),
  };
}
