'use client';

import { preload } from 'react-dom';

// The same files as in tokens.css, so that the build gives both one address.
const fonts = [
  new URL('../../node_modules/@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-latin-wght-normal.woff2', import.meta.url),
  new URL('../../node_modules/@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2', import.meta.url),
];

/** Asks for the fonts that every page uses before its styles have told of them: else its first words change their shape. */
export function FontPreload() {
  for (const font of fonts) preload(font.pathname, { as: 'font', type: 'font/woff2', crossOrigin: 'anonymous' });
  return null;
}
