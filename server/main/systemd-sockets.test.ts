import { expect, it } from 'vitest';
import { givenSockets } from './systemd-sockets.ts';

it('takes the sockets that systemd gave this process, by their names', () => {
  expect(givenSockets({ LISTEN_PID: '7', LISTEN_FDS: '1', LISTEN_FDNAMES: 'loopback' }, 7)).toEqual({ plain: 3, tls: null });
  expect(givenSockets({ LISTEN_PID: '7', LISTEN_FDS: '2', LISTEN_FDNAMES: 'tls:loopback' }, 7)).toEqual({ plain: 4, tls: 3 });
  expect(givenSockets({ LISTEN_PID: '7', LISTEN_FDS: '1' }, 7)).toEqual({ plain: 3, tls: null });
});

it('takes none that were meant for another process', () => {
  expect(givenSockets({ LISTEN_PID: '8', LISTEN_FDS: '1' }, 7)).toEqual({ plain: null, tls: null });
  expect(givenSockets({}, 7)).toEqual({ plain: null, tls: null });
});
