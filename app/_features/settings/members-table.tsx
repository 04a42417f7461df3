'use client';

import { useFormatter, useNow, useTranslations } from 'next-intl';
import { Avatar } from '#app/_ui/avatar.tsx';
import { Chip } from '#app/_ui/chip.tsx';
import { cn } from '#app/_ui/class-names.ts';
import { Table, Td, Th, Tr } from '#app/_ui/table.tsx';
import type { Member } from './member.ts';

/** People as rows; on phones each is two lines. */
export function MembersTable({
  members,
  meId,
  chosenId,
  onChoose,
}: {
  members: readonly Member[];
  meId: string;
  chosenId: string | null;
  onChoose: (id: string) => void;
}) {
  const t = useTranslations('settings.members');
  return (
    <Table className="max-wide:block">
      <thead className="max-wide:sr-only">
        <tr>
          <Th>{t('column.person')}</Th>
          <Th>{t('column.role')}</Th>
          <Th>{t('column.state')}</Th>
          <Th>{t('column.since')}</Th>
          <Th className="text-right">{t('column.seen')}</Th>
        </tr>
      </thead>
      <tbody className="max-wide:block">
        {members.map((member) => (
          <MemberRow
            key={member.id}
            member={member}
            isMe={member.id === meId}
            isChosen={member.id === chosenId}
            onChoose={() => onChoose(member.id)}
          />
        ))}
      </tbody>
    </Table>
  );
}

const small = 'max-wide:block max-wide:border-0 max-wide:!p-0';

function MemberRow({ member, isMe, isChosen, onChoose }: { member: Member; isMe: boolean; isChosen: boolean; onChoose: () => void }) {
  const t = useTranslations('settings.members');
  const format = useFormatter();
  return (
    <Tr
      aria-selected={isChosen}
      onClick={onChoose}
      className="h-9 cursor-pointer max-wide:grid max-wide:h-auto max-wide:grid-cols-[minmax(0,1fr)_auto] max-wide:gap-x-3 max-wide:gap-y-1.5 max-wide:border-b max-wide:border-line max-wide:px-3 max-wide:py-2.5 max-wide:last:border-0"
    >
      <Td className={small}>
        <button type="button" data-member={member.id} className="flex max-w-full items-center gap-2">
          <Avatar name={member.name} />
          <span className="min-w-0 truncate font-medium">{member.name}</span>
          {isMe ? <span className="text-12 text-ink-3">{t('you')}</span> : null}
        </button>
      </Td>
      <Td className={cn(small, 'max-wide:text-right')}>
        {member.role === 'member' ? t('role.member') : <Chip className="-my-px h-[18px]">{t(`role.${member.role}`)}</Chip>}
      </Td>
      <Td className={small}>
        <MemberState member={member} />
      </Td>
      <Td className={cn(small, 'text-ink-2 whitespace-nowrap max-wide:hidden')}>
        {format.dateTime(member.createdAtMs, { dateStyle: 'medium' })}
      </Td>
      <Td className={cn(small, 'text-right whitespace-nowrap text-ink-2 max-wide:text-12')}>
        <LastSeen atMs={member.lastUsedAtMs} />
      </Td>
    </Tr>
  );
}

/** Whether a person can sign in, in a word. */
export function MemberState({ member }: { member: Member }) {
  const t = useTranslations('settings.members.state');
  if (member.state === 'suspended') return <Chip tone="bad">{t('suspended')}</Chip>;
  return member.hasPassword ? <span className="text-ink-2">{t('active')}</span> : <span className="text-ochre">{t('invited')}</span>;
}

/** When a person last did something, as long ago as it is. */
export function LastSeen({ atMs }: { atMs: number | null }) {
  const t = useTranslations('settings');
  const format = useFormatter();
  const now = useNow({ updateInterval: 60_000 });
  if (atMs === null) return t('members.never');
  return now.getTime() - atMs < 90_000 ? t('sessions.now') : format.relativeTime(atMs, now);
}
