import { ArrowDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#app/_ui/button.tsx';
import { Icon } from '#app/_ui/icon.tsx';

/** Back to the newest words, for who scrolled away from them: the page follows nobody who reads elsewhere. */
export function NewestPill({ shown, onClick }: { shown: boolean; onClick: () => void }) {
  const t = useTranslations('chat');
  if (!shown) return null;
  return (
    <div className="pointer-events-none absolute inset-x-0 -top-6 flex justify-center">
      <Button size="s" className="pointer-events-auto rounded-full bg-raised shadow-menu" onClick={onClick}>
        <Icon of={ArrowDown} size={14} />
        {t('newest')}
      </Button>
    </div>
  );
}
