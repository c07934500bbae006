import { describe, expect, it } from 'vitest';
import { NEVER } from '../../../src/main/models/labels.ts';
import { computeQualityLabels } from '../../../src/main/models/quality-labels.ts';
import { SILENCE_DAYS } from '../../../src/main/numeric/panel.ts';
import { QUALITY_CLASSES } from '../../../src/shared/quality.ts';
import { type HandAsset, handMarket } from '../backtest/market.ts';

const NONE = Number.NaN;
const FIRST = 500;
const HORIZON = 100;
const DAYS = 160;

/** A life that goes from one price and traded value to others on day 60. */
function turning(price: number, volume: number, days = DAYS): HandAsset {
  const at = (day: number, before: number, after: number): number => (day < 60 ? before : after);
  return {
    close: Array.from({ length: days }, (_, day) => at(day, 10, price)),
    volume: Array.from({ length: days }, (_, day) => at(day, 1e6, volume)),
  };
}

function fatesOf(assets: readonly HandAsset[], endings: Record<number, 'truncated' | 'delisted'> = {}) {
  const window = handMarket([...assets, turning(10, 1e6)], FIRST);
  const labels = computeQualityLabels(window, {
    eligible: new Uint8Array(window.fields.close.length).fill(1),
    horizon: HORIZON,
    minimumDollarVolume: 1e5,
    endings: new Map(Object.entries(endings).map(([asset, ending]) => [`asset-${asset}`, ending])),
  });
  const cell = (asset: number, day: number): number => window.offset[asset] + day;
  return {
    fate: (asset: number, day: number) => QUALITY_CLASSES[labels.value[cell(asset, day)]] ?? null,
    known: (asset: number, day: number) => labels.knownDay[cell(asset, day)] - FIRST,
  };
}

describe('computeQualityLabels', () => {
  it('tells survivors, the faded and the dead apart by price and traded value', () => {
    const assets = [
      turning(2.1, 1.1e5), // 79 % lost, still liquid
      turning(1.9, 1e6), // 81 % lost
      turning(10, 0.9e5), // illiquid
      turning(0.4, 1.1e5), // 96 % lost, but a ninth of the traded value is left
      turning(0.4, 0.9e5), // 96 % lost and a twelfth left
    ];
    const { fate, known } = fatesOf(assets);
    expect(assets.map((_, asset) => fate(asset, 30))).toEqual(['survives', 'fades', 'fades', 'fades', 'dies']);
    expect(known(0, 30)).toBe(30 + HORIZON + 1);
    // from day 60 on nothing changes any more, whatever was before
    expect(fate(4, 59)).toBe('dies');
    expect(fate(4, 60)).toBeNull();
  });

  it('counts a delisting as death, known when the year is over and the silence long enough', () => {
    const { fate, known } = fatesOf([turning(10, 1e6, 90), turning(10, 1e6, 90), turning(10, 1e6, 90)], {
      0: 'delisted',
      1: 'truncated',
    });
    expect(fate(0, 30)).toBe('dies');
    expect(known(0, 30)).toBe(30 + HORIZON + 1);
    expect(known(0, 5)).toBe(89 + SILENCE_DAYS + 1);
    // the source ended, or nobody can tell yet
    expect([fate(1, 30), fate(2, 30)]).toEqual([null, null]);
    expect(known(1, 30)).toBe(NEVER - FIRST);
  });

  it('takes a price of up to three days before, and none of the next token', () => {
    const { fate } = fatesOf([turning(1.9, 1e6, 128), turning(10, 1e6)], { 0: 'delisted' });
    // last close on day 127
    expect(fate(0, 30)).toBe('fades');
    expect(fate(0, 31)).toBe('dies');
  });

  it('knows nothing of a year that is not over, of a gap at its end, or of too few traded values', () => {
    const gap = turning(10, 1e6);
    const holed = { ...gap, close: gap.close.map((close, day) => (day >= 120 && day < 130 ? NONE : close)) };
    const quiet = { ...gap, volume: gap.volume!.map((volume, day) => (day >= 105 && day < 125 ? NONE : volume)) };
    const { fate } = fatesOf([gap, holed, quiet]);
    expect([fate(0, DAYS - HORIZON - 1), fate(0, DAYS - HORIZON)]).toEqual(['survives', null]);
    expect([fate(1, 22), fate(1, 23), fate(1, 30)]).toEqual(['survives', null, 'survives']);
    expect([fate(2, 10), fate(2, 29), fate(2, 50)]).toEqual(['survives', null, 'survives']);
  });
});
