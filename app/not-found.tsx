import { NotThere } from '#app/_features/shell/not-there.tsx';

/** An address without a page. */
export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center p-2">
      <div className="rounded-leaf border border-line bg-leaf px-8 py-6 max-wide:px-2">
        <NotThere />
      </div>
    </main>
  );
}
