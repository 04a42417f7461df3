import { cn } from './class-names.ts';

/** Initials of a name: "A. Member" gives AM, "ada" gives AD. */
export function initials(name: string): string {
  const parts = name.split(/[\s._-]+/).filter(Boolean);
  const letters = parts.length > 1 ? `${parts[0]?.[0] ?? ''}${parts.at(-1)?.[0] ?? ''}` : name.slice(0, 2);
  return letters.toUpperCase();
}

/** A person as two letters in a disc. The name must stand beside it or be said elsewhere. */
export function Avatar({ name, small = false }: { name: string; small?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={cn(
        'flex-none rounded-full bg-pressed text-center font-semibold tracking-[0.02em] text-ink-2',
        small ? 'size-5 text-[9px] leading-5' : 'size-6 text-[10px] leading-6',
      )}
    >
      {initials(name)}
    </span>
  );
}
