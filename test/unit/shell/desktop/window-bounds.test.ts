import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type DisplayArea,
  keepPlacement,
  type Placement,
  placementOn,
  readPlacements,
  SMALLEST,
} from '../../../../src/main/shell/desktop/window-bounds.ts';
import { createFolder } from '../../../support/read-table.ts';

const displayOf = (id: number, x: number, y: number, width: number, height: number): DisplayArea => ({
  id,
  workArea: { x, y, width, height },
});
const LAPTOP = displayOf(1, 0, 25, 1440, 875);
const DESK = displayOf(2, 1440, -200, 2560, 1400);
const PLACED: Placement = { x: 1600, y: 0, width: 1500, height: 1000, isMaximized: false };

let folder: ReturnType<typeof createFolder>;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

describe('kept bounds', () => {
  it('come back on their display', () => {
    keepPlacement(folder.path, 1, { ...PLACED, x: 10, y: 30 });
    keepPlacement(folder.path, 2, PLACED);
    expect(placementOn([LAPTOP, DESK], readPlacements(folder.path))).toEqual(PLACED);
  });

  it('are those of the first display where the last one is gone', () => {
    const onLaptop = { x: 10, y: 30, width: 1000, height: 700, isMaximized: true };
    keepPlacement(folder.path, 1, onLaptop);
    keepPlacement(folder.path, 2, PLACED);
    expect(placementOn([LAPTOP], readPlacements(folder.path))).toEqual(onLaptop);
  });

  it('are moved and cut to what is visible where the display has changed', () => {
    keepPlacement(folder.path, 1, { x: 5_000, y: -900, width: 3_000, height: 500, isMaximized: false });
    expect(placementOn([LAPTOP], readPlacements(folder.path))).toEqual({
      ...{ x: 0, y: 25, width: 1440, height: SMALLEST.height },
      isMaximized: false,
    });
  });

  it('stay in a file of their user alone, beside which nothing is left', () => {
    keepPlacement(folder.path, 2, PLACED);
    keepPlacement(folder.path, 2, PLACED);
    expect(readdirSync(folder.path)).toEqual(['window.json']);
    expect(statSync(join(folder.path, 'window.json')).mode & 0o077).toBe(0);
  });

  it('forget the displays of long ago', () => {
    for (let id = 1; id <= 40; id += 1) keepPlacement(folder.path, id, PLACED);
    expect(Object.keys(readPlacements(folder.path)?.displays ?? {})).toHaveLength(16);
    expect(readPlacements(folder.path)?.displays['40']).toEqual(PLACED);
  });

  it.each(['', '{', '{"version":2}', '{"version":1,"lastDisplay":"1","displays":{"1":{"x":"left"}}}'])(
    'are the usual ones where the file says %j',
    (text) => {
      writeFileSync(join(folder.path, 'window.json'), text);
      expect(placementOn([LAPTOP], readPlacements(folder.path))).toEqual({
        ...{ x: 0, y: 25, width: 1440, height: 875 },
        isMaximized: false,
      });
      keepPlacement(folder.path, 1, PLACED);
      expect(JSON.parse(readFileSync(join(folder.path, 'window.json'), 'utf8'))).toMatchObject({ lastDisplay: '1' });
    },
  );

  it('cannot be kept in a folder that is not there, which is told', () => {
    expect(() => keepPlacement(join(folder.path, 'gone'), 1, PLACED)).toThrow('ENOENT');
    mkdirSync(join(folder.path, 'gone'));
  });

  it('are wholly visible, whatever was kept and whatever the displays are', () => {
    const size = fc.integer({ min: 200, max: 8_000 });
    const place = fc.integer({ min: -20_000, max: 20_000 });
    const display = fc.record({ id: fc.integer({ min: 1, max: 3 }), x: place, y: place, width: size, height: size });
    const kept = fc.record({ x: place, y: place, width: size, height: size, isMaximized: fc.boolean() });
    const property = fc.property(
      fc.uniqueArray(display, { minLength: 1, selector: ({ id }) => id }),
      fc.dictionary(fc.constantFrom('1', '2', '3'), kept),
      fc.constantFrom('1', '2', '3', '9'),
      (areas, displays, lastDisplay) => {
        const visible = areas.map(({ id, ...workArea }) => ({ id, workArea }));
        const { x, y, width, height } = placementOn(visible, { version: 1, lastDisplay, displays });
        const isWithin = visible.some(
          ({ workArea: area }) =>
            x >= area.x && y >= area.y && x + width <= area.x + area.width && y + height <= area.y + area.height,
        );
        expect(isWithin).toBe(true);
      },
    );
    fc.assert(property, { numRuns: 500 });
  });
});
