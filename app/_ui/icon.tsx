import type { LucideIcon } from 'lucide-react';
import { cn } from './class-names.ts';

/** A line icon of 16, 14 or 12 px. Always hidden from readers: the words beside it, or its button's label, say what it means. */
export function Icon({ of: Glyph, size = 16, className }: { of: LucideIcon; size?: 12 | 14 | 16 | 24; className?: string | undefined }) {
  const stroke = size === 12 ? 2 : size === 24 ? 1.25 : 1.75;
  return <Glyph aria-hidden="true" focusable="false" size={size} strokeWidth={stroke} className={cn('flex-none', className)} />;
}

/** The mark of the product: an arch within an arch. */
export function CloisterMark({ size = 20, stroke = 1.6 }: { size?: number; stroke?: number }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 20 20"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={stroke}
      strokeLinecap="round"
      strokeLinejoin="round"
      className="flex-none"
    >
      <path d="M2.5 17.5V9a7.5 7.5 0 0 1 15 0v8.5M6.5 17.5v-8a3.5 3.5 0 0 1 7 0v8M1 17.5h18" />
    </svg>
  );
}
