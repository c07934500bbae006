import type { z } from 'zod';

/** What is wrong with one field of an input: where it is, what it was and what is needed, as parts of a sentence. */
export type InputIssue = {
  readonly path: readonly (string | number)[];
  readonly was: string;
  readonly needs: string;
};

const MAX_SHOWN_CHARACTERS = 60;

/** Returns what is wrong with an input that a schema refused, in the words of the program's other errors. */
export function describeIssues(issues: readonly z.core.$ZodIssue[], input: unknown): InputIssue[] {
  return issues.map((issue) => {
    const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
    return { path, was: shown(valueAt(input, path)), needs: needOf(issue) };
  });
}

/** Returns the sentence of an issue. @param name - what the field is called where the sentence is read. */
export function sentenceOf({ path, was, needs }: InputIssue, name: string = path.join('.')): string {
  return `${name === '' ? 'The input' : name} was ${was}, needs ${needs}`;
}

function valueAt(input: unknown, path: readonly (string | number)[]): unknown {
  let value = input;
  for (const key of path) value = (value as Record<string | number, unknown> | null | undefined)?.[key];
  return value;
}

function shown(value: unknown): string {
  if (value === undefined) return 'left out';
  const text = beginningOf(value, MAX_SHOWN_CHARACTERS);
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS - 1)}…` : text;
}

/**
 * Returns a value as JSON, or at least the first `room` characters of that and one more. Each level of nesting takes a character
 * of the room, so an input that is nested 400,000 deep is no more work than any other.
 */
function beginningOf(value: unknown, room: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, room + 1));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? String(value);
  const isList = Array.isArray(value);
  let text = isList ? '[' : '{';
  // Object.keys of a list would make a text of every index
  const keys = isList ? value.keys() : Object.keys(value);
  for (const key of keys) {
    const inner = (value as Record<string | number, unknown>)[key];
    if (inner === undefined && !isList) continue;
    if (text.length > 1) text += ',';
    if (!isList) text += `${beginningOf(key, room - text.length)}:`;
    if (text.length > room) return text;
    text += beginningOf(inner ?? null, room - text.length);
    if (text.length > room) return text;
  }
  return text + (isList ? ']' : '}');
}

const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};
const PARTS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: [' character', ' characters'],
  array: [' entry', ' entries'],
};

function amount(limit: number | bigint, origin: string): string {
  return `${limit}${PARTS[origin]?.[limit === 1 ? 0 : 1] ?? ''}`;
}

function needOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${amount(issue.minimum, issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${amount(issue.maximum, issue.origin)}`;
    default:
      return issue.message;
  }
}
