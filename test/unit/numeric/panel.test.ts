import { describe, expect, it } from 'vitest';
import {
  cellOf,
  crossSectionOf,
  ENDING,
  EXCLUSION,
  endOf,
  PANEL_FIELDS,
  Panel,
  type PanelContent,
  type PanelFields,
  SILENCE_DAYS,
} from '../../../src/main/numeric/panel.ts';
import { startOfDay } from '../../../src/shared/time.ts';

const FIRST = 100;

/** Three assets: 0 lives on days 100..103, 1 on 102..104, 2 on 104 alone. A cell's close says where it belongs: asset * 1000 + day. */
function panel(): Panel {
  return new Panel(panelContent());
}

function panelContent(): PanelContent {
  const start = Int32Array.of(100, 102, 104);
  const offset = Int32Array.of(0, 4, 7, 8);
  const close = Float64Array.of(100, 101, 102, 103, 1102, 1103, 1104, 2104);
  const fields = Object.fromEntries(PANEL_FIELDS.map((field, i) => [field, close.map((value) => value + i * 1e6)]));
  return {
    layout: { assets: ['a', 'b', 'c'], firstDay: FIRST, dayCount: 5, start, offset },
    fields: fields as PanelFields,
    traits: { sector: Int16Array.of(0, -1, 1), sectorNames: ['x', 'y'], exclusion: Uint8Array.of(0, 1, 0) },
    ending: Uint8Array.of(ENDING.delisted, ENDING.truncated, ENDING.alive),
  };
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

describe('Panel.at, of what arrives late, is silent, or shows only in time', () => {
  const late = (knownAt: number) => (content: PanelContent) =>
    new Panel({ ...content, late: { cells: Int32Array.of(3), knownAt: Float64Array.of(knownAt) } });

  it('hides a candle until it was known, and an asset of which none was', () => {
    const known = startOfDay(104) + 600_000;
    const whole = late(known)(panelContent());
    expect(whole.at(startOfDay(104)).offset).toEqual(Int32Array.of(0, 3, 5));
    expect(whole.at((known - 1) as never).offset).toEqual(Int32Array.of(0, 3, 5));
    expect(whole.at(known as never).offset).toEqual(Int32Array.of(0, 4, 6));
    const only = new Panel({
      ...panelContent(),
      late: { cells: Int32Array.of(7), knownAt: Float64Array.of(startOfDay(105) + 1) },
    });
    expect(only.at(startOfDay(105)).assets).toEqual(['a', 'b']);
    expect(only.at(startOfDay(106)).assets).toEqual(['a', 'b', 'c']);
  });

  it('ends at the last candle, so that a silence does not tell that a candle will end it', () => {
    const content = panelContent();
    content.fields.close.fill(Number.NaN, 1, 3);
    const whole = new Panel(content);
    expect(whole.at(startOfDay(103)).offset).toEqual(Int32Array.of(0, 1, 2));
    expect(whole.at(startOfDay(104)).offset).toEqual(Int32Array.of(0, 4, 6));
    content.fields.close.fill(Number.NaN, 4, 6);
    expect(new Panel({ ...content, layout: { ...content.layout } }).at(startOfDay(103)).dayCount).toBe(1);
  });

  it('shows a sector and a peg from the end of the day on which they were known', () => {
    const content = panelContent();
    const traits = { ...content.traits, sectorFromDay: Int32Array.of(102, 0, 0) };
    const whole = new Panel({ ...content, traits, peggedDay: Int32Array.of(103, 200, 200) });
    const at = (day: number) => whole.at(startOfDay(day)).traits;
    expect([at(102).sector[0], at(103).sector[0]]).toEqual([-1, 0]);
    expect([at(103).exclusion[0], at(104).exclusion[0]]).toEqual([0, EXCLUSION.stablecoin]);
    expect([...at(105).exclusion]).toEqual([1, 1, 0]);
    expect([...(at(105).sectorFromDay ?? [])]).toEqual([102, 0, 0]);
  });
});

describe('Panel.endingsAt', () => {
  it('tells of an end only when so many days without a candle are over that it is one', () => {
    expect(panel().endingsAt((startOfDay(104 + SILENCE_DAYS) - 1) as never)).toEqual(new Map());
    expect(panel().endingsAt(startOfDay(104 + SILENCE_DAYS))).toEqual(new Map([['a', 'delisted']]));
    expect(panel().endingsAt(startOfDay(105 + SILENCE_DAYS))).toEqual(
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
