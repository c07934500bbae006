import type { DraftPreferences } from '../../shared/drafts.ts';
import { AppError } from '../../shared/errors.ts';
import { liquidityAt } from '../backtest/costs.ts';
import { DAYS_PER_YEAR } from '../backtest/performance.ts';
import type { Window } from '../numeric/panel.ts';
import type { Candidate } from '../portfolio/construct.ts';
import type { ReturnTable } from '../portfolio/covariance.ts';
import { medianVolumeAt, returnTableAt } from '../portfolio/market-figures.ts';
import type { Market } from './market.ts';

/**
 * Returns what may be held at the close of a day, with the daily returns behind it: every eligible token with its signal.
 *
 * @param cells - the day's eligible cells. @param signal - one for each of them; NaN where there is none.
 */
export function candidatesAt(
  market: Market,
  day: number,
  cells: Int32Array,
  signal: ArrayLike<number>,
  returnDays: number,
): { readonly candidates: Candidate[]; readonly returns: ReturnTable } {
  const { window, crossSection } = market;
  const { sector, sectorNames, sectorFromDay } = window.traits;
  const assets = Array.from(cells, (cell) => crossSection.assetOfCell[cell]!);
  return {
    candidates: assets.map((asset, i) => ({
      asset: window.assets[asset]!,
      score: signal[i]!,
      marketCap: window.fields.marketCap[cells[i]!]!,
      medianVolume: medianVolumeAt(window, asset, day),
      volatility: liquidityAt(window, asset, day).volatility * Math.sqrt(DAYS_PER_YEAR),
      sector: (sectorFromDay?.[asset] ?? day) <= day ? (sectorNames[sector[asset]!] ?? null) : null,
    })),
    returns: returnTableAt(window, assets, day, returnDays),
  };
}

/** Throws `invalid-input` if preferences name a sector or a token that a market does not know: a misspelt one would change nothing. */
export function refuseUnknownNames(
  { assets, traits }: Pick<Window, 'assets' | 'traits'>,
  { sectorsIncluded, sectorsExcluded, assetsExcluded }: DraftPreferences,
): void {
  const refuse = (field: string, named: readonly string[], known: ReadonlySet<string>, what: string): void => {
    const unknown = named.filter((name) => !known.has(name));
    if (unknown.length === 0) return;
    throw new AppError('invalid-input', `${field} named ${unknown.slice(0, 5).join(', ')}, needs ${what}`);
  };
  const sectors = new Set(traits.sectorNames);
  const choice = sectors.size === 0 ? 'none: no sector is known' : `some of ${[...sectors].sort().join(', ')}`;
  refuse('sectorsIncluded', sectorsIncluded, sectors, choice);
  refuse('sectorsExcluded', sectorsExcluded, sectors, choice);
  refuse('assetsExcluded', assetsExcluded, new Set(assets), 'tokens that the store knows');
}
