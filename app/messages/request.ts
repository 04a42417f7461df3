import { getRequestConfig } from 'next-intl/server';
import words from './en.json';

/** English only for now: no locale in addresses, one file of words. Times are shown in the box's own zone. */
export default getRequestConfig(async () => ({
  locale: 'en-GB',
  messages: words,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
}));
