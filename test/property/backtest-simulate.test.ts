import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liquidityAt } from '../../src/main/backtest/costs.ts';
import { FILL_KINDS, type Ledger } from '../../src/main/backtest/ledger.ts';
import { simulate } from '../../src/main/backtest/simulate.ts';
import { cellOf, ENDING, endOf, Panel, SILENCE_DAYS, type Window } from '../../src/main/numeric/panel.ts';
import { createRandom } from '../../src/main/numeric/random.ts';
import { CostConfig } from '../../src/shared/backtests.ts';
import { startOfDay } from '../../src/shared/time.ts';
import { handMarket } from '../unit/backtest/market.ts';

const FIRST = 1000;
type World = {
  readonly panel: Panel;
  readonly decisions: ReadonlyMap<number, ReadonlyMap<string, number>>;
  readonly days: number;
};

/** A market with gaps, missing opens, unknown and zero volumes, births, ends and wild prices; and arbitrary decisions. */
function makeWorld(seed: number, assetCount: number, days: number): World {
  const random = createRandom(seed, 'world');
  const assets = Array.from({ length: assetCount }, (_, i) => {
    const from = i === 0 ? 0 : random.below(days - 1);
    const length = i === 0 ? days : 1 + random.below(days - from);
    const hasOpens = random.uniform() < 0.6;
    let price = 10 ** (random.uniform() * 8 - 4);
    const cells = Array.from({ length }, (_, k) => {
      const open = price * Math.exp(0.02 * random.normal());
      price = open * Math.exp(0.15 * random.normal());
      const isMissing = k > 0 && k < length - 1 && random.uniform() < 0.15;
      const dice = random.uniform();
      return {
        close: isMissing ? Number.NaN : price,
        open: isMissing || !hasOpens ? Number.NaN : open,
        volume: isMissing || dice < 0.1 ? Number.NaN : dice < 0.2 ? 0 : 10 ** (3 + 5 * random.uniform()),
      };
    });
    return {
      id: `asset-${i}`,
      from,
      close: cells.map(({ close }) => close),
      open: cells.map(({ open }) => open),
      volume: cells.map(({ volume }) => volume),
    };
  });
  const window = handMarket(assets, FIRST);
  const ending = Uint8Array.from(assets, ({ from, close }) =>
    from + close.length === days ? ENDING.alive : random.below(2) + 1,
  );
  const decisions = new Map<number, ReadonlyMap<string, number>>();
  for (let day = FIRST; day < FIRST + days; day++) {
    if (random.uniform() < 0.7 && day > FIRST) continue;
    const weights = assets.map(() => (random.uniform() < 0.5 ? 0 : random.uniform()));
    const scale = Math.max(
      1,
      weights.reduce((sum, weight) => sum + weight, 0),
    );
    decisions.set(day, new Map(weights.map((weight, i) => [`asset-${i}`, weight / scale])));
  }
  const { fields, traits } = window;
  return { panel: new Panel({ layout: window, fields, traits, ending }), decisions, days };
}

function play(world: World, untilDay: number): { readonly ledger: Ledger; readonly window: Window } {
  const asOf = startOfDay(untilDay + 1);
  const window = world.panel.at(asOf);
  const ledger = simulate({
    market: window,
    endings: world.panel.endingsAt(asOf),
    decide: (day) => {
      const wanted = world.decisions.get(day);
      if (wanted === undefined) return null;
      return new Map(window.assets.flatMap((id, asset) => (wanted.get(id) ? [[asset, wanted.get(id) as number]] : [])));
    },
    costs: CostConfig.parse({}),
    delistingReturn: -0.5,
    initialEquity: 100_000,
    fromDay: FIRST,
    untilDay,
  });
  return { ledger, window };
}

const worlds = fc
  .tuple(fc.nat(), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 3, max: 120 }))
  .map(([seed, assetCount, days]) => makeWorld(seed, assetCount, days));

