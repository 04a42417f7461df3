/** What a right is about. */
export type TargetKind = 'appliance' | 'user' | 'repository' | 'conversation' | 'answer' | 'job' | 'audit';

/** A row that somebody wants to use, loaded by the room that owns it. */
export type Target<K extends TargetKind = TargetKind> = {
  kind: K;
  id: string;
  /** User id of the owner, where the row belongs to somebody. */
  ownerId?: string;
  /** Repositories whose reading the use implies. */
  repositoryIds?: readonly string[];
};

declare const authorized: unique symbol;

/** A target whose use has been decided. Only identity/ makes one, so that an unchecked call does not compile. */
export type Authorized<K extends TargetKind> = Target<K> & { readonly [authorized]: K };
