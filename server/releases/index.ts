export { type Release, thisRelease } from './this-release.ts';
