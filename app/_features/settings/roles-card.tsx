'use client';

import { Check } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Card, CardFoot, CardHead } from '#app/_ui/card.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Table, Td, Th, Tr } from '#app/_ui/table.tsx';

const roles = ['member', 'auditor', 'admin'] as const;

/** Rights by role, as `authorize` decides them: 'yes', 'no', or a word for how far. */
const rights = [
  ['read', ['readNote', 'readNote', 'readNote']],
  ['add', ['own', 'own', 'all']],
  ['audit', ['no', 'yes', 'yes']],
  ['administer', ['no', 'no', 'yes']],
  ['others', ['no', 'no', 'no']],
] as const;

/** What each role may do, in a table. */
export function RolesCard() {
  const t = useTranslations('settings.roles');
  const roleNames = useTranslations('settings.members.role');
  return (
    <Card aria-labelledby="roles">
      <CardHead id="roles" title={t('title')} />
      <Table>
        <thead>
          <tr>
            <Th>
              <span className="sr-only">{t('right')}</span>
            </Th>
            {roles.map((role) => (
              <Th key={role} className="text-center">
                {roleNames(role)}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rights.map(([right, marks]) => (
            <Tr key={right}>
              <Td>{t(right)}</Td>
              {roles.map((role, at) => (
                <Td key={role} className="text-center text-12 text-ink-2">
                  <Mark word={marks[at] ?? 'no'} />
                </Td>
              ))}
            </Tr>
          ))}
        </tbody>
      </Table>
      <CardFoot>{t('foot')}</CardFoot>
    </Card>
  );
}

function Mark({ word }: { word: 'yes' | 'no' | 'readNote' | 'own' | 'all' }) {
  const t = useTranslations('settings.roles');
  if (word === 'yes') {
    return (
      <>
        <Icon of={Check} size={14} className="mx-auto text-verdigris" />
        <span className="sr-only">{t('yes')}</span>
      </>
    );
  }
  if (word === 'no') {
    return (
      <>
        <span aria-hidden="true" className="text-ink-3">
          –
        </span>
        <span className="sr-only">{t('no')}</span>
      </>
    );
  }
  return t(word);
}
