import { cn } from '#app/_ui/class-names.ts';

/** A row of the sidebar: 28 px, 36 as an icon of the rail, 44 in the drawer. */
export function navClass(rail: boolean): string {
  return cn(
    'group flex h-7 w-full items-center gap-2 rounded-control px-2 whitespace-nowrap text-ink-2 hover:bg-hover hover:no-underline max-wide:h-11',
    'aria-[current]:bg-pressed aria-[current]:font-medium aria-[current]:text-ink',
    rail && 'size-9 justify-center p-0',
  );
}
