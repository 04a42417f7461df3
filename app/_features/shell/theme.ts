export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Cookie names: read on the server, so that the first paint is right. */
export const THEME_COOKIE = 'cloister-theme';
export const RAIL_COOKIE = 'cloister-rail';

/** The theme a cookie names; anything else follows the system. */
export function themeFrom(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? 'system';
}

/** Keeps a choice on this device for a year. */
export function rememberChoice(cookie: string, value: string): void {
  const secure = window.location.protocol === 'https:' ? '; secure' : '';
  // Not the Cookie Store API: the oldest browsers that this is for have none.
  Object.assign(document, { cookie: `${cookie}=${value}; path=/; max-age=31536000; samesite=lax${secure}` });
}

/** Shows the page in a theme and remembers it. */
export function chooseTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  rememberChoice(THEME_COOKIE, theme);
}
