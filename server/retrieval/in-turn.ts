/** Something that waits, and whose turn it would take. */
export type InLine = { askedBy: string };

/**
 * Who of a line goes next: of those whose turn lies furthest back the one who came first. However many things one person asks,
 * the next person's waits for one of them.
 */
export class Turns {
  readonly #lastTurns = new Map<string, number>();
  #turn = 0;

  /** Takes the next out of the line, which is in the order in which its parts came; undefined where it is empty. */
  next<T extends InLine>(line: T[]): T | undefined {
    const last = ({ askedBy }: T) => this.#lastTurns.get(askedBy) ?? 0;
    const [first, ...others] = line;
    if (!first) return undefined;
    const chosen = others.reduce((best, one) => (last(one) < last(best) ? one : best), first);
    line.splice(line.indexOf(chosen), 1);
    // Nobody else waits: whose turn was when counts no more.
    if (line.length === 0) this.#lastTurns.clear();
    this.#lastTurns.set(chosen.askedBy, ++this.#turn);
    return chosen;
  }
}
