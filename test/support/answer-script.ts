/** What a scripted engine says to people. */
export type AnswerScript = {
  /** The answer to each question, found by words of the question. */
  answers: Record<string, string>;
  /** What is chosen where an answer is asked for its source, such as " [1]". */
  source: string;
  /** It crashes once it is ready, and is given up. */
  isGivenUp?: boolean;
};
