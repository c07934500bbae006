import { expect, test } from 'vitest';
import { crossSectionOf, PANEL_FIELDS, Panel, type PanelFields } from '../../../src/main/numeric/panel.ts';
import { sliceTable, sliceWindow } from '../../../src/main/numeric/slice.ts';
import { startOfDay } from '../../../src/shared/time.ts';

/** Three assets: days 10 to 13, 11 to 15 and 14 to 15; each cell tells its asset and day. */
function window() {
  const offset = Int32Array.of(0, 4, 9, 11);
  const start = Int32Array.of(10, 11, 14);
  const cells = Float64Array.from({ length: 11 }, (_, cell) => {
    const asset = cell < 4 ? 0 : cell < 9 ? 1 : 2;
    return 1_000 * (asset + 1) + start[asset]! + cell - offset[asset]!;
  });
  const fields = Object.fromEntries(PANEL_FIELDS.map((field) => [field, cells.slice()])) as PanelFields;
  const content = {
    layout: { assets: ['a', 'b', 'c'], firstDay: 10, dayCount: 6, start, offset },
    fields,
    traits: { sector: Int16Array.of(0, 1, -1), sectorNames: ['x', 'y'], exclusion: Uint8Array.of(0, 1, 2) },
    ending: Uint8Array.of(2, 0, 0),
  };
  return new Panel(content).at(startOfDay(16));
}

test('a slice has the last days of those that lived then, with their traits', () => {
  const whole = window();
  const { window: slice, source } = sliceWindow(whole, 14);
  expect(slice.assets).toEqual(['b', 'c']);
  expect([slice.firstDay, slice.dayCount]).toEqual([14, 2]);
  expect([...slice.fields.close]).toEqual([2_014, 2_015, 3_014, 3_015]);
  expect([...source].map((cell) => whole.fields.close[cell])).toEqual([...slice.fields.close]);
  expect([[...slice.traits.sector], [...slice.traits.exclusion]]).toEqual([
    [1, -1],
    [1, 2],
  ]);
  expect([...crossSectionOf(slice).offset]).toEqual([0, 2, 4]);
});

test('a slice from before the first day is the whole', () => {
  const whole = window();
  const { window: slice } = sliceWindow(whole, 0);
  expect(slice).toEqual(whole);
});

test('a table is cut as its window is', () => {
  const whole = window();
  const column = Float32Array.from(whole.fields.close);
  const table = {
    layout: whole,
    ids: ['f'],
    isOptional: [false],
    raw: new Map([['f', column]]),
    ranked: [column],
    eligible: new Uint8Array(11).fill(1),
  };
  const cut = sliceTable(table, sliceWindow(whole, 15));
  expect([...cut.ranked[0]!]).toEqual([2_015, 3_015]);
  expect([...cut.raw.get('f')!]).toEqual([2_015, 3_015]);
  expect(cut.eligible).toHaveLength(2);
});
