'use client';

import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button, IconButton } from './button.tsx';
import { Icon } from './icon.tsx';

/** Copies text to the clipboard and says so for two seconds. Without `children` it is an icon named by `label`. */
export function CopyButton({
  text,
  label,
  children,
  size = 's',
  look = 'quiet',
  className,
}: {
  text: string | (() => string);
  label: string;
  children?: React.ReactNode;
  size?: 'm' | 's' | 'xs';
  look?: 'plain' | 'quiet';
  className?: string | undefined;
}) {
  const t = useTranslations('ui');
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await writeClipboard(typeof text === 'function' ? text() : text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  const icon = <Icon of={copied ? Check : Copy} size={size === 'xs' ? 12 : 14} className={copied ? 'text-verdigris' : undefined} />;
  const said = (
    <span role="status" className="sr-only">
      {copied ? t('copied') : ''}
    </span>
  );
  return children === undefined ? (
    <IconButton label={label} size={size} look={look} className={className} onClick={copy}>
      {icon}
      {said}
    </IconButton>
  ) : (
    <Button size={size} look={look} className={className} onClick={copy} aria-label={label}>
      {icon}
      {children}
      {said}
    </Button>
  );
}

/** The id of an error, to be read to an operator or pasted into a message. */
export function CopyId({ id }: { id: string }) {
  const t = useTranslations('ui');
  return (
    <span className="ml-auto inline-flex items-center text-12 text-ink-3">
      <code>{id}</code>
      <CopyButton text={id} label={t('copyErrorId', { id })} size="xs" />
    </span>
  );
}

/** The clipboard needs a secure context; plain HTTP on another machine has none, so the old way stays as a fallback. */
async function writeClipboard(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
