import { contentWords } from './query.ts';
import { activityWords, stopWords } from './stop-words.ts';
import { stemOf } from './words.ts';

/** With more words of its own than this a question says itself what it is about, however it begins. */
const OWN_WORDS_MAX = 3;

/** How somebody goes on with what was said. */
const GOING_ON = /^\W*(?:and|but|or|so|then|also|ok|okay|what about|how about|what else|what if|where else|why|how so|how come|same)\b/i;

/** These point back, but for what a whole conversation is about. */
const THIS = /\b(?:this|these|those)\b(?! (?:repository|repo|project|code ?base|program|application|app|product)\b)/i;
/** "That" points back behind such words; "the flag that sets it" does not. */
const BEFORE_THAT =
  'is|are|was|were|does|do|did|can|could|should|would|will|of|for|in|on|with|by|to|from|at|about|than|like|where|why|how|what|when|who';
const THAT = new RegExp(String.raw`(?:^|\b(?:${BEFORE_THAT}|uses?|calls?|sets?)\s)that\b`, 'i');
/** These point back where no word of the question's own stands before them. */
const THEY = /\b(?:it|its|they|them|their|ones?)\b/i;

/** Words that narrow a subject and are none, beside those of activities. */
const narrowing = `allow available case count default detail difference example exact exist general happen instead kind large least length
  less limit line list long many meaning mean more most name number order other part parameter argument place possible reason rest say
  size sort step still thing type way whole`;
const noSubject: ReadonlySet<string> = new Set([...activityWords, ...narrowing.split(/\s+/)].map(stemOf));

/**
 * Whether a question of a conversation rests on the one before it: it has no words of its own, or few and goes on ("And which…", "What
 * about…", "Why…") or points back ("it", "they", "this"). Decided by its words alone, so that everybody can see why.
 */
export function restsOnBefore(question: string): boolean {
  const own = contentWords(question).filter(({ word, isCode }) => isCode || isSubject(word));
  if (own.length > OWN_WORDS_MAX) return false;
  const [first] = own;
  if (!first || GOING_ON.test(question) || THIS.test(question) || THAT.test(question)) return true;
  const pronoun = THEY.exec(question);
  return pronoun !== null && pronoun.index < first.index;
}

function isSubject(word: string): boolean {
  const plain = word.toLowerCase();
  return !stopWords.has(plain) && !noSubject.has(stemOf(plain));
}
