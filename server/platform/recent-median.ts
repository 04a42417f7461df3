/** The median of the last few figures, which one hiccup does not move. */
export class RecentMedian {
  readonly #most: number;
  readonly #figures: number[] = [];

  /** @param most how many figures are kept */
  constructor(most: number) {
    this.#most = most;
  }

  add(figure: number): void {
    this.#figures.push(figure);
    if (this.#figures.length > this.#most) this.#figures.shift();
  }

  /** @returns the upper one of two in the middle; null while there was none */
  read(): number | null {
    return this.#figures.toSorted((a, b) => a - b)[Math.floor(this.#figures.length / 2)] ?? null;
  }
}
