'use client';

import { Check, Minus } from 'lucide-react';
import { Checkbox as Parts } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './class-names.ts';
import { Icon } from './icon.tsx';

/** A box to tick: on, off, or mixed (`checked="indeterminate"`). Name it with a label or `aria-label`. */
export function Checkbox({ className, ...rest }: ComponentProps<typeof Parts.Root>) {
  return (
    <Parts.Root
      className={cn(
        'inline-grid size-4 flex-none place-items-center rounded-[4px] border border-line-control bg-leaf text-ink-inverse max-wide:size-5',
        'data-[state=checked]:border-ink data-[state=checked]:bg-ink data-[state=indeterminate]:border-ink data-[state=indeterminate]:bg-ink',
        'disabled:opacity-50 aria-[invalid]:border-madder',
        className,
      )}
      {...rest}
    >
      <Parts.Indicator className="group grid place-items-center">
        <Icon of={Check} size={12} className="group-data-[state=indeterminate]:hidden" />
        <Icon of={Minus} size={12} className="hidden group-data-[state=indeterminate]:block" />
      </Parts.Indicator>
    </Parts.Root>
  );
}
