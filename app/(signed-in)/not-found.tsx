import { NotThereLeaf } from '#app/_features/shell/not-there.tsx';

/** Something that is not there, or not this person's; the sidebar stays. */
export default function NotFound() {
  return <NotThereLeaf />;
}
