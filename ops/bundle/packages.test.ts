import { expect, it } from 'vitest';
import { importedPackages, type LockedPackages, shippedPackages } from './packages.ts';
import { isShipped } from './prune.ts';

it('finds what a source imports at run time, and nothing else', () => {
  const source = `
import type { NextConfig } from 'next';
import Database from 'better-sqlite3';
import { a, type B } from '@scope/name/deep.ts';
import 'reflect-metadata';
import * as runtime from "@prisma/client/runtime/client"
export { c } from 'zod';
import { readFile } from 'node:fs';
import { x } from './x.ts';
import { y } from '#server/y.ts';
const grammar = import.meta.resolve(\`@cursorless/wasms/\${language}.wasm\`);
const late = await import('ws');
`;
  expect(importedPackages(source).sort()).toEqual(
    ['@cursorless/wasms', '@prisma/client', '@scope/name', 'better-sqlite3', 'reflect-metadata', 'ws', 'zod'].sort(),
  );
});

it('ships what is needed through others, for this platform alone', () => {
  const packages: LockedPackages = {
    '': { dependencies: { a: '1' } },
    'node_modules/a': { dependencies: { b: '1' }, optionalDependencies: { 'a-linux': '1', 'a-mac': '1', 'a-musl': '1' } },
    'node_modules/a/node_modules/b': { dependencies: { c: '1' } },
    'node_modules/b': {},
    'node_modules/c': { peerDependencies: { d: '1', e: '1' }, peerDependenciesMeta: { e: { optional: true } } },
    'node_modules/d': {},
    'node_modules/e': {},
    'node_modules/a-linux': { os: ['linux'], cpu: ['x64'] },
    'node_modules/a-mac': { os: ['darwin'] },
    'node_modules/a-musl': { os: ['linux'], libc: ['musl'] },
    'node_modules/dev-only': { dev: true },
  };
  expect(shippedPackages(packages, ['a', 'not-installed'])).toEqual([
    'node_modules/a',
    'node_modules/a-linux',
    'node_modules/a/node_modules/b',
    'node_modules/c',
    'node_modules/d',
  ]);
});

it('leaves out GPU packages, compilers and sources', () => {
  const packages: LockedPackages = {
    'node_modules/node-llama-cpp': {
      dependencies: { 'cmake-js': '1' },
      optionalDependencies: { '@node-llama-cpp/linux-x64': '1', '@node-llama-cpp/linux-x64-cuda': '1' },
    },
    'node_modules/cmake-js': {},
    'node_modules/@node-llama-cpp/linux-x64': {},
    'node_modules/@node-llama-cpp/linux-x64-cuda': {},
  };
  expect(shippedPackages(packages, ['node-llama-cpp'])).toEqual(['node_modules/@node-llama-cpp/linux-x64', 'node_modules/node-llama-cpp']);
  expect(isShipped('node-llama-cpp', 'llama/gitRelease.bundle')).toBe(false);
  expect(isShipped('better-sqlite3', 'deps/sqlite3/sqlite3.c')).toBe(false);
  expect(isShipped('better-sqlite3', 'prebuilds/linux-x64.node')).toBe(true);
  expect(isShipped('zod', 'LICENSE')).toBe(true);
});
