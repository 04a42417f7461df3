import { type IncomingHttpHeaders, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';

export type RawAnswer = { status: number; headers: IncomingHttpHeaders; text: string };

export type RawRequest = {
  method?: string;
  /** Sent as they are, Host included: what `fetch` would not let a test say. */
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Authority to trust for https. */
  ca?: string;
};

/** A request to loopback, whatever name its address carries. */
export function rawRequest(address: string, { method = 'GET', headers = {}, body, ca }: RawRequest = {}): Promise<RawAnswer> {
  const url = new URL(address);
  const options = {
    host: '127.0.0.1',
    port: url.port,
    path: address.slice(url.origin.length) || '/',
    method,
    headers: { host: url.host, ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }), ...headers },
    agent: false as const,
  };
  return new Promise((resolve, reject) => {
    const sent =
      url.protocol === 'https:' ? tlsRequest({ ...options, servername: url.hostname, ...(ca && { ca }) }) : plainRequest(options);
    sent.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
