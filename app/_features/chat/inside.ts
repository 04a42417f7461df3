/** A path of this appliance, or a place on the same page. `//host`, `\\host` and every scheme lead elsewhere. */
export function isInside(href: string): boolean {
  return /^(?:\/(?![/\\])|#)/.test(href) && !/[\p{Cc}\\]/u.test(href) && !href.startsWith('/api/');
}
