import type { CodeToken } from './highlight.ts';

/** One line of code in its colours. */
export function ColouredLine({ tokens }: { tokens: readonly CodeToken[] }) {
  return [...tokens.keys()].map((at) => {
    const token = tokens[at];
    return (
      <span key={at} style={token?.colour ? { color: token.colour } : undefined}>
        {token?.text}
      </span>
    );
  });
}
