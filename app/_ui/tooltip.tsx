'use client';

import { HoverCard as CardParts, Tooltip as Parts } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

/** Once around the app: tooltips open after 400 ms, and at once when moving between them. */
export function TooltipScope({ children }: { children: ReactNode }) {
  return <Parts.Provider delayDuration={400}>{children}</Parts.Provider>;
}

/** A card about a link (a citation), on hover and on focus. What it says must be reachable without it too. */
export function HoverCard({ card, className, children }: { card: ReactNode; className?: string; children: ReactNode }) {
  return (
    <CardParts.Root openDelay={400} closeDelay={120}>
      <CardParts.Trigger asChild>{children}</CardParts.Trigger>
      <CardParts.Portal>
        <CardParts.Content
          sideOffset={6}
          collisionPadding={8}
          className={cn(
            'z-30 w-96 max-w-[calc(100vw-16px)] animate-open rounded-card border border-line-firm bg-raised p-3 text-13 shadow-menu',
            className,
          )}
        >
          {card}
        </CardParts.Content>
      </CardParts.Portal>
    </CardParts.Root>
  );
}
