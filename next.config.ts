import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const withWords = createNextIntlPlugin('./app/messages/request.ts');

const config: NextConfig = {
  // `npm run up` builds into .next-build and renames it when it succeeded: a failed build poisons its folder.
  distDir: process.env.CLOISTER_NEXT_DIR ?? '.next',
  poweredByHeader: false,
  reactStrictMode: true,
  // Nothing is fetched from elsewhere and nothing is resized: an image is a file of ours or it is not shown.
  images: { unoptimized: true, remotePatterns: [] },
  // Types are checked by `npm run check`, once, over the whole house.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
};

export default withWords(config);
