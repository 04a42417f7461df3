import type { ComponentProps } from 'react';
import { cn } from './class-names.ts';

/**
 * Bits of a table; TanStack Virtual holds the rows where there are many. On phones rows become two lines: hide columns with
 * `max-wide:hidden`.
 */
export function Table({ className, ...rest }: ComponentProps<'table'>) {
  return <table className={cn('w-full border-collapse', className)} {...rest} />;
}

export function Th({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={cn(
        'border-b border-line px-3 pt-1.5 pb-[5px] text-left text-12 font-medium whitespace-nowrap text-ink-3 first:pl-4 last:pr-4 max-wide:px-2',
        className,
      )}
      {...rest}
    />
  );
}

export function Tr({ className, ...rest }: ComponentProps<'tr'>) {
  return (
    <tr
      className={cn(
        'hover:bg-hover aria-selected:bg-verdigris-wash aria-selected:shadow-[inset_2px_0_var(--verdigris)] [&:last-child>td]:border-b-0',
        className,
      )}
      {...rest}
    />
  );
}

export function Td({ className, ...rest }: ComponentProps<'td'>) {
  return (
    <td className={cn('border-b border-line px-3 pt-[5px] pb-1.5 align-middle first:pl-4 last:pr-4 max-wide:px-2', className)} {...rest} />
  );
}
