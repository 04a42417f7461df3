/** "threads 2, ubatch 256"; nothing for the plan itself. */
export function changeWords(changes: readonly { setting: string; tried: string }[]): string {
  return changes.map(({ setting, tried }) => `${setting} ${tried}`).join(', ');
}
