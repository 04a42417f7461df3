'use client';

import { ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

/** One of a few choices, all in view. The chosen one cannot be un-chosen. */
export function Segment<V extends string>({
  label,
  value,
  onChange,
  choices,
  className,
}: {
  label: string;
  value: V;
  onChange: (value: V) => void;
  choices: readonly { value: V; label: ReactNode; disabled?: boolean }[];
  className?: string | undefined;
}) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => next && onChange(next as V)}
      className={cn('inline-flex overflow-hidden rounded-control border border-line-firm', className)}
    >
      {choices.map((choice) => (
        <ToggleGroup.Item
          key={choice.value}
          value={choice.value}
          disabled={choice.disabled ?? false}
          className={cn(
            'h-[26px] px-2.5 font-medium text-ink-2 not-first:border-l not-first:border-line-firm hover:bg-hover max-wide:h-9',
            'focus-visible:-outline-offset-2 disabled:text-ink-3 data-[state=on]:bg-pressed data-[state=on]:text-ink',
          )}
        >
          {choice.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
