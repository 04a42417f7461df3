import { randomBytes } from 'node:crypto';

/** A number used once: the scripts and styles of one page carry it, and nothing else runs. */
export function newNonce(): string {
  return randomBytes(16).toString('base64');
}

/**
 * The Content-Security-Policy of one page. Nothing comes from elsewhere; a script runs only with the nonce, or when one that
 * has it loads it.
 *
 * @param isDevelopment loosened for Next's development mode alone, which evaluates code and styles as it goes
 */
export function contentSecurityPolicy(nonce: string, { isDevelopment }: { isDevelopment: boolean }): string {
  const directives = {
    'default-src': "'self'",
    'script-src': `'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    'style-src': "'self'",
    // In development styles come without a nonce, and a nonce would switch 'unsafe-inline' off.
    'style-src-elem': isDevelopment ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`,
    // shiki, Radix and sonner write style attributes; an attribute cannot load or run anything that img-src and script-src refuse.
    'style-src-attr': "'unsafe-inline'",
    'img-src': "'self' data: blob:",
    'font-src': "'self'",
    'connect-src': "'self'",
    'worker-src': "'self'",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

/** Headers of every response. */
export function securityHeaders({ hasSiteCertificate }: { hasSiteCertificate: boolean }): Record<string, string> {
  return {
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    // Not no-referrer: browsers then send "Origin: null" with forms, which the origin check must refuse.
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
    // With the box's own authority a person may have to come back by plain loopback: no browser must forbid it for a year.
    ...(hasSiteCertificate && { 'Strict-Transport-Security': 'max-age=31536000' }),
  };
}
