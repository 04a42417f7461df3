import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { authOptions } from '#app/_auth/auth-options.ts';

/** next-auth's door: the one route handler of the pages. Everything else is tRPC. */
async function handle(request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  try {
    return await NextAuth(request, context as never, authOptions(request.headers.get('x-forwarded-proto') === 'https'));
  } catch (thrown) {
    const error = globalThis.cloister.errorOf(thrown);
    return Response.json({ error }, { status: error.httpStatus });
  }
}

export { handle as GET, handle as POST };
