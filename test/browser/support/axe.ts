import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** What axe finds serious or critical, a line each. */
export async function seriousIn(axe: AxeBuilder, where: string): Promise<string[]> {
  const { violations } = await axe.analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.map(({ id, nodes }) => `${where}: ${id} at ${nodes[0]?.html}`);
}

/**
 * What axe finds serious on pages as they are wide and narrow, in the light and in the dark. A page is made narrow and dark as it stands:
 * only colours differ between the schemes, and only they are looked at twice.
 */
export async function seriousOn(page: Page, { origin, paths }: { origin: string; paths: readonly string[] }): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    await page.goto(origin + path);
    await page.waitForLoadState('networkidle');
    for (const [width, scheme, only] of [
      [1440, 'light', null],
      [1440, 'dark', 'color-contrast'],
      [390, 'dark', null],
      [390, 'light', 'color-contrast'],
    ] as const) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme: scheme });
      const axe = new AxeBuilder({ page });
      found.push(...(await seriousIn(only ? axe.withRules(only) : axe, `${width} ${scheme} ${path}`)));
    }
  }
  return found;
}
