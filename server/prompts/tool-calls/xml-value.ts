import { markAt, skipSpace } from './tool-call.ts';
import { readHead } from './xml-head.ts';

const VALUE_END = '</parameter>';
const FUNCTION_END = '</function>';
const WRAPPER = '<tool_call>';
const WRAPPER_END = '</tool_call>';

/** A parameter's text, where reading goes on, and whether its end was there to be seen. */
export type XmlValue = { text: string; end: number; isWhole: boolean };

/**
 * The value of a parameter: bodies of files, with whatever tags they hold. Its end is the first `</parameter>` behind which the
 * call goes on or ends; where that is missing, the next sign that the call is over.
 *
 * @param isKnown whether a key may begin another parameter: true and false by the tool's schema, null where there is none
 */
export function readValue(text: string, from: number, isKnown: (key: string) => boolean | null, isEnd: boolean): XmlValue | 'more' {
  /** A closing tag behind which the call does not go on as it should: the end, if nothing better comes. */
  let likely: XmlValue | null = null;
  const wrapperIsOver = wrapperEnds(text, isEnd);
  const value = (until: number, end: number, isWhole: boolean): XmlValue => ({ text: unwrapped(text.slice(from, until)), end, isWhole });
  for (let at = text.indexOf('<', from); at >= 0; at = text.indexOf('<', at + 1)) {
    const tag = tagAt(text, at, isEnd);
    if (tag === 'more') return 'more';
    if (tag === VALUE_END) {
      const goesOn = callGoesOn(text, at + tag.length, isEnd);
      if (goesOn === 'more') return 'more';
      if (goesOn) return value(at, at + tag.length, true);
      likely ??= value(at, at + tag.length, false);
    } else if (tag === '<parameter') {
      const isNext = isNextParameter(text, at, isKnown, isEnd);
      if (isNext === 'more') return 'more';
      if (isNext) return value(at, at, true);
    } else if (tag === FUNCTION_END) {
      const isOver = functionIsOver(text, at + tag.length, isEnd);
      if (isOver === 'more') return 'more';
      if (isOver) return value(at, at, true);
      likely ??= value(at, at, false);
    } else if (tag === WRAPPER && likely) {
      return likely;
    } else if (tag === WRAPPER_END) {
      const isOver = wrapperIsOver(at + tag.length);
      if (isOver === 'more') return 'more';
      if (isOver) return likely ?? value(at, at, false);
    }
  }
  if (!isEnd) return 'more';
  return likely ?? value(withoutBegunTag(text), text.length, false);
}

const TAGS = [VALUE_END, '<parameter', FUNCTION_END, WRAPPER, WRAPPER_END] as const;

function tagAt(text: string, at: number, isEnd: boolean): (typeof TAGS)[number] | 'more' | null {
  for (const tag of TAGS) {
    const there = markAt(text, at, tag, isEnd);
    if (there === 'more') return 'more';
    if (there) return tag;
  }
  return null;
}

/** Whether one of these marks, or the end of the text, is next. */
function isNext(text: string, from: number, marks: readonly string[], isEnd: boolean): boolean | 'more' {
  const at = skipSpace(text, from);
  if (at === text.length) return isEnd || 'more';
  for (const mark of marks) {
    const there = markAt(text, at, mark, isEnd);
    if (there !== false) return there;
  }
  // A text that breaks off within the next tag had one.
  return isEnd && marks.some((mark) => mark.startsWith(text.slice(at)));
}

function callGoesOn(text: string, from: number, isEnd: boolean): boolean | 'more' {
  return isNext(text, from, ['<parameter', FUNCTION_END, WRAPPER_END, WRAPPER, '<function'], isEnd);
}

function functionIsOver(text: string, from: number, isEnd: boolean): boolean | 'more' {
  return isNext(text, from, [WRAPPER_END, WRAPPER, '<function'], isEnd);
}

/**
 * A body may speak of `</tool_call>` too: then the real end still comes, before any other call begins. What was found is
 * remembered, so that a body full of closing tags is not searched again for each.
 *
 * @returns whether a `</tool_call>` that ends at a place is the end
 */
function wrapperEnds(text: string, isEnd: boolean): (from: number) => boolean | 'more' {
  let another = -1;
  let proper = -1;
  const none = Number.POSITIVE_INFINITY;
  return (from) => {
    if (another < from) another = orNone(text.indexOf(WRAPPER, from));
    if (proper < from) proper = from + orNone(text.slice(from).search(/<\/parameter>\s*<\/function>\s*<\/tool_call>/));
    return another === none && proper === none ? isEnd || 'more' : another <= proper;
  };
}

function orNone(at: number): number {
  return at < 0 ? Number.POSITIVE_INFINITY : at;
}

function isNextParameter(text: string, at: number, isKnown: (key: string) => boolean | null, isEnd: boolean): boolean | 'more' {
  const head = readHead(text, at, 'parameter', isEnd);
  if (head === 'more') return 'more';
  if (head === 'no') return false;
  return isKnown(head.name) ?? /(?:^|\n)[ \t]*$/.test(text.slice(Math.max(0, at - 64), at));
}

/** The line breaks that the form itself puts around a value. */
function unwrapped(text: string): string {
  return text.replace(/^\r?\n/, '').replace(/\r?\n$/, '');
}

/** Where a text ends, less a closing tag that had begun. */
function withoutBegunTag(text: string): number {
  const at = text.lastIndexOf('<');
  return at >= 0 && VALUE_END.startsWith(text.slice(at)) ? at : text.length;
}
