'use client';

import { useQueries } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight, FileCode, LoaderCircle, Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, type MouseEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { codedIn, useFailureWords } from '#app/_data/failure.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { cn } from '#app/_ui/class-names.ts';
import { ErrorState } from '#app/_ui/error-state.tsx';
import { Input } from '#app/_ui/field.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Kbd } from '#app/_ui/kbd.tsx';
import { Skeleton } from '#app/_ui/skeleton.tsx';
import { useKeys } from '#app/_ui/use-keys.ts';
import { SMALL, useMedia } from '#app/_ui/use-media.ts';
import { FoundFiles } from './found-files.tsx';
import { flattenTree, foldersAbove, moveInTree, type TreeRow } from './tree-model.ts';
import { viewerHref } from './viewer-href.ts';
import type { ViewerAddress } from './viewer-path.ts';

type Props = {
  address: ViewerAddress;
  /** Sources of the answer one came from, by path. */
  cited: ReadonlyMap<string, number>;
  /** Whether T goes to the search in here: once on a page. */
  keys?: boolean;
  onOpen?: () => void;
};

/** The files of a revision: folders that open in place, and a search by name in front of them. */
export function FileTree({ address, cited, keys = false, onOpen }: Props) {
  const t = useTranslations('viewer');
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const wanted = useDeferredValue(text.trim());
  useKeys(keys ? { t: () => input.current?.focus() } : {});
  return (
    <div className="flex min-h-0 flex-1 flex-col max-wide:h-full">
      <div className="p-2 max-wide:px-0">
        <Input
          ref={input}
          aria-label={t('find')}
          placeholder={t('find')}
          value={text}
          maxLength={200}
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && setText('')}
          start={<Icon of={Search} size={14} className="text-ink-3" />}
          end={keys ? <Kbd>{t('findKey')}</Kbd> : null}
        />
      </div>
      {wanted === '' ? (
        <Tree address={address} cited={cited} onOpen={onOpen} />
      ) : (
        <FoundFiles
          address={address}
          text={wanted}
          onOpen={() => {
            setText('');
            onOpen?.();
          }}
        />
      )}
    </div>
  );
}

function Tree({ address, cited, onOpen }: { address: ViewerAddress; cited: Props['cited']; onOpen: (() => void) | undefined }) {
  const t = useTranslations('viewer');
  const failure = useFailureWords();
  const { open, toggle } = useOpenFolders(address);
  const { folders, rootError } = useFolders(address, open);
  const rows = useMemo(() => flattenTree(folders, open), [folders, open]);
  // A revision that is not here: the pane says so, once.
  if (codedIn(rootError)?.code === 'file.notFound') return null;
  if (rootError) return <ErrorState className="p-3" error={failure(rootError)} />;
  if (!folders.has('')) return <Skeleton className="p-3" label={t('treeLoading')} widths={['50%', '65%', '40%', '70%', '55%', '60%']} />;
  return <TreeRows {...{ address, rows, cited, toggle, onOpen }} />;
}

function useOpenFolders({ path }: ViewerAddress) {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(foldersAbove(path)));
  useEffect(() => {
    setOpen((known) => new Set([...known, ...foldersAbove(path)]));
  }, [path]);
  const toggle = (folder: string, isOpen: boolean) => {
    setOpen((known) => {
      const next = new Set(known);
      if (isOpen) next.add(folder);
      else next.delete(folder);
      return next;
    });
  };
  return { open, toggle };
}

function useFolders({ repository, revision }: ViewerAddress, open: ReadonlySet<string>) {
  const trpc = useTRPC();
  const names = [...new Set(['', ...open])];
  const listed = useQueries({
    queries: names.map((path) => ({
      ...trpc.repositories.tree.queryOptions({ repository, revision, path }),
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      retry: false,
    })),
    combine: (answers) => ({ entries: answers.map((answer) => answer.data), rootError: answers[0]?.error ?? null }),
  });
  // A folder that cannot be listed (it is a file, or gone) is one without entries: the pane says why.
  const folders = new Map(names.flatMap((name, at) => (listed.entries[at] ? [[name, listed.entries[at]] as const] : [])));
  return { folders, rootError: listed.rootError };
}

type RowsProps = {
  address: ViewerAddress;
  rows: TreeRow[];
  cited: Props['cited'];
  toggle: (folder: string, isOpen: boolean) => void;
  onOpen: (() => void) | undefined;
};