describe('simulate, over random markets and decisions', () => {
  it('changes equity by price moves, costs and delistings alone', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { ledger } = play(world, FIRST + world.days - 1);
        for (let i = 1; i < ledger.day.length; i++) {
          const expected = ledger.equity[i - 1] + ledger.priceMove[i] - ledger.cost[i] + ledger.delisting[i];
          expect(Math.abs(ledger.equity[i] - expected)).toBeLessThanOrEqual(
            1e-9 * Math.max(ledger.equity[i - 1], ledger.equity[i]),
          );
          expect(ledger.cash[i]).toBeGreaterThanOrEqual(-1e-9 * ledger.equity[i]);
        }
      }),
      // A sale on a day of a thousand times the usual volume, which once cost more than it brought.
      { examples: [[makeWorld(18, 7, 79)]] },
    );
  });

  it('holds exactly the sum of its fills, at the last known close, and pays for them in cash', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { ledger, window } = play(world, FIRST + world.days - 1);
        const { fills } = ledger;
        const quantity = new Map<number, number>();
        const mark = new Map<number, number>();
        let cash = ledger.cash[0];
        let at = 0;
        ledger.day.forEach((day, i) => {
          for (; at < fills.day.length && fills.day[at] === day; at++) {
            const asset = fills.asset[at];
            quantity.set(asset, (quantity.get(asset) ?? 0) + fills.quantity[at]);
            mark.set(asset, fills.price[at]);
            cash -= fills.quantity[at] * fills.price[at] + fills.fee[at] + fills.spread[at] + fills.impact[at];
          }
          let value = 0;
          for (const [asset, held] of quantity) {
            const close = window.fields.close[cellOf(window, asset, day)] ?? Number.NaN;
            if (close > 0) mark.set(asset, close);
            value += held * (mark.get(asset) as number);
          }
          const scale = 1e-9 * Math.max(ledger.equity[i], 1);
          expect(Math.abs(cash - ledger.cash[i])).toBeLessThanOrEqual(scale);
          expect(Math.abs(cash + value - ledger.equity[i])).toBeLessThanOrEqual(scale);
        });
        expect(at).toBe(fills.day.length);
      }),
    );
  });

  it('fills at the first price after the decision, never at its own', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { ledger, window } = play(world, FIRST + world.days - 1);
        const { fills } = ledger;
        fills.day.forEach((day, i) => {
          const kind = FILL_KINDS[fills.kind[i]];
          if (kind !== 'open' && kind !== 'close') return;
          const cell = cellOf(window, fills.asset[i], day);
          expect(fills.decidedDay[i]).toBeLessThan(day);
          expect(fills.price[i]).toBe(window.fields[kind][cell]);
          expect(window.fields.volume[cell]).not.toBe(0);
        });
      }),
    );
  });

  it('never charges more for a fill than its value', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { fills } = play(world, FIRST + world.days - 1).ledger;
        fills.quantity.forEach((quantity, i) => {
          const value = Math.abs(quantity * fills.price[i]);
          expect(fills.fee[i] + fills.spread[i] + fills.impact[i]).toBeLessThanOrEqual(value * (1 + 1e-12));
        });
      }),
    );
  });

  it('ends a position by itself only when thirty days of silence are over, and trades no more than the cap of a day', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { ledger, window } = play(world, FIRST + world.days - 1);
        const { fills } = ledger;
        const share = CostConfig.parse({}).maximumVolumeShare;
        const traded = new Map<string, number>();
        const openCap = new Map<string, number>();
        fills.day.forEach((day, i) => {
          const [kind, asset] = [FILL_KINDS[fills.kind[i]], fills.asset[i]];
          if (kind === 'truncated' || kind === 'delisted') {
            expect(day).toBe(endOf(window, asset) + SILENCE_DAYS);
            return;
          }
          const cell = cellOf(window, asset, day);
          const known = liquidityAt(window, asset, fills.decidedDay[i]).dollarVolume;
          const key = `${day} ${asset}`;
          // What money kept from being filled at the open may be filled at the close, still within the cap of the open.
          if (kind === 'open') openCap.set(key, share * known);
          const cap = openCap.get(key) ?? share * window.fields.volume[cell];
          traded.set(key, (traded.get(key) ?? 0) + Math.abs(fills.quantity[i] * fills.price[i]));
          if (!Number.isNaN(cap)) expect(traded.get(key)).toBeLessThanOrEqual(cap * (1 + 1e-9));
        });
      }),
    );
  });

  it('does not change earlier days when later days are added', () => {
    fc.assert(
      fc.property(worlds, fc.nat(), (world, cut) => {
        const untilDay = FIRST + 1 + (cut % (world.days - 1));
        const short = play(world, untilDay);
        const long = play(world, FIRST + world.days - 1);
        const count = short.ledger.day.length;
        for (const name of [
          'day',
          'equity',
          'cash',
          'exposure',
          'turnover',
          'cost',
          'delisting',
          'staleCount',
        ] as const) {
          expect([...short.ledger[name]]).toEqual([...long.ledger[name].subarray(0, count)]);
        }
        const fillCount = short.ledger.fills.day.length;
        expect([...short.ledger.fills.price]).toEqual([...long.ledger.fills.price.subarray(0, fillCount)]);
        expect(long.ledger.fills.day[fillCount] ?? Number.POSITIVE_INFINITY).toBeGreaterThan(untilDay);
      }),
    );
  });
});

describe('a decision that peeks at tomorrow’s close', () => {
  /** Holds the asset with the best return from the window's last day to the day after it, if the window shows any. */
  const peek = (window: Window, day: number): string | undefined => {
    let best: string | undefined;
    let most = 0;
    window.assets.forEach((id, asset) => {
      const today = cellOf(window, asset, day);
      const tomorrow = cellOf(window, asset, day + 1);
      if (today < 0 || tomorrow < 0) return;
      const gain = window.fields.close[tomorrow] / window.fields.close[today] - 1;
      if (gain > most) [best, most] = [id, gain];
    });
    return best;
  };

  const days = 200;
  const market = (): Panel => {
    const random = createRandom(3, 'peek');
    const assets = Array.from({ length: 10 }, () => {
      let price = 1;
      const close = Array.from({ length: days }, () => (price *= Math.exp(0.05 * random.normal())));
      return { close, open: close.map((value, i) => (i === 0 ? value : (close[i - 1] as number))) };
    });
    const { fields, traits, ...layout } = handMarket(assets, FIRST);
    return new Panel({ layout, fields, traits, ending: new Uint8Array(assets.length) });
  };

  const play = (sees: (panel: Panel, day: number) => Window): number => {
    const panel = market();
    const window = panel.at(startOfDay(FIRST + days));
    const ledger = simulate({
      market: window,
      endings: new Map(),
      decide: (day) => {
        const best = peek(sees(panel, day), day);
        return best === undefined ? new Map() : new Map([[window.assets.indexOf(best), 1]]);
      },
      costs: CostConfig.parse({}),
      delistingReturn: -0.5,
      initialEquity: 1000,
      fromDay: FIRST,
      untilDay: FIRST + days - 1,
    });
    return ledger.equity[days - 1] / 1000;
  };

  it('finds nothing in what could be seen at the decision', () => {
    expect(play((panel, day) => panel.at(startOfDay(day + 1)))).toBe(1);
  });

  it('would be rich with the whole window, so the trap can spring', () => {
    expect(play((panel) => panel.at(startOfDay(FIRST + days)))).toBeGreaterThan(100);
  });
});
