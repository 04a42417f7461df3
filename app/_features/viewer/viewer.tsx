'use client';

import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { Sheet } from '#app/_ui/sheet.tsx';
import { FilePane } from './file-pane.tsx';
import { FileTree } from './file-tree.tsx';
import { SourceBanner } from './source-banner.tsx';
import { sourcesByPath } from './sources.ts';
import { useSources } from './use-sources.ts';
import { ViewerBar } from './viewer-bar.tsx';
import { parseViewerPath } from './viewer-path.ts';

/**
 * A revision's files: the tree, the file that is open, its symbols. It stands in the layout of its address and reads the path from it,
 * so that the tree stays as it is while files change.
 */
export function Viewer({ repository, revision }: { repository: string; revision: string }) {
  const t = useTranslations('viewer');
  const pathname = usePathname();
  const [filesOpen, setFilesOpen] = useState(false);
  const address = useMemo(() => parseViewerPath(pathname) ?? { repository, revision, path: '' }, [pathname, repository, revision]);
  const sources = useSources();
  const cited = useMemo(() => sourcesByPath(sources?.all ?? [], repository, revision), [sources?.all, repository, revision]);
  return (
    <>
      <ViewerBar address={address} onFiles={() => setFilesOpen(true)} />
      {sources ? <SourceBanner sources={sources} /> : null}
      <div className="flex min-h-0 flex-1">
        <aside aria-label={t('files')} className="flex w-60 flex-none flex-col border-r border-line max-wide:hidden">
          <FileTree address={address} cited={cited} keys />
        </aside>
        <FilePane address={address} source={sources?.current ?? null} />
      </div>
      <Sheet title={t('tree', { repository })} open={filesOpen} onOpenChange={setFilesOpen} className="max-wide:h-[72dvh]">
        <FileTree address={address} cited={cited} onOpen={() => setFilesOpen(false)} />
      </Sheet>
    </>
  );
}
