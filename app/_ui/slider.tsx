'use client';

import { Slider as Parts } from 'radix-ui';
import type { ReactNode } from 'react';

/** A figure within bounds, moved by hand or by the arrow keys. `shown` is the figure in words; readers are told it too. */
export function Slider({
  label,
  value,
  min,
  max,
  step,
  shown,
  onChange,
}: {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  shown: string;
  onChange: (value: number) => void;
}): ReactNode {
  return (
    <div className="grid gap-1">
      <p className="flex text-12">
        <span aria-hidden="true">{label}</span>
        <b className="ml-auto font-semibold">{shown}</b>
      </p>
      <Parts.Root
        value={[value]}
        min={min}
        max={max}
        step={step}
        onValueChange={([next]) => next !== undefined && onChange(next)}
        className="relative flex h-4 touch-none items-center select-none max-wide:h-10"
      >
        <Parts.Track data-keep-colour="" className="h-2 flex-1 overflow-hidden rounded-full border border-line-control bg-well">
          <Parts.Range data-keep-colour="" className="absolute h-2 rounded-full bg-verdigris" />
        </Parts.Track>
        <Parts.Thumb
          aria-label={label}
          aria-valuetext={shown}
          data-keep-colour=""
          className="block size-4 rounded-full bg-verdigris max-wide:size-6"
        />
      </Parts.Root>
    </div>
  );
}
