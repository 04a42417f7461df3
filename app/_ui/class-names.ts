import { type ClassValue, clsx } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

// Our scales are named by their measure, so tailwind-merge must be told that text-13 is a size and text-ink a colour.
const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ['11', '12', '13', '16', '18', '22', '28'],
      shadow: ['menu', 'sheet'],
      radius: ['chip', 'control', 'card', 'leaf'],
    },
  },
});

/** Joins class names; of two that set the same property the later one stays. */
export function cn(...inputs: ClassValue[]): string {
  return merge(clsx(inputs));
}
