import { NotThereLeaf } from '#app/_features/shell/not-there.tsx';

/** A repository that is not on this box, or not this person's to read. */
export default function NotFound() {
  return <NotThereLeaf what="repository" />;
}
