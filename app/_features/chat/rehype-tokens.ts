import { splitTokens } from '../ask/citation-marks.ts';

type Node = { type: string; tagName?: string; value?: string; properties?: Record<string, unknown>; children?: Node[] };

/**
 * Turns the tokens of citations and the caret into elements. It runs after sanitising, so that nothing that a model wrote can make one.
 */
export function rehypeTokens() {
  return (tree: unknown): void => walk(tree as Node);
}

function walk(node: Node): void {
  if (!node.children) return;
  node.children = node.children.flatMap((child) => {
    if (child.type !== 'text') {
      walk(child);
      return [child];
    }
    return splitTokens(child.value ?? '').map((part): Node => {
      if (part.kind === 'words') return { type: 'text', value: part.text };
      const properties = part.kind === 'cite' ? { dataCite: String(part.mark) } : { dataCaret: '' };
      return { type: 'element', tagName: 'span', properties, children: [] };
    });
  });
}
