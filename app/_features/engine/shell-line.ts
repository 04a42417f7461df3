/** A command with its environment as a shell reads it. */
export function shellLine(env: Readonly<Record<string, string>>, command: readonly string[]): string {
  return [...Object.entries(env).map(([name, value]) => `${name}=${value}`), ...command].map(quoted).join(' ');
}

function quoted(text: string): string {
  return /^[\w./,:=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
