import type { Schedule, Settings } from '../../shared/settings.ts';
import { parseMarkets } from './data-markets.ts';
import { minuteText, parseMinute } from './settings-times.ts';

/** The settings while they are edited: texts stay the user's own until they are kept. */
export type SettingsForm = Pick<Schedule, 'isOn' | 'rates' | 'drafts'> &
  Pick<Settings, 'draftDays' | 'backupsKept'> & {
    readonly time: string;
    readonly exchange: string;
    readonly markets: string;
    /** One address a line. */
    readonly textFeeds: string;
  };

/** What is wrong with a field, in a sentence; null where nothing is. */
export type FormErrors = {
  readonly time: string | null;
  readonly markets: string | null;
  readonly exchange: string | null;
  readonly textFeeds: string | null;
};

/** Returns settings as a form. */
export function formOf({ schedule, draftDays, backupsKept, textFeeds }: Settings): SettingsForm {
  const { isOn, rates, drafts, minuteOfDay, exchange, markets } = schedule;
  return {
    ...{ isOn, rates, drafts, draftDays, backupsKept },
    time: minuteText(minuteOfDay),
    exchange: exchange ?? '',
    markets: markets.join(', '),
    textFeeds: textFeeds.join('\n'),
  };
}

/** Returns the settings of a form, null where it holds something that cannot be, and what that is. */
export function readForm(form: SettingsForm): { readonly settings: Settings | null; readonly errors: FormErrors } {
  const minuteOfDay = parseMinute(form.time);
  const { markets, wrong } = parseMarkets(form.markets);
  const feeds = linesOf(form.textFeeds);
  const exchange = form.exchange.trim().toLowerCase();
  const errors: FormErrors = {
    time: minuteOfDay === undefined ? 'Write the time as hours and minutes, such as 00:15' : null,
    markets: wrong.length > 0 ? `${wrong.slice(0, 3).join(', ')}: write markets as base/quote, such as BTC/USD` : null,
    exchange: exchange === '' && markets.length > 0 ? 'Name the exchange of these markets, or empty them' : null,
    textFeeds: findFeedProblem(feeds),
  };
  const isWrong = Object.values(errors).some((error) => error !== null);
  if (minuteOfDay === undefined || isWrong) return { settings: null, errors };
  const { isOn, rates, drafts, draftDays, backupsKept } = form;
  return {
    settings: {
      schedule: {
        isOn,
        rates,
        drafts,
        minuteOfDay,
        exchange: exchange === '' ? null : exchange,
        markets: [...markets],
      },
      draftDays,
      backupsKept,
      textFeeds: feeds,
    },
    errors,
  };
}

const MOST_FEEDS = 50;

const linesOf = (text: string): string[] =>
  text
    .split(/\s+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

function findFeedProblem(feeds: readonly string[]): string | null {
  const wrong = feeds.find((address) => !/^https?:\/\//i.test(address) || !URL.canParse(address));
  if (wrong !== undefined) return `Was ${wrong}, needs an address that begins with https:// or http://`;
  return feeds.length > MOST_FEEDS ? `Were ${feeds.length} addresses, at most ${MOST_FEEDS} are read` : null;
}
