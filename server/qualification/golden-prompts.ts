/** A question with an answer that can be told right from wrong. */
export type GoldenPrompt = {
  question: string;
  /** What a right answer says. */
  right: RegExp;
  /** easy: a model that misses one is of no use, and it must come to an end by itself. The others tell models apart. */
  grade: 'easy' | 'medium' | 'hard';
};

/** Three grades of the same size. Asked at temperature 0, each alone. */
export const goldenPrompts: readonly GoldenPrompt[] = [
  { grade: 'easy', question: 'What is the capital of France?', right: /\bParis\b/ },
  { grade: 'easy', question: 'What is the opposite of hot?', right: /\bcold\b/i },
  { grade: 'easy', question: 'How many days are in a week?', right: /\b(?:7|seven)\b/i },
  { grade: 'easy', question: 'Which planet do we live on?', right: /\bEarth\b/i },
  { grade: 'easy', question: 'What is the largest ocean on Earth?', right: /\bPacific\b/ },
  { grade: 'easy', question: 'What is the chemical symbol of water?', right: /\bH(?:2|₂)O\b/ },
  { grade: 'medium', question: 'What is the plural of "mouse", the animal?', right: /\bmice\b/i },
  { grade: 'medium', question: 'What is 12 + 30? Answer with the number alone.', right: /\b42\b/ },
  { grade: 'medium', question: 'In which year did the Second World War end?', right: /\b1945\b/ },
  { grade: 'medium', question: 'Which day comes after Monday? One word.', right: /\bTuesday\b/i },
  { grade: 'medium', question: 'What is the first index of an array in JavaScript? Answer with the number alone.', right: /\b0\b/ },
  { grade: 'medium', question: 'Which keyword begins a function in Python? One word.', right: /\bdef\b/ },
  { grade: 'hard', question: 'What is 17 * 6? Answer with the number alone.', right: /\b102\b/ },
  { grade: 'hard', question: 'Write the word "stone" backwards. One word.', right: /\benots\b/i },
  { grade: 'hard', question: 'Which number is larger, 9.11 or 9.9? Answer with the number alone.', right: /^\D*9\.9\b(?!.*9\.11)/s },
  { grade: 'hard', question: 'What does this Python line print? print(len("abc") * 2) Answer with the output alone.', right: /\b6\b/ },
  {
    grade: 'hard',
    question: 'Sort these numbers from small to large: 30, 4, 100, 25. Answer with the list alone.',
    right: /4,\s*25,\s*30,\s*100/,
  },
  {
    grade: 'hard',
    question: 'A box holds three red and two blue balls; I take out all the red ones. How many are left? Answer with the number alone.',
    right: /\b(?:2|two)\b/i,
  },
];

/** Words that are foreign to one another, each told to one stream: none may turn up in another. */
export const codeWords = ['harbor', 'violet', 'lantern', 'pepper', 'granite', 'feather', 'walnut', 'copper'] as const;
