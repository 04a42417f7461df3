'use client';

import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { FileCode } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useDeferredValue } from 'react';
import type { Outputs } from '#app/_data/outputs.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { viewerHref } from '../viewer/viewer-href.ts';
import { Group, Row } from './palette-rows.tsx';

/** Of so many repositories the files are looked through, and so many of each are shown: it's a palette, not the search. */
const REPOSITORIES = 4;
const FILES = 3;
const LETTERS_MIN = 2;

/** Files whose path is like what was typed, of the repositories that can be read. */
export function FoundFiles({
  repositories,
  text,
  go,
}: {
  repositories: Outputs['repositories']['list'];
  text: string;
  go: (href: string) => void;
}) {
  const t = useTranslations('palette');
  const trpc = useTRPC();
  const wanted = useDeferredValue(text);
  // A path has no blanks: a question is none.
  const isPath = wanted.length >= LETTERS_MIN && !/\s/.test(wanted);
  const searched = repositories.flatMap(({ name, revision }) => (revision ? [{ repository: name, revision: revision.commit }] : []));
  const found = useQueries({
    queries: searched.slice(0, REPOSITORIES).map((place) => ({
      ...trpc.repositories.findFile.queryOptions({ ...place, text: wanted }),
      enabled: isPath,
      placeholderData: keepPreviousData,
      retry: false,
    })),
  });
  const files = isPath ? found.flatMap(({ data }, at) => (data ?? []).slice(0, FILES).map((path) => ({ path, place: searched[at] }))) : [];
  if (files.length === 0) return null;
  return (
    <Group title={t('files')}>
      {files.map(({ path, place }) =>
        place ? (
          <Row
            key={`${place.repository} ${path}`}
            value={`file ${place.repository} ${path}`}
            icon={FileCode}
            end={place.repository}
            onSelect={() => go(viewerHref({ ...place, path }))}
          >
            <code>{path}</code>
          </Row>
        ) : null,
      )}
    </Group>
  );
}
