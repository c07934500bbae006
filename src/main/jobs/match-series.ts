/** Which assets the parts of one series are. */
import { type AssetBook, type BookAsset, isTaken, jointWith, type SeriesFacts } from './asset-book.ts';
import {
  type Agreement,
  agreementOf,
  type Closes,
  closesWithin,
  type DayRange,
  differentStretches,
  jointOutside,
  LEAST_OVERLAP,
  SAME_ASSET,
  spreadOf,
} from './price-agreement.ts';

/** What a stretch of a series was found to be; `assetId` is null where it stands for itself. */
export type Match = {
  readonly range: DayRange;
  readonly assetId: string | null;
  readonly method: string;
  readonly evidence: Readonly<Record<string, number>>;
};

/** A price that was five times another after a pause is taken for that of another coin until proven otherwise. */
const NEW_COIN_MOVE = Math.log(5);
/** So many days of silence may hide a change of the coin on an exchange, where symbols are used again. */
const NEW_COIN_SILENCE = 30;
/**
 * Without a common symbol it takes more: so many days, so near, of a price that moved. Renamed coins come out with a median
 * below 0.5 %; of unrelated ones none comes near.
 */
const NAMELESS = { overlapDays: 60, medianError: 0.012, spread: 0.1 } as const;
const SPELL_DAYS = 60;
/** A crosswalk pair without a common day: at most so many days apart, and log prices at most so far. */
const BOUNDARY = { days: 31, move: 1.5 } as const;

/** Returns the parts of a series within which the coin is taken not to change, unless its prices show that it does. */
export function partsOf({ source, days, close }: SeriesFacts): DayRange[] {
  const isExchange = !['coingecko', 'yahoo', 'coinmarketcap'].includes(source);
  const parts: DayRange[] = [];
  let fromDay = days[0]!;
  for (let i = 1; i < days.length; i++) {
    const pause = days[i]! - days[i - 1]!;
    const isNewCoin = pause > 1 && Math.abs(Math.log(close[i]! / close[i - 1]!)) > NEW_COIN_MOVE;
    if (!isNewCoin && !(isExchange && pause > NEW_COIN_SILENCE)) continue;
    parts.push({ fromDay, untilDay: days[i - 1]! + 1 });
    fromDay = days[i]!;
  }
  parts.push({ fromDay, untilDay: days.at(-1)! + 1 });
  return parts;
}

/**
 * Returns what a part of a series is, stretch by stretch in the order of days.
 *
 * @param pointed - id of the asset that a crosswalk or the series' own key names, if any.
 */
export function matchesOf(series: SeriesFacts, range: DayRange, book: AssetBook, pointed: string | undefined): Match[] {
  const closes = closesWithin(series, range);
  if (closes.days.length === 0) return [];
  const target = pointed === undefined ? undefined : book.assets.get(pointed);
  const named = [...new Set([...(target === undefined ? [] : [target]), ...book.withSymbol(series.symbol)])];
  const found =
    bestOf(series, range, closes, named, target) ??
    boundaryMatch(closes, range, target) ??
    namelessMatch(series, range, closes, book);
  if (found === null) return [{ range, assetId: null, method: 'unlinked', evidence: {} }];
  const { different, ...match } = found;
  // what lies between two stretches of another asset, or beside one, is the asset; each such stretch is looked at by itself
  const matches: Match[] = [];
  let { fromDay } = range;
  for (const other of different) {
    if (other.fromDay > fromDay) matches.push({ ...match, range: { fromDay, untilDay: other.fromDay } });
    matches.push(...matchesOf(series, other, book, undefined));
    fromDay = other.untilDay;
  }
  if (fromDay < range.untilDay) matches.push({ ...match, range: { fromDay, untilDay: range.untilDay } });
  return matches;
}

type Found = Omit<Match, 'range'> & { readonly different: readonly DayRange[] };
type Candidate = Found & Agreement & { readonly isClaim: boolean; readonly isTarget: boolean };

