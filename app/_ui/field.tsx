'use client';

import { CircleX, Eye, EyeOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import { IconButton } from './button.tsx';
import { cn } from './class-names.ts';
import { Icon } from './icon.tsx';

type FieldIds = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true };

/**
 * A label, its control and what stands below it. The control is made by a function that gets the ids which join the three:
 * `<Field label="Name">{(ids) => <Input {...ids} name="name" />}</Field>`.
 */
export function Field({
  label,
  hint,
  error,
  className,
  children,
}: {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  className?: string | undefined;
  children: (ids: FieldIds) => ReactNode;
}) {
  const id = useId();
  const below = `${id}-below`;
  const ids: FieldIds = { id, ...(error || hint ? { 'aria-describedby': below } : {}), ...(error ? { 'aria-invalid': true } : {}) };
  return (
    <div className={cn('grid content-start gap-1', className)}>
      <label htmlFor={id} className="text-12 font-medium">
        {label}
      </label>
      {children(ids)}
      {error ? (
        <p id={below} className="flex items-center gap-1 text-12 text-madder">
          <Icon of={CircleX} size={12} />
          {error}
        </p>
      ) : hint ? (
        <p id={below} className="text-12 text-ink-3">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

const box = [
  'w-full min-w-0 rounded-control border border-line-control bg-leaf text-ink max-wide:text-16',
  'has-[[aria-invalid]]:border-madder aria-[invalid]:border-madder has-[:disabled]:bg-well disabled:bg-well',
];
const boxFocus = 'focus-within:border-verdigris focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-verdigris';

/** A line of text; `start` and `end` stand inside its box (an icon, a button). */
export function Input({
  start,
  end,
  className,
  boxClassName,
  ...rest
}: ComponentProps<'input'> & { start?: ReactNode; end?: ReactNode; boxClassName?: string | undefined }) {
  return (
    <div className={cn('flex h-8 items-center gap-2 px-2.5 max-wide:h-10', box, boxFocus, boxClassName)}>
      {start}
      <input className={cn('min-w-0 flex-1 bg-transparent p-0 outline-none', className)} {...rest} />
      {end}
    </div>
  );
}

/** Several lines of text. */
export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={cn('block px-2.5 py-1.5', box, boxFocus, className)} {...rest} />;
}

/** A password with a button that shows it. */
export function PasswordInput(props: Omit<ComponentProps<'input'>, 'type'>) {
  const [shown, setShown] = useState(false);
  const t = useTranslations('ui');
  return (
    <Input
      {...props}
      type={shown ? 'text' : 'password'}
      autoCapitalize="none"
      spellCheck={false}
      end={
        <IconButton label={t('showPassword')} size="xs" className="-mr-1" aria-pressed={shown} onClick={() => setShown(!shown)}>
          <Icon of={shown ? EyeOff : Eye} size={14} />
        </IconButton>
      }
    />
  );
}
