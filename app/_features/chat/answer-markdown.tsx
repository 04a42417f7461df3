'use client';

import { memo, type ReactNode, useMemo } from 'react';
import Markdown, { type Components } from 'react-markdown';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import remend from 'remend';
import { scrollable } from '#app/_ui/page.tsx';
import { CARET } from '../ask/citation-marks.ts';
import { CiteChip } from '../ask/cite-chip.tsx';
import { CodeBox } from './code-box.tsx';
import { markdownBlocks } from './markdown-blocks.ts';
import { rehypeTokens } from './rehype-tokens.ts';
import { SafeLink } from './safe-link.tsx';

/**
 * An answer's Markdown, block by block: a finished block is rendered once, only the last one again while words arrive. HTML in it is text,
 * pictures are never loaded, links lead nowhere but here.
 *
 * @param text with tokens in place of citations, as `markCitations` makes it
 * @param breaks words between two blocks (continued after a restart), by the number of the block below
 */
export function AnswerMarkdown({ text, writing, breaks }: { text: string; writing: boolean; breaks?: ReadonlyMap<number, ReactNode> }) {
  const blocks = useMemo(() => markdownBlocks(text), [text]);
  const shown = blocks.length === 0 && writing ? [''] : blocks;
  return (
    <div className="prose">
      {[...shown.keys()].map((at) => {
        const open = writing && at === shown.length - 1;
        return (
          <div key={at} className="contents">
            {breaks?.get(at)}
            <Block text={open ? `${remend(shown[at] ?? '')}${endsInCode(shown[at] ?? '') ? '' : CARET}` : (shown[at] ?? '')} />
          </div>
        );
      })}
      {breaks?.get(shown.length)}
    </div>
  );
}

function endsInCode(block: string): boolean {
  return /^ {0,3}(```|~~~)/.test(block);
}

const Block = memo(function Block({ text }: { text: string }) {
  return (
    <Markdown remarkPlugins={[remarkGfm]} rehypePlugins={[[rehypeSanitize, schema], rehypeTokens]} components={components} skipHtml={false}>
      {text}
    </Markdown>
  );
});

// GitHub's list of harmless elements, less pictures and what could load or send something.
const schema = {
  ...defaultSchema,
  tagNames: (defaultSchema.tagNames ?? []).filter((name) => !['img', 'picture', 'source'].includes(name)),
  clobberPrefix: 'answer-',
};

const components: Components = {
  a: ({ href, children }) => <SafeLink href={href}>{children}</SafeLink>,
  pre: ({ children }) => <>{children}</>,
  code: ({ className, children, node }) => {
    const language = /language-(\S+)/.exec(className ?? '')?.[1];
    const code = textOf(node);
    // A fence ends in a line break, a span of code never does.
    return language || code.endsWith('\n') ? (
      <CodeBox code={code.replace(/\n$/, '')} language={language ?? null} />
    ) : (
      <code className={code.length < 32 ? 'whitespace-nowrap' : '[overflow-wrap:anywhere]'}>{children}</code>
    );
  },
  table: ({ children }) => (
    <div className="sideways" {...scrollable}>
      <table>{children}</table>
    </div>
  ),
  span: ({ node, children }) => {
    const mark = node?.properties.dataCite;
    if (mark !== undefined && mark !== null) return <CiteChip mark={Number(mark)} />;
    return node?.properties.dataCaret === undefined ? <span>{children}</span> : <Caret />;
  },
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h3>{children}</h3>,
  h4: ({ children }) => <h4>{children}</h4>,
};

type HastNode = { type: string; value?: string; children?: HastNode[] };

function textOf(node: unknown): string {
  const { value, children } = (node ?? {}) as HastNode;
  return value ?? (children ?? []).map(textOf).join('');
}

/** Where the next word comes. */
export function Caret() {
  return <span aria-hidden="true" className="inline-block h-4 w-2 animate-caret bg-verdigris align-[-2px]" />;
}
