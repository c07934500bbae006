/** Tables of candles as text, whose values tell series and day, so that a misplaced row would show. */

const HEADER = 'date,asset,open,high,low,close,volume,market_cap';

/** Returns `YYYY-MM-DD`, counted from 2018-01-01. */
export function dayText(index: number): string {
  return new Date(Date.UTC(2018, 0, 1 + index)).toISOString().slice(0, 10);
}

/** Returns a table of the layout of CoinMarketCap's days, series by series. @param first - number of the first series. */
export function candleText(seriesCount: number, dayCount: number, first = 0): string {
  const rows = [HEADER];
  for (let series = first; series < first + seriesCount; series += 1) {
    for (let index = 0; index < dayCount; index += 1) {
      const price = 1 + series + index / 1000;
      rows.push(`${dayText(index)},S${series},${price},${price},${price},${price},${series},${index + 1}`);
    }
  }
  return rows.join('\n');
}
