import { stemOf } from './words.ts';

/**
 * What people write out and programs shorten: the words of a line mean the same in code. Only pairs that hold in any code base;
 * whatever a subject or a project calls something does not belong here.
 */
const families = `
  argument arg args argv
  parameter param params
  configuration config cfg conf
  initialise init
  directory dir
  function func fn
  message msg
  context ctx
  buffer buf
  string str
  number num
  count cnt
  authentication authenticate auth
  authorization authorize auth
  database db
  environment env
  allocate alloc allocator
  maximum max
  minimum min
  temporary tmp temp
  pointer ptr
  index idx
  length len
  position pos
  previous prev
  memory mem
  statistics stats stat
  specification spec
  repository repo
  application app
  administrator admin
  attribute attr
  average avg
  binary bin
  calculate calc
  character char
  column col
  command cmd
  connection conn
  continue cont
  coordinate coord
  current curr cur
  declaration decl
  definition def
  delete del
  destination dst dest
  development dev
  difference diff
  dimension dim dims
  document doc docs
  element elem
  error err
  execute exec
  expression expr
  extension ext
  generate gen
  identifier ident id
  implementation impl
  information info
  integer int
  interface iface
  iterator iter
  library lib
  manager mgr
  address addr
  multiply mul
  subtract sub
  normalise norm
  object obj
  operation operator op ops
  package pkg
  password passwd pwd
  quantise quantisation quant quants
  reference ref
  register reg
  request req
  response resp
  result res
  return ret
  sequence seq
  server srv
  source src
  synchronise sync
  table tbl
  utility util utils
  value val
  variable var
  vector vec
  version ver
  window win
  attention attn
  embedding embd embed
  probability prob probs
  predict pred
  layer lyr
  recurrent recr
  evaluate eval
  asynchronous async
  concurrent concurrency
  kubernetes k8s
  internationalisation i18n
`;

/** A word that is said in other words: what stands on the left means any of what stands on the right. */
const phrases: readonly [RegExp, readonly string[]][] = [
  [/\bcommand[- ]line\b|\bcli\b/i, ['arg', 'argv', 'cli', 'option']],
  [/\b(?:flags?|switches)\b/i, ['option', 'arg']],
  [/\benvironment variables?\b/i, ['env', 'getenv']],
  [/\bmemory[- ]map(?:s|ped|ping)?\b/i, ['mmap']],
  [/\bsign(?:s|ed|ing)?[- ]in\b|\blog(?:s|ged|ging)?[- ]in\b/i, ['login', 'signin', 'auth']],
  [/\bsign(?:s|ed|ing)?[- ]out\b|\blog(?:s|ged|ging)?[- ]out\b/i, ['logout', 'signout']],
];

const formsByStem = new Map<string, Set<string>>();
for (const line of families.trim().split('\n')) {
  const stems = line.trim().split(/\s+/).map(stemOf);
  for (const stem of stems) {
    const forms = formsByStem.get(stem) ?? new Set();
    for (const other of stems) if (other !== stem) forms.add(other);
    formsByStem.set(stem, forms);
  }
}

/** Other stems that code uses for the same word. */
export function otherForms(stem: string): readonly string[] {
  return [...(formsByStem.get(stem) ?? [])];
}

/** Stems that a phrase of the question stands for. */
export function phraseForms(text: string): string[][] {
  return phrases.filter(([phrase]) => phrase.test(text)).map(([, forms]) => [...new Set(forms.map(stemOf))]);
}
