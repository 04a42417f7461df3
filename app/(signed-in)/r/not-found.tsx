import { NotThereLeaf } from '#app/_features/shell/not-there.tsx';

/** A repository or a branch that is not on this box: a citation of something that was removed leads here. */
export default function NotFound() {
  return <NotThereLeaf what="revision" />;
}
