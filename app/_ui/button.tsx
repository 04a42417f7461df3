import { cva, type VariantProps } from 'class-variance-authority';
import { Loader } from 'lucide-react';
import Link from 'next/link';
import type { ComponentProps } from 'react';
import { cn } from './class-names.ts';
import { Icon } from './icon.tsx';

/** Classes of a button; for things that look like one and are not (a label, a trigger of a menu). */
export const buttonClass = cva(
  [
    'relative inline-flex items-center justify-center gap-1.5 rounded-control border font-medium whitespace-nowrap transition-colors duration-(--fast)',
    'hover:no-underline disabled:border-line-firm disabled:bg-well disabled:text-ink-3',
    'aria-pressed:border-verdigris-line aria-pressed:bg-verdigris-wash aria-pressed:text-verdigris',
  ],
  {
    variants: {
      look: {
        plain: 'border-line-firm bg-leaf text-ink hover:bg-well',
        ink: 'border-ink bg-ink text-ink-inverse hover:border-ink-2 hover:bg-ink-2',
        quiet: 'border-transparent bg-transparent text-ink-2 hover:bg-hover disabled:border-transparent disabled:bg-transparent',
        danger: 'border-line-firm bg-leaf text-madder hover:bg-madder-wash',
      },
      size: {
        m: 'h-8 px-3 max-wide:h-10',
        s: 'h-7 px-2 max-wide:h-9',
        xs: 'h-6 px-2 max-wide:h-8',
      },
      square: { true: 'px-0', false: '' },
    },
    compoundVariants: [
      { square: true, size: 'm', class: 'w-8 max-wide:w-10' },
      { square: true, size: 's', class: 'w-7 max-wide:w-9' },
      { square: true, size: 'xs', class: 'w-6 max-wide:w-8' },
    ],
    defaultVariants: { look: 'plain', size: 'm', square: false },
  },
);

type Look = Pick<VariantProps<typeof buttonClass>, 'look' | 'size'>;
type ButtonProps = ComponentProps<'button'> & Look & { busy?: boolean | undefined };

/** A button. `busy` keeps its width and says so to readers; it can't be pressed meanwhile. */
export function Button({ look, size, busy = false, className, children, disabled, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={cn(buttonClass({ look, size }), className)}
      aria-busy={busy || undefined}
      disabled={disabled || busy}
      {...rest}
    >
      {busy ? (
        <>
          <span className="absolute inset-0 grid place-items-center">
            <Icon of={Loader} size={14} className="animate-spin" />
          </span>
          <span className="invisible inline-flex items-center gap-1.5">{children}</span>
        </>
      ) : (
        children
      )}
    </button>
  );
}

/** A link that looks like a button: for what leads elsewhere and changes nothing. */
export function ButtonLink({ look, size, className, ...rest }: ComponentProps<typeof Link> & Look) {
  return <Link className={cn(buttonClass({ look, size }), className)} {...rest} />;
}

type IconButtonProps = ComponentProps<'button'> & Look & { label: string };

/** A button that shows only an icon: its label is what readers say and what stands in its title. */
export function IconButton({ label, look = 'quiet', size = 's', className, type = 'button', ...rest }: IconButtonProps) {
  return (
    <button type={type} aria-label={label} title={label} className={cn(buttonClass({ look, size, square: true }), className)} {...rest} />
  );
}
