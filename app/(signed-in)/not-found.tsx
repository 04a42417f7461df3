import { NotThere } from '#app/_features/shell/not-there.tsx';

/** Something that is not there, or not this person's; the sidebar stays. */
export default function NotFound() {
  return (
    <div className="grid flex-1 place-items-center">
      <NotThere />
    </div>
  );
}
