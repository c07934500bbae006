import { describe, expect, it } from 'vitest';
import { createTeam } from '../../../src/main/jobs/team.ts';
import { crossSectionOf } from '../../../src/main/numeric/panel.ts';
import { ANOMALY_FIGURES, anomalyFiguresOf, LOOKBACK_DAYS } from '../../../src/main/risk/anomaly-figures.ts';
import { figuresOf, quietMarket } from './unusual.ts';

const DAYS = 260;
const DAY = 200;

describe('figures of unusual days', () => {
  it('measure a day against the busiest tenth of the last sixty', () => {
    const window = quietMarket(9, DAYS, ({ high, volume }, asset) => {
      if (asset !== 4) return;
      // 60 days of known ranges: six of them wide
      for (let day = DAY - 60; day < DAY; day++) volume[day] = day % 10 === 0 ? 999_999 : 99_999;
      volume[DAY] = 9_999_999;
      high[DAY] = high[DAY]! * 1.5;
    });
    const { read } = figuresOf(window);
    // numbers of volume count from one more; the tenth from above lies between the sixth and the seventh of sixty: at 5.9 of 59 steps
    const usual = Math.log(1e5) + (53.1 - 53) * (Math.log(1e6) - Math.log(1e5));
    expect(read('volume-surge', 4, DAY)).toBeCloseTo(Math.log(1e7) - usual, 5);
    expect(read('volume-loss', 4, DAY)).toBeLessThan(0);
    expect(read('upper-wick', 4, DAY)).toBeGreaterThan(2);
    expect(read('wide-range', 4, DAY)).toBeGreaterThan(1.5);
    expect(read('joint-surge', 4, DAY)).toBeCloseTo(
      Math.min(3, read('volume-surge', 4, DAY)) + Math.min(3, read('upper-wick', 4, DAY)) + read('wide-range', 4, DAY),
      5,
    );
  });

  it('count a move against the market, up and down', () => {
    const window = quietMarket(9, DAYS, ({ close }, asset) => {
      const factor = asset === 2 ? 1.5 : asset === 3 ? 0.6 : 1;
      for (let day = DAY; day < DAYS; day++) close[day] = close[day]! * factor * 1.1;
    });
    const { figures, read } = figuresOf(window);
    expect(figures.market[DAY]).toBeGreaterThan(0.05);
    expect(read('price-rise', 2, DAY)).toBeGreaterThan(1.5);
    expect(read('price-fall', 2, DAY)).toBeLessThan(-1);
    expect(read('price-fall', 3, DAY)).toBeGreaterThan(1.5);
    expect(read('fall-from-high', 3, DAY)).toBeGreaterThan(0);
    // the market's own tenth is nothing unusual
    expect(read('price-rise', 5, DAY)).toBeLessThan(1);
  });

  it('notice that volume, swings and the company that a token keeps have changed', () => {
    const window = quietMarket(30, DAYS, ({ close, volume }, asset) => {
      for (let day = 0; day < DAYS; day++) {
        const common = Math.exp(0.1 * Math.sin(day));
        close[day] = close[day]! * (asset === 1 && day > DAY - 28 ? 1 / common : common);
        if (asset === 2 && day > DAY - 15) volume[day] = volume[day]! * 5;
        if (asset === 3 && day > DAY - 10) close[day] = close[day]! * (1 + 0.4 * (day % 2));
      }
    });
    const { read } = figuresOf(window);
    expect(read('correlation-break', 1, DAY)).toBeGreaterThan(1);
    expect(read('correlation-break', 5, DAY)).toBeLessThan(0.3);
    expect(read('volume-shift', 2, DAY)).toBeGreaterThan(0);
    expect(read('volume-shift', 5, DAY)).toBeLessThan(0);
    expect(read('volatility-shift', 3, DAY)).toBeGreaterThan(0);
    expect(read('volatility-jump', 3, DAY)).toBeGreaterThan(0);
  });

  it('need a close, one the day before, and a month', () => {
    const window = quietMarket(3, 100, ({ close, high, low }, asset) => {
      if (asset === 0) close[80] = Number.NaN;
      if (asset === 1) for (const side of [high, low]) side.fill(Number.NaN);
    });
    const { read } = figuresOf(window);
    expect([29, 30, 80, 81, 82].map((day) => Number.isNaN(read('price-rise', 0, day)))).toEqual([
      ...[true, true, true, true, false],
    ]);
    expect(read('price-rise', 0, 31)).not.toBeNaN();
    // without a range the joint figure is of what is known
    expect(read('wide-range', 1, 90)).toBeNaN();
    expect(read('joint-surge', 1, 90)).toBeCloseTo(Math.max(-3, read('volume-surge', 1, 90)), 6);
  });

  it('are the same on several threads, and with no more of the past than they need', () => {
    const window = quietMarket(20, DAYS);
    const { figures } = figuresOf(window);
    const team = createTeam(2);
    try {
      expect(anomalyFiguresOf(window, crossSectionOf(window), team).data).toEqual(figures.data);
    } finally {
      team.close();
    }
    const shown = 40;
    const cut = quietMarket(20, DAYS);
    const first = DAYS - shown - LOOKBACK_DAYS;
    const lives = cut.assets.map((_, asset) => cut.offset[asset]! + first);
    for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) {
      for (const at of lives) cut.fields[name].fill(Number.NaN, at - first, at);
    }
    const short = figuresOf(cut).figures;
    for (let column = 0; column < ANOMALY_FIGURES.length; column++) {
      for (const at of lives) {
        const [from, until] = [
          column * figures.rows + at + LOOKBACK_DAYS,
          column * figures.rows + at + LOOKBACK_DAYS + shown,
        ];
        expect(short.data.subarray(from, until)).toEqual(figures.data.subarray(from, until));
      }
    }
  });
});
