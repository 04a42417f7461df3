import { expect, it } from 'vitest';
import { loadConfig } from './config.ts';

it('has defaults that suit a checkout: loopback alone, data beside the code', () => {
  const config = loadConfig({});
  expect(config).toMatchObject({ port: 3000, names: [], log: 'file' });
  expect(config.listen).toBeUndefined();
  expect(config.dataDir).toMatch(/\/data$/);
});

it('reads the address of the TLS door, IPv6 included', () => {
  expect(loadConfig({ CLOISTER_LISTEN: '0.0.0.0:443' }).listen).toEqual({ host: '0.0.0.0', port: 443 });
  expect(loadConfig({ CLOISTER_LISTEN: '[::1]:8443' }).listen).toEqual({ host: '::1', port: 8443 });
});

it.each([
  [{ CLOISTER_PORT: 'eighty' }, 'CLOISTER_PORT'],
  [{ CLOISTER_PORT: '70000' }, 'CLOISTER_PORT'],
  [{ CLOISTER_LISTEN: 'localhost' }, 'CLOISTER_LISTEN'],
  [{ CLOISTER_TLS_CERT: 'a.pem' }, 'CLOISTER_TLS_KEY'],
  [{ CLOISTER_ENGINE_URL: 'cluster:8000', CLOISTER_ENGINE_MODEL: 'coder' }, 'CLOISTER_ENGINE_URL'],
  [{ CLOISTER_ENGINE_URL: 'https://cluster.example' }, 'CLOISTER_ENGINE_MODEL'],
])('names the variable that is wrong: %o', (environment, name) => {
  expect(() => loadConfig(environment)).toThrow(
    expect.objectContaining({ code: 'appliance.configInvalid', params: expect.objectContaining({ name }) }),
  );
});
