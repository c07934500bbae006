import { type SimulationOptions, simulateMarket } from '../../src/main/feeds/simulated/simulate-market.ts';
import { type PanelFields, sharedFloat64, sharedInt32, type Window } from '../../src/main/numeric/panel.ts';
import { DAY, startOfDay } from '../../src/shared/time.ts';

/** Returns a simulated market as a window over its whole span, without a store: the reserve token is `bitcoin`, sectors are known. */
export function simulatedWindow(options: SimulationOptions): Window {
  const { blocks, assets, truth } = simulateMarket(options);
  const cells = truth.offset[assets.length]!;
  const fields = Object.fromEntries(
    (['open', 'high', 'low', 'close', 'volume', 'marketCap'] as const).map((name) => [name, sharedFloat64(cells)]),
  ) as PanelFields;
  let row = 0;
  let end = 0;
  for (const block of blocks) {
    for (const name of ['open', 'high', 'low', 'close', 'marketCap'] as const)
      fields[name].set(block[name].subarray(0, block.count), row);
    fields.volume.set(block.quoteVolume.subarray(0, block.count), row);
    for (let i = 0; i < block.count; i++) end = Math.max(end, block.openTime[i]! / DAY + 1);
    row += block.count;
  }
  const firstDay = Math.min(...assets.map(({ bornDay }) => bornDay));
  const sectorNames = [...new Set(assets.map(({ sector }) => sector))].sort();
  return {
    asOf: startOfDay(end),
    assets: assets.map(({ key }, i) => (i === 0 ? 'bitcoin' : key)),
    firstDay,
    dayCount: end - firstDay,
    start: sharedInt32(assets.length).map((_, i) => assets[i]!.bornDay) as Int32Array,
    offset: Int32Array.from(truth.offset),
    fields,
    traits: {
      sector: Int16Array.from(assets, ({ sector }) => sectorNames.indexOf(sector)),
      sectorNames,
      exclusion: Uint8Array.from(assets, ({ kind }) => (kind === 'stablecoin' ? 1 : kind === 'wrapped' ? 2 : 0)),
    },
  };
}
