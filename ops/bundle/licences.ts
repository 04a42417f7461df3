import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LockedPackages } from './packages.ts';

const licenceFile = /^(licen[cs]e|copying|notice)/i;

/**
 * Name, version, licence and licence texts of every shipped package. A text that several packages share stands once.
 *
 * @param paths of the shipped packages, below `root`
 */
export async function licenceText(root: string, packages: LockedPackages, paths: readonly string[]): Promise<string> {
  const texts = new Map<string, { number: number; text: string }>();
  const lines: string[] = [];
  for (const path of paths) {
    const numbers: number[] = [];
    for (const text of await licencesOf(join(root, path))) {
      const key = createHash('sha256').update(text).digest('hex');
      const known = texts.get(key) ?? { number: texts.size + 1, text };
      texts.set(key, known);
      numbers.push(known.number);
    }
    const { version = '', license = 'see its text' } = packages[path] ?? {};
    const where = numbers.length > 0 ? `text ${numbers.join(', ')}` : 'no text in the package';
    lines.push(`${path.slice(path.lastIndexOf('node_modules/') + 13)} ${version}: ${license} (${where})`);
  }
  const sections = [...texts.values()].map(({ number, text }) => `\n${'='.repeat(80)}\nText ${number}\n\n${text.trim()}\n`);
  return `Software of others in this release\n\n${lines.join('\n')}\n${sections.join('')}`;
}

async function licencesOf(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => licenceFile.test(name)).sort();
  return Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
}
