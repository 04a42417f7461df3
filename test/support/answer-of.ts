import type { Engine, GenerateFrame, GenerateRequest } from '#server/engine/index.ts';

export type Collected = {
  text: string;
  ids: number[];
  frames: GenerateFrame[];
  end: Extract<GenerateFrame, { kind: 'end' }> | null;
};

const defaults = { maxTokens: 40, stop: [], temperature: 0, slot: 0 } as const;

/** Everything that an engine writes for a prompt; `onFrame` sees each as it comes. */
export async function answerOf(
  engine: Engine,
  tokens: readonly number[],
  options: Partial<GenerateRequest> & { signal?: AbortSignal; onFrame?: (frame: GenerateFrame, so: Collected) => void } = {},
): Promise<Collected> {
  const { signal = new AbortController().signal, onFrame, ...request } = options;
  const so: Collected = { text: '', ids: [], frames: [], end: null };
  for await (const frame of engine.generate({ ...defaults, ...request, tokens }, signal)) {
    so.frames.push(frame);
    if (frame.kind === 'end') so.end = frame;
    if (frame.kind === 'tokens') {
      so.text += frame.text;
      so.ids.push(...frame.ids);
    }
    onFrame?.(frame, so);
  }
  return so;
}
