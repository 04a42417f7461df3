'use client';

import { getNonce } from 'get-nonce';
import { Check, ChevronDown } from 'lucide-react';
import { Select as Parts } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { buttonClass } from './button.tsx';
import { cn } from './class-names.ts';
import { Icon } from './icon.tsx';

/** One of a list, chosen from a menu. `label` names it for readers when no label element does. */
export function Select<V extends string>({
  label,
  value,
  onChange,
  choices,
  size = 'm',
  look = 'plain',
  className,
  id,
  disabled,
}: {
  label?: string | undefined;
  value: V;
  onChange: (value: V) => void;
  choices: readonly { value: V; label: ReactNode; disabled?: boolean }[];
  size?: 'm' | 's';
  look?: 'plain' | 'quiet';
  className?: string | undefined;
  id?: string | undefined;
  disabled?: boolean | undefined;
}) {
  return (
    <Parts.Root value={value} onValueChange={(next) => onChange(next as V)} disabled={disabled ?? false}>
      <Parts.Trigger aria-label={label} id={id} className={cn(buttonClass({ look, size }), 'justify-between', className)}>
        <Parts.Value />
        <Parts.Icon>
          <Icon of={ChevronDown} size={14} className="text-ink-3" />
        </Parts.Icon>
      </Parts.Trigger>
      <Parts.Portal>
        <Parts.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-open overflow-y-auto rounded-card border border-line-firm bg-raised p-1 shadow-menu"
        >
          <Parts.Viewport nonce={getNonce()}>
            {choices.map((choice) => (
              <SelectChoice key={choice.value} value={choice.value} disabled={choice.disabled ?? false}>
                {choice.label}
              </SelectChoice>
            ))}
          </Parts.Viewport>
        </Parts.Content>
      </Parts.Portal>
    </Parts.Root>
  );
}

function SelectChoice({ children, ...rest }: ComponentProps<typeof Parts.Item>) {
  return (
    <Parts.Item
      className="flex h-8 cursor-pointer items-center gap-2 rounded-control px-2 outline-none select-none data-disabled:text-ink-3 data-highlighted:bg-pressed max-wide:h-10"
      {...rest}
    >
      <span className="grid size-4 place-items-center text-ink-3">
        <Parts.ItemIndicator>
          <Icon of={Check} size={14} />
        </Parts.ItemIndicator>
      </span>
      <Parts.ItemText>{children}</Parts.ItemText>
    </Parts.Item>
  );
}
