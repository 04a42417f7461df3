import { useTranslations } from 'next-intl';
import { Kbd } from '#app/_ui/kbd.tsx';

/** The keys that work among the results. */
export function SearchFoot() {
  const t = useTranslations('search');
  return (
    <div className="flex flex-none gap-4 border-t border-line px-5 py-2 text-12 text-ink-3 max-wide:hidden">
      <span>
        <Kbd>J</Kbd> <Kbd>K</Kbd> {t('keyMove')}
      </span>
      <span>
        <Kbd>Enter</Kbd> {t('keyOpen')}
      </span>
      <span>
        <Kbd>/</Kbd> {t('keyQuery')}
      </span>
    </div>
  );
}
