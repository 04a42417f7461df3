'use client';

import { PageFailed } from '../_features/shell/page-failed.tsx';

/** A page that threw, within the shell: the sidebar stays. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <div className="grid flex-1 place-items-center p-4">
      <PageFailed id={error.digest} retry={reset} />
    </div>
  );
}
