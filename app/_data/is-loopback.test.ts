import { expect, it } from 'vitest';
import { isLoopback } from './is-loopback.ts';

it('knows the box’s own addresses, and takes no other for one', () => {
  for (const own of ['::1', '127.0.0.1', '127.8.0.1', '::ffff:127.0.0.1']) expect(isLoopback(own)).toBe(true);
  for (const other of ['', '::', '::2', '10.0.0.1', '127.0.0.1.example', '1127.0.0.1', 'localhost']) expect(isLoopback(other)).toBe(false);
});
