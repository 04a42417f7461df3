import type { ReactNode } from 'react';

/** One fact: an icon, its name, what is to be said about it. */
export function Fact({ icon, title, children }: { icon: ReactNode; title: ReactNode; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-2 text-12 text-ink-2">
      <span className="mt-px text-ink-3">{icon}</span>
      <div>
        <p className="-mt-px text-13 font-medium text-ink">{title}</p>
        {children}
      </div>
    </div>
  );
}
