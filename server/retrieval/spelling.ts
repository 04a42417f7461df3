/**
 * British and American spellings of one word give one form, in files and in questions alike. Words are lower case. What is
 * wrong as a word ("promize") does no harm: it is wrong the same way on both sides.
 */
export function foldSpelling(word: string): string {
  if (word.length < 5) return word;
  let folded = word;
  if (word.length >= 6) folded = folded.replace(/(?<=[a-z]{3})is(?=(?:e|ed|es|er|ers|ing|able|ation|ations|ational)$)/, 'iz');
  if (folded.includes('ys')) folded = folded.replace(/(?<=(?:anal|catal|paral|hydrol))ys(?=(?:e|ed|er|ers|ing)$)/, 'yz');
  if (folded.includes('our')) folded = folded.replace(OUR, '$1$2or');
  if (folded.includes('ll')) folded = folded.replace(DOUBLED, '$1l');
  if (folded.endsWith('logue')) folded = folded.slice(0, -2);
  return OTHERS.get(folded) ?? folded;
}

const OUR = /^(un|dis|mis|)(arm|behavi|col|endeav|fav|flav|harb|hon|hum|lab|neighb|parl|rum|sav|splend|vap|vig)our/;
const DOUBLED =
  /(cance|labe|leve|mode|trave|signa|tota|tunne|channe|seria|initia|fue|dia|pane|tow|equa|marsha|counse|jewe|ja)ll(?=(?:ed|ing|er|ers)$)/;
const OTHERS = new Map(
  Object.entries({
    centre: 'center',
    centres: 'centers',
    centred: 'centered',
    defence: 'defense',
    licence: 'license',
    licences: 'licenses',
    offence: 'offense',
    practise: 'practice',
    artefact: 'artifact',
    artefacts: 'artifacts',
    cheque: 'check',
    fibre: 'fiber',
    metre: 'meter',
    judgement: 'judgment',
    programme: 'program',
    programmes: 'programs',
    tyre: 'tire',
    ageing: 'aging',
  }),
);
