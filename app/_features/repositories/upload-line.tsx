'use client';

import { useFormatter, useTranslations } from 'next-intl';
import { Bar } from '#app/_ui/meter.tsx';
import { byteWords } from './byte-words.ts';
import { timeLeftMs, type UploadProgress } from './upload.ts';

/** How far an upload is: bytes, speed, and what is left of it. */
export function UploadLine({ fileName, progress }: { fileName: string; progress: UploadProgress }) {
  const t = useTranslations('repositories.adding');
  const format = useFormatter();
  const { doneBytes, totalBytes, bytesPerSecond } = progress;
  const leftMs = timeLeftMs(progress);
  const share = totalBytes > 0 ? doneBytes / totalBytes : 0;
  const done = t('uploaded', { done: byteWords(doneBytes, format.number), total: byteWords(totalBytes, format.number) });
  return (
    <div className="grid gap-2">
      <p className="flex justify-between gap-3">
        <span className="min-w-0 truncate font-medium">{t('uploading', { name: fileName })}</span>
        <span>{Math.floor(share * 100)} %</span>
      </p>
      <Bar label={done} parts={[{ name: 'done', share, fill: 1 }]} />
      <p className="flex justify-between gap-3 text-12 text-ink-3">
        <span>{done}</span>
        <span>{leftMs === null ? ' ' : t('speed', { speed: byteWords(bytesPerSecond, format.number), left: timeWords(leftMs) })}</span>
      </p>
    </div>
  );
}

/** `8 s`, `2 min`, `1 h 05 min`. */
function timeWords(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
