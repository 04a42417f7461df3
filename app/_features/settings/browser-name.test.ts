import { expect, it } from 'vitest';
import { browserName } from './browser-name.ts';

it('names the browsers that people use, and nothing where it does not know', () => {
  const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
  expect(browserName(chrome)).toEqual({ browser: 'Chrome', system: 'Linux', isPhone: false });
  expect(browserName(`${chrome} Edg/142.0`).browser).toBe('Edge');
  expect(browserName('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0').browser).toBe('Firefox');
  expect(browserName('Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36')).toEqual({
    browser: 'Chrome',
    system: 'Android',
    isPhone: true,
  });
  expect(
    browserName('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.0 Safari/605.1'),
  ).toMatchObject({
    browser: 'Safari',
    system: 'macOS',
  });
  expect(browserName('')).toEqual({ browser: null, system: null, isPhone: false });
});
