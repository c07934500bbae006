import { cellOf } from '../numeric/panel.ts';
import { median } from '../numeric/stats.ts';
import { createScratch, windowMean } from '../numeric/window-moments.ts';
import type { EligibleMarket } from './eligible-market.ts';
import { grossAfter, type MarketIndex } from './market-index.ts';
import type { SettledPrices } from './settled-prices.ts';

/** How a sector fares beside the market on the last day; numbers are NaN where they could not be made. */
export type SectorRotation = {
  readonly sector: string;
  readonly tokenCount: number;
  /** Of the market cap. */
  readonly share: number;
  /** Median return of its tokens over 7, 30 and 90 days. */
  readonly returns: readonly [number, number, number];
  /** At the last 8 weeks, oldest first. */
  readonly strength: readonly number[];
  readonly momentum: readonly number[];
};

const RETURN_DAYS = [7, 30, 90] as const;
const TRAIL_WEEKS = 8;
const WEEK = 7;
/** Days of which the mean is a sector's usual standing, and how many of them are needed. */
const USUAL_DAYS = 90;
const USUAL_MINIMUM = 60;

/**
 * Returns the rotation of the sectors that an eligible token of the last day belongs to, the largest first.
 *
 * A sector's return is that of its tokens that were eligible the day before and whose sector was known then, weighted by their
 * settled market caps (alike where none is known). Its cumulative return over the market's is its relative line; strength is that
 * line over its own mean of 90 days (60 needed), so 1 is where it usually stands; momentum is the change of strength over a week.
 *
 * @see de Kempenaer (2005), Relative Rotation Graphs: the idea of strength against momentum; his own smoothing is not published.
 */
export function sectorRotationOf(market: EligibleMarket, prices: SettledPrices, index: MarketIndex): SectorRotation[] {
  const { window } = market;
  const { sectorNames } = window.traits;
  const last = window.dayCount - 1;
  const members = sectorNames.map(() => [] as number[]);
  for (let asset = 0; asset < window.assets.length; asset++) {
    const cell = cellOf(window, asset, window.firstDay + last);
    if (cell >= 0 && market.eligible[cell] === 1) members[window.traits.sector[asset]]?.push(asset);
  }
  const relative = relativeLines(market, prices, index);
  const scratch = createScratch(window.dayCount);
  const usual = new Float64Array(window.dayCount);
  return sectorNames
    .flatMap((sector, s): SectorRotation[] => {
      const assets = members[s];
      if (assets.length === 0) return [];
      windowMean(usual, relative[s], window.dayCount, USUAL_DAYS, USUAL_MINIMUM, false, scratch);
      const strengthAt = (weeksAgo: number): number => {
        const day = last - weeksAgo * WEEK;
        return day < 0 ? Number.NaN : relative[s][day] / usual[day];
      };
      const weeks = Array.from({ length: TRAIL_WEEKS }, (_, i) => TRAIL_WEEKS - 1 - i);
      const caps = assets
        .map((asset) => prices.marketCap[cellOf(window, asset, window.firstDay + last)])
        .filter((cap) => cap > 0);
      return [
        {
          sector,
          tokenCount: assets.length,
          share: caps.length === 0 ? Number.NaN : caps.reduce((sum, cap) => sum + cap, 0) / index.marketCap[last],
          returns: RETURN_DAYS.map((days) =>
            median(assets.map((asset) => returnOver(market, prices, asset, days))),
          ) as unknown as SectorRotation['returns'],
          strength: weeks.map(strengthAt),
          momentum: weeks.map((week) => strengthAt(week) - strengthAt(week + 1)),
        },
      ];
    })
    .sort((a, b) => (b.share || 0) - (a.share || 0));
}

function returnOver({ window }: EligibleMarket, { close }: SettledPrices, asset: number, days: number): number {
  const day = window.firstDay + window.dayCount - 1;
  const [now, before] = [cellOf(window, asset, day), cellOf(window, asset, day - days)];
  return before < 0 ? Number.NaN : close[now] / close[before] - 1;
}

/** For each sector its cumulative return over the market's, 1 at its first return, NaN before; held where it has none. */
function relativeLines(market: EligibleMarket, prices: SettledPrices, { dailyReturn }: MarketIndex): Float64Array[] {
  const { window, crossSection, eligible } = market;
  const { sector, sectorNames, sectorFromDay } = window.traits;
  const lines = sectorNames.map(() => new Float64Array(window.dayCount).fill(Number.NaN));
  const [moved, weight, plainMoved, plainCount] = [0, 0, 0, 0].map(() => new Float64Array(sectorNames.length));
  for (let day = 0; day + 1 < window.dayCount; day++) {
    for (const sums of [moved, weight, plainMoved, plainCount]) sums.fill(0);
    for (let at = crossSection.offset[day]; at < crossSection.offset[day + 1]; at++) {
      const cell = crossSection.cells[at];
      const asset = crossSection.assetOfCell[cell];
      const own = sector[asset];
      if (eligible[cell] === 0 || own < 0) continue;
      if (sectorFromDay !== undefined && sectorFromDay[asset] > window.firstDay + day) continue;
      const gross = grossAfter(prices, cell, window.offset[asset + 1] - 1);
      if (Number.isNaN(gross)) continue;
      plainMoved[own] += gross - 1;
      plainCount[own]++;
      const cap = prices.marketCap[cell];
      if (!(cap > 0)) continue;
      moved[own] += cap * (gross - 1);
      weight[own] += cap;
    }
    for (let own = 0; own < lines.length; own++) {
      const before = lines[own][day];
      if (plainCount[own] === 0) {
        lines[own][day + 1] = before;
        continue;
      }
      const ownReturn = weight[own] > 0 ? moved[own] / weight[own] : plainMoved[own] / plainCount[own];
      lines[own][day + 1] = (Number.isNaN(before) ? 1 : before) * ((1 + ownReturn) / (1 + dailyReturn[day + 1]));
    }
  }
  return lines;
}
