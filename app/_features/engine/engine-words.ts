'use client';

import { useFormatter } from 'next-intl';
import { byteWords } from '../repositories/byte-words.ts';

/** Figures of the engine as a person reads them. */
export function useEngineWords() {
  const { number } = useFormatter();
  const speed = (perSecond: number) => `${number(perSecond, { maximumFractionDigits: perSecond >= 100 ? 0 : 1 })} t/s`;
  return {
    bytes: (sizeBytes: number) => byteWords(sizeBytes, number),
    speed,
    /** Tokens: 20.0k, 64k, 512. */
    tokens: (count: number) => {
      if (count < 1_024) return number(count);
      const thousands = count / 1_024;
      return `${number(thousands, { maximumFractionDigits: thousands >= 100 || Number.isInteger(thousands) ? 0 : 1 })}k`;
    },
    seconds: (ms: number) => `${number(ms / 1_000, { maximumFractionDigits: ms < 10_000 ? 1 : 0 })} s`,
    percent: (share: number) => `${number(share * 100, { maximumFractionDigits: 0 })} %`,
  };
}