/** Returns the best of the assets whose prices agree, or null: one pointed to, one that is no claim, the longest overlap. */
function bestOf(
  series: SeriesFacts,
  range: DayRange,
  closes: Closes,
  assets: readonly BookAsset[],
  target: BookAsset | undefined,
): Found | null {
  const breaks = pausesOf(closes);
  const candidates = assets.flatMap((asset): Candidate[] => {
    // these have one series of an asset; an exchange may quote it in several currencies
    if (['yahoo', 'coinmarketcap'].includes(series.source) && isTaken(asset, series.source, range)) return [];
    const joint = jointWith(closes, asset);
    const apart = differentStretches(joint, breaks);
    const same = jointOutside(joint, apart);
    const different = toEdges(
      apart.filter((stretch) => !isSpell(stretch, same.days)),
      range,
      same.days,
    );
    const agreement = agreementOf(jointOutside(same, different));
    if (agreement.overlapDays < LEAST_OVERLAP || agreement.medianError > SAME_ASSET) return [];
    const isClaim = asset.members[0]!.series.isClaim;
    const isTarget = asset === target;
    const method = isTarget ? 'pointed+price' : 'symbol+price';
    return [{ assetId: asset.id, method, evidence: agreement, different, ...agreement, isClaim, isTarget }];
  });
  candidates.sort(
    (a, b) =>
      Number(b.isTarget) - Number(a.isTarget) ||
      Number(a.isClaim !== series.isClaim) - Number(b.isClaim !== series.isClaim) ||
      b.overlapDays - a.overlapDays ||
      a.medianError - b.medianError,
  );
  return candidates[0] === undefined ? null : foundOf(candidates[0]);
}

/** Returns whether a stretch is a spell of wrong prices: no coin changes for some weeks and changes back. */
function isSpell({ fromDay, untilDay }: DayRange, sameDays: Int32Array): boolean {
  return untilDay - fromDay < SPELL_DAYS && sameDays[0]! < fromDay && sameDays.at(-1)! >= untilDay;
}

/** Returns the stretches, the outer ones up to the range's edges unless enough agreeing days lie between. */
function toEdges(stretches: readonly DayRange[], range: DayRange, sameDays: Int32Array): DayRange[] {
  const count = (fromDay: number, untilDay: number): number =>
    sameDays.reduce((sum, day) => sum + Number(day >= fromDay && day < untilDay), 0);
  return stretches.map(({ fromDay, untilDay }, i) => ({
    fromDay: i === 0 && count(range.fromDay, fromDay) < LEAST_OVERLAP ? range.fromDay : fromDay,
    untilDay: i === stretches.length - 1 && count(untilDay, range.untilDay) < LEAST_OVERLAP ? range.untilDay : untilDay,
  }));
}

function foundOf({ assetId, method, evidence, different }: Candidate): Found {
  return { assetId, method, evidence, different };
}

/** Returns the days on which a series begins anew after a pause. */
function pausesOf({ days }: Closes): number[] {
  return [...days].filter((day, i) => i > 0 && day - days[i - 1]! > 1);
}

/** Returns the asset that a crosswalk names if it begins where the series ends, at about that price; or null. */
function boundaryMatch({ days, close }: Closes, range: DayRange, target: BookAsset | undefined): Found | null {
  const next = target?.members[0]?.closes;
  if (target === undefined || next === undefined || next.days.length === 0) return null;
  const pauseDays = next.days[0]! - days.at(-1)!;
  if (pauseDays < 1 || pauseDays > BOUNDARY.days || range.untilDay !== days.at(-1)! + 1) return null;
  const boundaryError = Math.abs(Math.log(next.close[0]! / close.at(-1)!));
  if (boundaryError > BOUNDARY.move) return null;
  return { assetId: target.id, method: 'pointed+boundary', evidence: { pauseDays, boundaryError }, different: [] };
}

/** Returns the one asset that had this price all along, whatever it is called; or null. Claims have the price of another asset. */
function namelessMatch(series: SeriesFacts, range: DayRange, closes: Closes, book: AssetBook): Found | null {
  if (series.isClaim || spreadOf(closes) < NAMELESS.spread) return null;
  const found = book.withPriceOf(closes).flatMap((asset) => {
    if (asset.members[0]!.series.isClaim || isTaken(asset, series.source, range)) return [];
    const agreement = agreementOf(jointWith(closes, asset));
    const isSame = agreement.overlapDays >= NAMELESS.overlapDays && agreement.medianError <= NAMELESS.medianError;
    return isSame ? [{ assetId: asset.id, method: 'price', evidence: agreement, different: [] }] : [];
  });
  return found.length === 1 ? found[0]! : null;
}
