'use client';

import { Check } from 'lucide-react';
import { DropdownMenu as Parts } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './class-names.ts';
import { Icon } from './icon.tsx';

const row =
  'flex h-8 cursor-pointer items-center gap-2 rounded-control px-2 text-ink outline-none select-none data-highlighted:bg-pressed data-disabled:cursor-not-allowed data-disabled:text-ink-3 max-wide:h-10';

/** A menu under its trigger: `<Menu trigger={<IconButton …/>}> <MenuItem …/> </Menu>`. */
export function Menu({
  trigger,
  children,
  align = 'end',
  side = 'bottom',
  className,
  ...root
}: ComponentProps<typeof Parts.Root> & {
  trigger: ReactNode;
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'bottom' | 'right' | 'left';
  className?: string | undefined;
}) {
  return (
    <Parts.Root modal={false} {...root}>
      <Parts.Trigger asChild>{trigger}</Parts.Trigger>
      <Parts.Portal>
        <Parts.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={cn(
            'z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 animate-open overflow-y-auto rounded-card border border-line-firm bg-raised p-1 shadow-menu',
            className,
          )}
        >
          {children}
        </Parts.Content>
      </Parts.Portal>
    </Parts.Root>
  );
}

/** One act of a menu. `end` is for a shortcut or a figure. */
export function MenuItem({
  danger = false,
  icon,
  end,
  className,
  children,
  ...rest
}: ComponentProps<typeof Parts.Item> & { danger?: boolean; icon?: ReactNode; end?: ReactNode }) {
  return (
    <Parts.Item className={cn(row, danger && 'text-madder', className)} {...rest}>
      {icon ? <span className={danger ? '' : 'text-ink-3'}>{icon}</span> : null}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {end ? <span className="ml-4 text-12 text-ink-3">{end}</span> : null}
    </Parts.Item>
  );
}

/** One of several choices in a menu (within MenuChoices). */
export function MenuChoice({ children, className, ...rest }: ComponentProps<typeof Parts.RadioItem>) {
  return (
    <Parts.RadioItem className={cn(row, className)} {...rest}>
      <span className="grid size-4 place-items-center text-ink-3">
        <Parts.ItemIndicator>
          <Icon of={Check} size={14} />
        </Parts.ItemIndicator>
      </span>
      <span className="min-w-0 flex-1 truncate">{children}</span>
    </Parts.RadioItem>
  );
}

/** Something to tick in a menu, which stays open. */
export function MenuCheck({ children, end, className, ...rest }: ComponentProps<typeof Parts.CheckboxItem> & { end?: ReactNode }) {
  return (
    <Parts.CheckboxItem className={cn(row, className)} onSelect={(event) => event.preventDefault()} {...rest}>
      <span className="grid size-4 place-items-center text-ink-3">
        <Parts.ItemIndicator>
          <Icon of={Check} size={14} />
        </Parts.ItemIndicator>
      </span>
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {end ? <span className="ml-4 text-12 text-ink-3">{end}</span> : null}
    </Parts.CheckboxItem>
  );
}

/** A group of choices of which one holds. */
export function MenuChoices({ label, ...rest }: ComponentProps<typeof Parts.RadioGroup> & { label: string }) {
  return (
    <Parts.RadioGroup aria-label={label} {...rest}>
      <Parts.Label className="px-2 pt-1 pb-0.5 text-12 text-ink-3">{label}</Parts.Label>
      {rest.children}
    </Parts.RadioGroup>
  );
}

/** A heading within a menu. */
export function MenuLabel(props: ComponentProps<typeof Parts.Label>) {
  return <Parts.Label className="px-2 pt-1 pb-0.5 text-12 text-ink-3" {...props} />;
}

/** A hairline between groups of a menu. */
export function MenuLine() {
  return <Parts.Separator className="-mx-1 my-1 h-px bg-line" />;
}
