'use client';

import { useQuery } from '@tanstack/react-query';
import { Search, UserPlus, UserSearch } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type Ref, useRef, useState } from 'react';
import { useFailureWords } from '#app/_data/failure.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { Button } from '#app/_ui/button.tsx';
import { Card } from '#app/_ui/card.tsx';
import { EmptyState } from '#app/_ui/empty-state.tsx';
import { ErrorState } from '#app/_ui/error-state.tsx';
import { Input } from '#app/_ui/field.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { LeafBody, scrollable } from '#app/_ui/page.tsx';
import { Sheet } from '#app/_ui/sheet.tsx';
import { Skeleton } from '#app/_ui/skeleton.tsx';
import { useKeys } from '#app/_ui/use-keys.ts';
import { NARROW, useMedia } from '#app/_ui/use-media.ts';
import { useUrlParams } from '#app/_ui/use-url-params.ts';
import { TopBar } from '../shell/top-bar.tsx';
import { AddMember } from './add-member.tsx';
import type { Member } from './member.ts';
import { MemberDetails } from './member-details.tsx';
import { MembersTable } from './members-table.tsx';
import { RolesCard } from './roles-card.tsx';
import { SettingsTabs } from './settings-tabs.tsx';

/** Who may sign in and as what, for administrators. One person opens in a drawer. */
export function MembersPage({ me }: { me: { id: string; role: string } }) {
  const t = useTranslations('settings.members');
  const settings = useTranslations('settings');
  const trpc = useTRPC();
  const isNarrow = useMedia(NARROW);
  const [params, changeParams] = useUrlParams();
  const [isAdding, setAdding] = useState(false);
  const members = useQuery(trpc.users.list.queryOptions());
  const text = params.get('find') ?? '';
  const chosen = members.data?.find((member) => member.id === params.get('person')) ?? null;
  const change = (name: 'find' | 'person', value: string) => {
    const next = new URLSearchParams(params);
    if (value === '') next.delete(name);
    else next.set(name, value);
    changeParams(next);
  };
  const shown = (members.data ?? []).filter((member) =>
    `${member.name}\n${t(`role.${member.role}`)}`.toLowerCase().includes(text.trim().toLowerCase()),
  );
  const step = (by: 1 | -1) => {
    const at = shown.findIndex((member) => member.id === chosen?.id);
    const next = shown[Math.min(shown.length - 1, Math.max(0, at + by))];
    if (next) change('person', next.id);
  };
  const find = useRef<HTMLInputElement>(null);
  const close = () => {
    change('person', '');
    document.querySelector<HTMLElement>(`[data-member="${chosen?.id}"]`)?.focus();
  };
  useKeys({ '/': () => find.current?.select(), j: () => step(1), k: () => step(-1), ...(chosen && { escape: close }) });
  return (
    <>
      <TopBar title={settings('title')}>
        <Button look="ink" size="s" onClick={() => setAdding(true)}>
          <Icon of={UserPlus} size={14} />
          {t('add')}
        </Button>
      </TopBar>
      <div className="flex min-h-0 flex-1">
        <LeafBody label={t('title')} className="min-w-0">
          <div className="p-5 max-wide:p-4">
            <SettingsTabs role={me.role} />
            <FindRow ref={find} text={text} count={members.data ? shown.length : null} onText={(next) => change('find', next)} />
            <People {...{ members, shown, text, me }} chosenId={chosen?.id ?? null} onChoose={(id) => change('person', id)} />
            <div className="mt-4 max-w-[620px]">
              <RolesCard />
            </div>
          </div>
        </LeafBody>
        {chosen && !isNarrow ? (
          <aside
            aria-label={chosen.name}
            {...scrollable}
            className="w-[400px] flex-none scroll-thin overflow-auto border-l border-line p-5 focus-visible:-outline-offset-2 max-margin:hidden"
          >
            <MemberDetails key={chosen.id} member={chosen} isMe={chosen.id === me.id} onClose={close} />
          </aside>
        ) : null}
      </div>
      <Sheet title={chosen?.name ?? ''} open={chosen !== null && isNarrow} onOpenChange={close}>
        {chosen ? <MemberDetails key={chosen.id} member={chosen} isMe={chosen.id === me.id} /> : null}
      </Sheet>
      <AddMember open={isAdding} onOpenChange={setAdding} />
    </>
  );
}

type FindRowProps = { ref: Ref<HTMLInputElement>; text: string; count: number | null; onText: (text: string) => void };

function FindRow({ ref, text, count, onText }: FindRowProps) {
  const t = useTranslations('settings.members');
  return (
    <div className="mt-4 mb-3 flex items-center gap-2">
      <Input
        ref={ref}
        aria-label={t('find')}
        placeholder={t('findPlaceholder')}
        value={text}
        maxLength={100}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        start={<Icon of={Search} size={14} className="text-ink-3" />}
        boxClassName="max-w-[280px] max-wide:max-w-none"
      />
      <span role="status" className="ml-auto text-12 whitespace-nowrap text-ink-3">
        {count === null ? '' : t('count', { count })}
      </span>
    </div>
  );
}

function People({
  members,
  shown,
  text,
  me,
  chosenId,
  onChoose,
}: {
  members: { data: Member[] | undefined; error: unknown; refetch: () => void };
  shown: Member[];
  text: string;
  me: { id: string };
  chosenId: string | null;
  onChoose: (id: string) => void;
}) {
  const t = useTranslations('settings.members');
  const ui = useTranslations('ui');
  const failure = useFailureWords();
  if (!members.data) {
    return (
      <Card aria-label={t('people')} className="p-4">
        {members.error ? (
          <ErrorState
            error={failure(members.error)}
            actions={
              <Button size="s" onClick={members.refetch}>
                {ui('tryAgain')}
              </Button>
            }
          />
        ) : (
          <Skeleton label={t('loading')} widths={['50%', '70%', '60%']} />
        )}
      </Card>
    );
  }
  return (
    <Card aria-label={t('people')} className="overflow-hidden">
      {shown.length === 0 ? (
        <EmptyState icon={UserSearch} title={t('noMatch', { text })}>
          {t('noMatchLead')}
        </EmptyState>
      ) : (
        <MembersTable members={shown} meId={me.id} chosenId={chosenId} onChoose={onChoose} />
      )}
    </Card>
  );
}
