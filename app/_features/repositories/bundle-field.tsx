'use client';

import { FileUp } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { type DragEvent, useId, useRef, useState } from 'react';
import { buttonClass } from '#app/_ui/button.tsx';
import { cn } from '#app/_ui/class-names.ts';
import { Icon } from '#app/_ui/icon.tsx';
import { BundleHelp } from './bundle-help.tsx';
import { byteWords } from './byte-words.ts';

/** A git bundle of this device: dropped here, or chosen. */
export function BundleField({ file, error, onFile }: { file: File | null; error: string | undefined; onFile: (file: File) => void }) {
  const t = useTranslations('repositories');
  const format = useFormatter();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const take = (chosen: File | undefined) => chosen && onFile(chosen);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <fieldset
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={cn(
        'grid justify-items-center gap-2 rounded-card border border-dashed border-line-control p-4 text-center',
        isOver && 'border-verdigris bg-verdigris-wash',
        error && 'border-madder',
      )}
    >
      <legend className="sr-only">{t('adding.file')}</legend>
      <Icon of={FileUp} size={24} className="text-ink-3" />
      {file ? (
        <p className="font-medium [overflow-wrap:anywhere]">
          {t('adding.chosen', { name: file.name, size: byteWords(file.size, format.number) })}
        </p>
      ) : (
        <p>{t('adding.drop')}</p>
      )}
      <label
        htmlFor={id}
        className={cn(
          buttonClass({ size: 's' }),
          'cursor-pointer focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-verdigris',
        )}
      >
        {t(file ? 'adding.another' : 'adding.choose')}
        <input
          ref={input}
          id={id}
          type="file"
          className="sr-only"
          aria-describedby={`${id}-below`}
          {...(error && { 'aria-invalid': true })}
          onChange={(event) => take(event.target.files?.[0])}
        />
      </label>
      <p id={`${id}-below`} className={cn('text-12', error ? 'text-madder' : 'text-ink-3')}>
        {error ?? t('adding.dropHint', { limit: t('limit') })}
      </p>
      <BundleHelp />
    </fieldset>
  );
}
