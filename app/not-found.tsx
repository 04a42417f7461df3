import { NotThere } from '#app/_features/shell/not-there.tsx';

/** An address without a page. */
export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <NotThere />
    </main>
  );
}
