/** How far an upload is. */
export interface UploadProgress {
  doneBytes: number;
  totalBytes: number;
  /** Mean since the start; 0 in the first moment. */
  bytesPerSecond: number;
}

export type UploadEnd =
  | { kind: 'done'; uploadId: string }
  | { kind: 'stopped' }
  /** The connection broke. */
  | { kind: 'broken'; doneBytes: number }
  /** The appliance refused it, with an error's code and parameters. */
  | { kind: 'refused'; error: unknown };

/** Milliseconds until it is done at this speed; null while that cannot be said. */
export function timeLeftMs({ doneBytes, totalBytes, bytesPerSecond }: UploadProgress): number | null {
  return bytesPerSecond > 0 ? ((totalBytes - doneBytes) / bytesPerSecond) * 1_000 : null;
}

/**
 * Sends a file to the appliance. XMLHttpRequest, since fetch says nothing of what was sent.
 *
 * @param signal stops the upload; nothing of it is kept
 */
export function uploadFile(file: File, onProgress: (progress: UploadProgress) => void, signal: AbortSignal): Promise<UploadEnd> {
  const request = new XMLHttpRequest();
  const startedMs = performance.now();
  let doneBytes = 0;
  return new Promise((resolve) => {
    const stop = () => request.abort();
    signal.addEventListener('abort', stop);
    const end = (how: UploadEnd) => {
      signal.removeEventListener('abort', stop);
      resolve(how);
    };
    request.upload.onprogress = (event) => {
      doneBytes = event.loaded;
      const seconds = (performance.now() - startedMs) / 1_000;
      onProgress({ doneBytes, totalBytes: file.size, bytesPerSecond: seconds > 0.5 ? doneBytes / seconds : 0 });
    };
    request.onload = () => end(endOf(request));
    request.onerror = () => end({ kind: 'broken', doneBytes });
    request.onabort = () => end({ kind: 'stopped' });
    request.open('POST', '/upload');
    request.setRequestHeader('x-file-name', encodeURIComponent(file.name));
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.send(file);
  });
}

function endOf({ status, responseText }: XMLHttpRequest): UploadEnd {
  const answer = parsed(responseText);
  if (status >= 200 && status < 300 && typeof answer.uploadId === 'string') return { kind: 'done', uploadId: answer.uploadId };
  return { kind: 'refused', error: answer.error ?? answer };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
