/** A passage as a prompt shows it: `number` is the short id that the model cites. */
export type PromptPassage = {
  number: number;
  repository: string;
  path: string;
  startLine: number;
  endLine: number;
  text: string;
};

/** A passage under its short id, with the numbers of its lines, in a fence that its text cannot close. */
export function passageBlock({ number, repository, path, startLine, endLine, text }: PromptPassage): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  const width = String(endLine).length;
  const lines = text.split('\n').map((line, index) => `${String(startLine + index).padStart(width)}| ${line}`);
  return [`[${number}] ${repository}/${path}:${startLine}-${endLine}`, fence, ...lines, fence].join('\n');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
