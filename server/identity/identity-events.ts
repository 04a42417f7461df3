type Listener = (id: string) => void;

function event() {
  const listeners = new Set<Listener>();
  return {
    /** @returns stops listening */
    on(listener: Listener): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    emit(id: string): void {
      for (const listener of listeners) listener(id);
    },
  };
}

const rights = event();
const sessions = event();

/** Told the user id whose role or state changed: sockets, streams and running jobs decide again. */
export const onRightsChanged = rights.on;
/** Told the session id that ended: its sockets close at once. */
export const onSessionClosed = sessions.on;

export const rightsChanged = rights.emit;
export const sessionClosed = sessions.emit;
