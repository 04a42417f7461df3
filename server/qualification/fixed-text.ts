/**
 * What every model is measured by: prose and code, written for this, so that no model has read it. It never changes: measures of
 * two texts cannot be compared.
 */
export const fixedText = `The gate at the end of the lane had been painted green so often that nobody could say what lay beneath.
Every spring the farmer scraped it, and every spring he gave up after the third layer and opened a fresh tin. His daughter kept
the empty tins in a
row along the wall of the barn, where they held nails, string, and in one case a family of mice. When the bridge was closed for
repairs the children had to walk around by the mill. It took them half an hour longer, and they were late for school on the first
two days. On the third day the teacher moved the lesson, because she lived on the same side of the river and was late as well.

A queue is fair when nobody has to know how it works in order to get a turn. We count what each person has used, not how often
they have asked, since one long question can cost as much as twenty short ones. If two people have used the same amount, the one
who has waited longer goes first. Nothing that runs is stopped for somebody else; it is only asked to pause between two steps.

function nextTurn(waiting) {
  let first = null;
  for (const job of waiting) {
    if (first === null || job.used < first.used) {
      first = job;
    }
  }
  return first;
}

def total_size(files):
    size = 0
    for path in files:
        if os.path.isfile(path):
            size += os.path.getsize(path)
    return size

When the lights went out on the second floor, the night porter found the fuse box behind a stack of chairs. He changed the fuse,
wrote the time into the book, and went back to his tea, which was still warm.
`;
