import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { cn } from './class-names.ts';

const chip = cva('inline-flex items-center gap-1 rounded-chip border whitespace-nowrap', {
  variants: {
    tone: {
      quiet: 'border-line bg-well text-ink-2',
      plain: 'border-line bg-transparent text-ink-2',
      ok: 'border-verdigris-line bg-verdigris-wash text-verdigris',
      warn: 'border-ochre-line bg-ochre-wash text-ochre',
      bad: 'border-madder-line bg-madder-wash text-madder',
    },
    size: { m: 'h-5 px-1.5', l: 'h-6 px-2' },
    mono: { true: 'font-mono text-[11.5px] leading-4', false: 'text-12 font-medium' },
  },
  defaultVariants: { tone: 'quiet', size: 'm', mono: false },
});

/** A word or a revision in a small box. */
export function Chip({ tone, size, mono, className, ...rest }: ComponentProps<'span'> & VariantProps<typeof chip>) {
  return <span className={cn(chip({ tone, size, mono }), className)} {...rest} />;
}
