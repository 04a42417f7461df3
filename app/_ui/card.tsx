import type { ComponentProps, ReactNode } from 'react';
import { cn } from './class-names.ts';

/** A card: a hairline around things that belong together. Depth comes from the line, never from a shadow. */
export function Card({ className, ...rest }: ComponentProps<'section'>) {
  return <section className={cn('min-w-0 rounded-card border border-line bg-leaf', className)} {...rest} />;
}

/** The head of a card: its title, and at the end what can be done or a figure. */
export function CardHead({
  title,
  id,
  note,
  end,
  className,
}: {
  title: ReactNode;
  id?: string;
  note?: ReactNode;
  end?: ReactNode;
  className?: string | undefined;
}) {
  return (
    <header className={cn('flex min-h-11 items-center gap-2 border-b border-line pr-3 pl-4 max-wide:flex-wrap max-wide:py-1', className)}>
      <h2 id={id} className="text-13 font-semibold">
        {title}
      </h2>
      {note ? <span className="text-12 text-ink-3">{note}</span> : null}
      {end ? <div className="ml-auto flex items-center gap-2 text-12 text-ink-3">{end}</div> : null}
    </header>
  );
}

export function CardBody({ className, ...rest }: ComponentProps<'div'>) {
  return <div className={cn('p-4', className)} {...rest} />;
}

export function CardFoot({ className, ...rest }: ComponentProps<'footer'>) {
  return <footer className={cn('border-t border-line px-4 py-2 text-12 text-ink-3', className)} {...rest} />;
}

/** Names and values in two columns. */
export function Facts({ facts, className }: { facts: readonly { name: string; value: ReactNode }[]; className?: string | undefined }) {
  return (
    <dl className={cn('grid grid-cols-[120px_minmax(0,1fr)] gap-x-3 gap-y-1.5 max-wide:grid-cols-[104px_minmax(0,1fr)]', className)}>
      {facts.map((fact) => (
        <div key={fact.name} className="contents">
          <dt className="text-ink-3">{fact.name}</dt>
          <dd className="[overflow-wrap:anywhere]">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