function TreeRows(props: RowsProps) {
  const { address, rows, cited } = props;
  const t = useTranslations('viewer');
  const rowPx = useMedia(SMALL) ? 44 : 28;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 10,
    getItemKey: (index) => rows[index]?.path ?? index,
  });
  const openAt = rows.findIndex((row) => row.path === address.path);
  useEffect(() => {
    if (openAt >= 0) list.scrollToIndex(openAt, { align: 'auto' });
  }, [openAt, list]);
  const { at, onClick, onKeyDown } = useTreeKeys(props, (index) => list.scrollToIndex(index, { align: 'auto' }));
  // Only what is drawn has an id to be named by.
  const isDrawn = list.getVirtualItems().some((item) => item.index === at);
  return (
    <div
      ref={scroller}
      role="tree"
      tabIndex={0}
      aria-label={t('tree', { repository: address.repository })}
      aria-activedescendant={isDrawn ? `tree-${rows[at]?.path}` : undefined}
      onClick={onClick}
      onKeyDown={onKeyDown}
      className="group min-h-0 flex-1 scroll-thin overflow-auto px-2 pb-2 focus-visible:-outline-offset-2 max-wide:px-0"
    >
      <div role="presentation" className="relative" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return row ? (
            <TreeItem
              key={item.key}
              row={row}
              top={item.start}
              height={rowPx}
              isCurrent={row.path === address.path}
              isActive={item.index === at}
              cited={cited.get(row.path) ?? 0}
            />
          ) : null;
        })}
      </div>
    </div>
  );
}

/** The row that keys act on, and what keys and clicks do. @param show brings a row into sight */
function useTreeKeys({ address, rows, toggle, onOpen }: RowsProps, show: (at: number) => void) {
  const router = useRouter();
  const [active, setActive] = useState(address.path);
  useEffect(() => setActive(address.path), [address.path]);
  const found = rows.findIndex((row) => row.path === active);
  const at = Math.max(0, found);
  const openRow = (row: TreeRow) => {
    if (row.kind === 'folder') return toggle(row.path, !row.isOpen);
    router.push(viewerHref({ ...address, path: row.path }));
    onOpen?.();
  };
  const onClick = (event: MouseEvent) => {
    const path = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]')?.dataset.row : undefined;
    const row = rows.find((one) => one.path === path);
    if (!row) return;
    setActive(row.path);
    openRow(row);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at];
    if (event.key === 'Enter' && row) return openRow(row);
    const move = moveInTree(rows, at, event.key);
    if (move === null) return;
    event.preventDefault();
    if ('open' in move) return toggle(move.open, true);
    if ('close' in move) return toggle(move.close, false);
    setActive(rows[move.go]?.path ?? '');
    show(move.go);
  };
  return { at, onClick, onKeyDown };
}

/** A name must stay readable however deep it lies: from the seventh level on the steps are small. */
function indentPx(depth: number): number {
  return 8 + Math.min(depth, 6) * 16 + Math.max(0, depth - 6) * 3;
}

function TreeItem({
  row,
  top,
  height,
  isCurrent,
  isActive,
  cited,
}: {
  row: TreeRow;
  top: number;
  height: number;
  isCurrent: boolean;
  isActive: boolean;
  cited: number;
}) {
  const t = useTranslations('viewer');
  const icon = row.kind === 'loading' ? LoaderCircle : row.kind === 'file' ? FileCode : row.isOpen ? ChevronDown : ChevronRight;
  return (
    // Keys and clicks go to the tree, which names this row as its active one: the pattern for trees that draw only what is seen.
    <div
      id={`tree-${row.path}`}
      role="treeitem"
      tabIndex={-1}
      aria-selected={isCurrent}
      aria-level={row.depth + 1}
      aria-posinset={row.place}
      aria-setsize={row.siblings}
      {...(row.kind === 'folder' ? { 'aria-expanded': row.isOpen } : {})}
      data-row={row.path}
      title={row.name}
      style={{ transform: `translateY(${top}px)`, height, paddingLeft: indentPx(row.depth) }}
      className={cn(
        'absolute inset-x-0 top-0 flex cursor-pointer items-center gap-1.5 rounded-control pr-2 whitespace-nowrap text-ink-2 hover:bg-hover',
        isCurrent && 'bg-pressed font-medium text-ink',
        isActive && 'group-focus-visible:outline-2 group-focus-visible:-outline-offset-2 group-focus-visible:outline-verdigris',
      )}
    >
      <Icon of={icon} size={14} className={row.kind === 'loading' ? 'animate-spin' : undefined} />
      <span className="min-w-0 flex-1 truncate">{row.kind === 'loading' ? t('treeLoading') : row.name}</span>
      {cited > 0 ? (
        <span className="rounded-chip bg-verdigris-wash px-1 text-11 font-semibold text-verdigris" title={t('citedHere', { count: cited })}>
          {cited}
        </span>
      ) : null}
    </div>
  );
}
