export type QuestionKind = 'docs' | 'mentions' | 'options' | 'commits' | 'manuals';

/** A question that the code itself answers: nobody wrote it, nobody chose it. */
export type Question = {
  kind: QuestionKind;
  text: string;
  /** Files that hold the answer. */
  expected: readonly string[];
  /** What a ranking is tuned on, and what nobody looks at while tuning. */
  half: 'tuning' | 'heldOut';
};

/** A question before it is drawn; `blanked` are the lines (from 1) that it was made of: an index that held them would only be copying. */
export type Candidate = Pick<Question, 'kind' | 'text' | 'expected'> & { blanked?: { path: string; lines: readonly number[] } };
