/** Options whose text means something: what cannot be understood is refused with the option's name. */
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { DraftPreferences } from '../../shared/drafts.ts';
import { AppError } from '../../shared/errors.ts';
import { DAY, instantOf, parseDay, startOfDay } from '../../shared/time.ts';

/** Returns an option that is parsed. @param parse - undefined for text that it cannot take. */
function parsed(flags: string, description: string, needs: string, parse: (text: string) => unknown): Option {
  return new Option(flags, description).argParser((text: string) => {
    const value = parse(text);
    if (value === undefined) {
      throw new AppError('invalid-input', `${flags.split(' ')[0]} was ${JSON.stringify(text)}, needs ${needs}`);
    }
    return value;
  });
}

/** Returns an option that takes a number. */
export const numberOption = (flags: string, description: string): Option =>
  parsed(flags, description, 'a number', toNumber);

/** Returns an option that takes how many: 1 or more. */
export const countOption = (flags: string, description: string): Option =>
  parsed(flags, description, 'a whole number, 1 or more', (text) => {
    const count = toNumber(text);
    return count !== undefined && Number.isSafeInteger(count) && count >= 1 ? count : undefined;
  });

/** Returns an option that takes texts with commas between. */
export const listOption = (flags: string, description: string): Option =>
  parsed(flags, description, 'names with commas between', toList);

/** Returns an option that takes numbers with commas between. */
export const numbersOption = (flags: string, description: string): Option =>
  parsed(flags, description, 'numbers with commas between, such as 7,30', (text) => {
    const numbers = toList(text)?.map(toNumber);
    return numbers?.includes(undefined) ? undefined : numbers;
  });

/** Returns an option that takes a day and means its end, since facts of a day are known then. */
export const endOption = (flags: string, description: string): Option =>
  parsed(flags, description, DAY_FORM, (text) => {
    const day = parseDay(text);
    return day === undefined ? undefined : startOfDay(day + 1);
  });

/** Returns an option that takes a day and means its beginning. */
export const startOption = (flags: string, description: string): Option =>
  parsed(flags, description, DAY_FORM, (text) => {
    const day = parseDay(text);
    return day === undefined ? undefined : instantOf(day * DAY);
  });

const DAY_FORM = 'a day of the calendar in the form 2024-06-30';

function toNumber(text: string): number | undefined {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) ? undefined : value;
}

function toList(text: string): string[] | undefined {
  const parts = text.split(',').filter((part) => part !== '');
  return parts.length === 0 ? undefined : parts;
}

type Property = {
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly type?: string;
};

/** Gives a command an option for each preference of a draft, read off its schema: a new preference has its flag by itself. */
export function withPreferences(command: Command): void {
  const { properties } = z.toJSONSchema(DraftPreferences, { io: 'input' }) as { properties: Record<string, Property> };
  for (const [name, { description = name, default: preset, enum: choices, type }] of Object.entries(properties)) {
    const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    const of = choices === undefined ? '' : `: ${choices.join(', ')}`;
    const isList = type === 'array';
    const meaning = `${description}${of} (${isList ? 'none' : (preset ?? 'none')} if left out)`;
    // what a choice may be is left to the endpoint, which names every wrong option at once
    if (isList) command.addOption(listOption(`${flag} <list>`, meaning));
    else if (choices === undefined) command.addOption(numberOption(`${flag} <n>`, meaning));
    else command.option(`${flag} <${name}>`, meaning);
  }
}

/** Returns the preferences among a command's options; what was left out stays out. */
export function preferencesOf(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(DraftPreferences.shape, name)));
}

/** What an endpoint calls that which an option has another name for. */
const FIELDS: Readonly<Record<string, string>> = {
  assetCount: 'assets',
  dayCount: 'days',
  signalStrength: 'signal',
  fromTime: 'from',
  untilTime: 'until',
};

/** Returns the flag of the option behind a field of an endpoint's input, such as `--size`; undefined where there is none. */
export function flagOf(options: readonly Option[], path: readonly (string | number)[]): string | undefined {
  const field = path.findLast((key) => typeof key === 'string') ?? '';
  const name = FIELDS[field] ?? field;
  return options.find((option) => option.attributeName() === name)?.long ?? undefined;
}
