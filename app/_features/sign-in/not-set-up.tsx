import { RotateCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ButtonLink } from '#app/_ui/button.tsx';
import { CopyButton } from '#app/_ui/copy-button.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { scrollable } from '#app/_ui/page.tsx';

/**
 * A box without an administrator: where the link is that makes one. Whoever opens the page first gets nothing.
 *
 * @param command how the console is called here
 */
export function NotSetUp({ origin, command }: { origin: string; command: string }) {
  const t = useTranslations('setUp');
  const status = `${command} status`;
  return (
    <>
      <h1 className="serif text-22 tracking-[-0.01em]">{t('notYet')}</h1>
      <p className="mt-1 max-w-[60ch] text-ink-2">{t('notYetLead')}</p>
      <ol>
        <li className="grid grid-cols-[20px_minmax(0,1fr)] pt-4">
          <span className="text-ink-3">1.</span>
          <div>
            <p className="font-medium">{t('step1')}</p>
            <section aria-label={t('step1Label')} {...scrollable}>
              <pre className="mt-2 scroll-thin overflow-x-auto rounded-card border border-line-firm bg-well px-3 py-2 text-12 leading-5 max-wide:whitespace-pre-wrap">
                {t('step1Lines')}
                {'\n\n  '}
                {origin}/setup#<span className="text-ink-3">····-····-····-····</span>
              </pre>
            </section>
          </div>
        </li>
        <li className="grid grid-cols-[20px_minmax(0,1fr)] pt-4">
          <span className="text-ink-3">2.</span>
          <div>
            <p className="font-medium">{t('step2')}</p>
            <div className="mt-2 flex items-center gap-2 rounded-card border border-line-firm bg-well py-[3px] pr-1 pl-3">
              <code className="flex-1 text-12">{status}</code>
              <CopyButton text={status} label={t('copyCommand')} look="plain">
                {t('copy')}
              </CopyButton>
            </div>
            <p className="mt-1 text-12 text-ink-2">{t('step2Then')}</p>
          </div>
        </li>
      </ol>
      <div className="mt-5 flex items-center gap-3 max-wide:flex-wrap">
        <ButtonLink href="/signin" prefetch={false}>
          <Icon of={RotateCw} size={14} />
          {t('lookAgain')}
        </ButtonLink>
        <span className="text-12 text-ink-3">{t('lookAgainThen')}</span>
      </div>
    </>
  );
}
