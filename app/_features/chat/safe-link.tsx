import Link from 'next/link';
import type { ReactNode } from 'react';
import { isInside } from './inside.ts';

/**
 * A link in an answer. What a model writes may lead within this appliance only; an address elsewhere is shown as text beside its label, so
 * that nobody leaves, and nothing is carried out, by a click.
 */
export function SafeLink({ href, children }: { href: string | undefined; children: ReactNode }) {
  if (href && isInside(href)) {
    return (
      <Link href={href} prefetch={false} className="link">
        {children}
      </Link>
    );
  }
  return (
    <>
      {children}
      {href && shownText(children) !== href ? <span className="text-ink-3 [overflow-wrap:anywhere]"> ({href})</span> : null}
    </>
  );
}

function shownText(children: ReactNode): string {
  return typeof children === 'string' ? children : Array.isArray(children) ? children.map(shownText).join('') : '';
}
