import { cn } from '#app/_ui/class-names.ts';

/** Columns of the reading: prose and margin, or prose alone. */
export function columns(withMargin: boolean): string {
  return cn(
    'grid justify-center gap-x-12',
    withMargin ? 'grid-cols-[minmax(0,640px)_336px] max-margin:grid-cols-[minmax(0,640px)]' : 'grid-cols-[minmax(0,640px)]',
  );
}
