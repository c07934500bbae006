import { describe, expect, it } from 'vitest';
import {
  cellOf,
  crossSectionOf,
  ENDING,
  endOf,
  PANEL_FIELDS,
  Panel,
  type PanelFields,
} from '../../../src/main/numeric/panel.ts';
import { startOfDay } from '../../../src/shared/time.ts';

const FIRST = 100;

/** Three assets: 0 lives on days 100..103, 1 on 102..104, 2 on 104 alone. A cell's close says where it belongs: asset * 1000 + day. */
function panel(): Panel {
  const start = Int32Array.of(100, 102, 104);
  const offset = Int32Array.of(0, 4, 7, 8);
  const close = Float64Array.of(100, 101, 102, 103, 1102, 1103, 1104, 2104);
  const fields = Object.fromEntries(PANEL_FIELDS.map((field, i) => [field, close.map((value) => value + i * 1e6)]));
  return new Panel({
    layout: { assets: ['a', 'b', 'c'], firstDay: FIRST, dayCount: 5, start, offset },
    fields: fields as PanelFields,
    traits: { sector: Int16Array.of(0, -1, 1), sectorNames: ['x', 'y'], exclusion: Uint8Array.of(0, 1, 0) },
    ending: Uint8Array.of(ENDING.delisted, ENDING.truncated, ENDING.alive),
  });
}

describe('Panel.at', () => {
  it('shows whole days that were over, and only assets that existed', () => {
    const window = panel().at(startOfDay(103));
    expect(window.assets).toEqual(['a', 'b']);
    expect(window.dayCount).toBe(3);
    expect([...window.fields.close]).toEqual([3_000_100, 3_000_101, 3_000_102, 3_001_102]);
    expect([...window.traits.exclusion]).toEqual([0, 1]);
  });

  it('does not show a day one millisecond before its end', () => {
    expect(panel().at((startOfDay(103) - 1) as never).dayCount).toBe(2);
  });

  it('hands out copies whose buffers hold nothing of the future', () => {
    const whole = panel();
    const window = whole.at(startOfDay(102));
    expect(window.fields.close.buffer.byteLength).toBe(8 * 2);
    window.fields.close.fill(-1);
    expect(whole.at(startOfDay(102)).fields.close[0]).toBe(3_000_100);
  });

  it('is empty before the first day', () => {
    const window = panel().at(startOfDay(FIRST));
    expect(window.assets).toEqual([]);
    expect(window.dayCount).toBe(0);
  });
});

describe('Panel.endingsAt', () => {
  it('tells of an end only when the day after the last candle is over', () => {
    expect(panel().endingsAt(startOfDay(104))).toEqual(new Map());
    expect(panel().endingsAt(startOfDay(105))).toEqual(new Map([['a', 'delisted']]));
    expect(panel().endingsAt(startOfDay(106))).toEqual(
      new Map([
        ['a', 'delisted'],
        ['b', 'truncated'],
      ]),
    );
  });
});

describe('layout', () => {
  const window = panel().at(startOfDay(105));

  it('finds cells by asset and day, and says where there is none', () => {
    expect(window.fields.close[cellOf(window, 1, 103)]).toBe(3_001_103);
    expect([cellOf(window, 0, 99), cellOf(window, 0, 104), cellOf(window, 2, 103)]).toEqual([-1, -1, -1]);
    expect([endOf(window, 0), endOf(window, 1)]).toEqual([104, 105]);
  });

  it('gathers the cells of each day, by asset', () => {
    const { offset, cells, assetOfCell } = crossSectionOf(window);
    const days = Array.from({ length: 5 }, (_, i) =>
      [...cells.subarray(offset[i], offset[i + 1])].map((cell) => window.fields.close[cell] - 3e6),
    );
    expect(days).toEqual([[100], [101], [102, 1102], [103, 1103], [1104, 2104]]);
    expect([...assetOfCell]).toEqual([0, 0, 0, 0, 1, 1, 1, 2]);
  });
});

it('refuses fields that do not fit the layout', () => {
  const { layout, fields, traits, ending } = { ...content(), ending: new Uint8Array(1) };
  expect(() => new Panel({ layout, fields: { ...fields, close: new Float64Array(3) }, traits, ending })).toThrow(
    'close has 3 cells of 2',
  );
});

function content() {
  const layout = { assets: ['a'], firstDay: 0, dayCount: 2, start: Int32Array.of(0), offset: Int32Array.of(0, 2) };
  const fields = Object.fromEntries(PANEL_FIELDS.map((field) => [field, new Float64Array(2)])) as PanelFields;
  return { layout, fields, traits: { sector: new Int16Array(1), sectorNames: [], exclusion: new Uint8Array(1) } };
}
