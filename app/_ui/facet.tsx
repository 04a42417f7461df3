'use client';

import { type ReactNode, useId } from 'react';
import { Checkbox } from './checkbox.tsx';
import { cn } from './class-names.ts';

/** Values of one kind that a list can be filtered by. */
export function FacetGroup({ title, children, className }: { title: ReactNode; children: ReactNode; className?: string | undefined }) {
  return (
    <fieldset className={cn('mb-3 min-w-0', className)}>
      <legend className="pb-0.5 text-12 font-medium text-ink-3">{title}</legend>
      {children}
    </fieldset>
  );
}

/**
 * One value to filter by, with its count; a value that nothing has stays, dimmed.
 *
 * @param label what a reader hears: the name with its count in words
 */
export function FacetBox({
  name,
  label,
  count,
  checked,
  onChange,
  className,
}: {
  name: ReactNode;
  label: string;
  count?: number | undefined;
  checked: boolean;
  onChange: (checked: boolean) => void;
  className?: string | undefined;
}) {
  const id = useId();
  return (
    <div
      className={cn(
        'flex min-h-6 items-center gap-2 rounded-chip text-12 hover:bg-hover max-wide:min-h-10 max-wide:text-13',
        count === 0 && !checked && 'text-ink-3',
        className,
      )}
    >
      <Checkbox
        id={id}
        className="size-3.5 max-wide:size-5"
        aria-label={label}
        checked={checked}
        onCheckedChange={(next) => onChange(next === true)}
      />
      <label htmlFor={id} className="flex min-w-0 flex-1 cursor-pointer items-center self-stretch">
        <span className="min-w-0 truncate">{name}</span>
        {count === undefined ? null : (
          <span aria-hidden="true" className="ml-auto pl-1 text-ink-3">
            {count}
          </span>
        )}
      </label>
    </div>
  );
}
