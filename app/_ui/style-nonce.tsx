'use client';

import { setNonce } from 'get-nonce';

/**
 * Gives the page's nonce to what must write a style element: Radix stops the page behind a dialog from scrolling that way.
 * It has to be known before the first dialog opens, so it is set while rendering, not in an effect.
 */
export function StyleNonce({ nonce }: { nonce: string | undefined }) {
  if (nonce) setNonce(nonce);
  return null;
}
