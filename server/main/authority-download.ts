import { X509Certificate } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { AppError } from '#server/platform/index.ts';
import type { Site } from './site.ts';

/** Where the box's own authority is had: as systems and browsers take it, and as text. */
export const authorityPaths = ['/certificate/ca.crt', '/certificate/ca.pem'] as const;

/**
 * Sends the box's own authority. No secret: it is what a person compares and then trusts.
 *
 * @throws AppError `request.notFound` where the box has none
 */
export function sendAuthority(path: string, response: ServerResponse, site: Site): void {
  const authority = site.certificate()?.authority;
  if (!authority) throw new AppError('request.notFound', { what: 'certificate authority' });
  const isText = path.endsWith('.pem');
  response.setHeader('Content-Type', isText ? 'application/x-pem-file' : 'application/x-x509-ca-cert');
  response.setHeader('Content-Disposition', `attachment; filename="cloister-ca.${isText ? 'pem' : 'crt'}"`);
  response.setHeader('Cache-Control', 'no-store');
  response.end(isText ? authority : new X509Certificate(authority).raw);
}
