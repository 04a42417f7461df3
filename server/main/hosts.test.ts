import { describe, expect, it } from 'vitest';
import { checkedHost, expectOwnOrigin, hostNames, plainAddress } from './hosts.ts';

const names = hostNames({ names: ['box.example'] });
const here = '10.20.0.17';

describe('the Host header', () => {
  it.each(['box.example', 'BOX.example:8443', 'localhost', '127.0.0.1:3000', '[::1]:3000', '10.20.0.17:8443'])('%s is ours', (host) => {
    expect(checkedHost(host, names, here)).toBe(host);
  });

  it.each([
    undefined,
    '',
    'evil.example',
    'box.example.evil.example',
    'box.example.',
    'evil.example#box.example',
    'evil.example/@box.example',
    'user@box.example',
    '10.20.0.18',
    '0x7f000001',
    '[fe80::1]',
    'box.example:port',
    'box.example, evil.example',
    'b\u043ex.example',
  ])('%j is not', (host) => {
    expect(() => checkedHost(host, names, here)).toThrow(expect.objectContaining({ code: 'request.foreignHost' }));
  });

  it('is an address of this end, however the socket writes it', () => {
    expect(plainAddress('::ffff:10.20.0.17')).toBe(here);
    expect(plainAddress(undefined)).toBe('');
    expect(checkedHost('10.20.0.17', names, '::ffff:10.20.0.17')).toBe('10.20.0.17');
  });
});

describe('the Origin of a request', () => {
  const own = 'https://box.example:8443';

  it('is ours, or not told by a program that is no browser', () => {
    expect(() => expectOwnOrigin({ origin: own }, own)).not.toThrow();
    expect(() => expectOwnOrigin({}, own)).not.toThrow();
    expect(() => expectOwnOrigin({ fetchSite: 'same-origin' }, own)).not.toThrow();
    expect(() => expectOwnOrigin({ fetchSite: 'none' }, own)).not.toThrow();
  });

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'http://box.example:8443' },
    { origin: 'https://box.example' },
    { origin: 'null' },
    { fetchSite: 'cross-site' },
    { fetchSite: 'same-site' },
  ])('%j is foreign', (headers) => {
    expect(() => expectOwnOrigin(headers, own)).toThrow(expect.objectContaining({ code: 'request.foreignOrigin' }));
  });
});
