import type { Outputs } from '#app/_data/outputs.ts';
import type { Theme } from './theme.ts';

/** What the sidebar shows, loaded with the page. */
export type SidebarData = {
  me: NonNullable<Outputs['session']['me']>;
  conversations: Outputs['chat']['list'];
  queue: Outputs['queue']['view'];
  theme: Theme;
  nowMs: number;
};
