/** The vector at length 1, so that drivers agree on what an embedding is; one of zeros as it is. */
export function unitLength(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
