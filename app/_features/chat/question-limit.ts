/** The longest question that the box takes: platform's limits.questionBytes, said while it is typed. */
export const QUESTION_MAX_BYTES = 64 * 1024;
