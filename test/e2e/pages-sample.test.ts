/** Every page over the simulated market, in both themes and two sizes: nothing cut, nothing that axe objects to. */
import { describe, expect, it } from 'vitest';
import { inspect } from '../support/inspect-window.ts';
import { everyPlace } from '../support/pages/places.ts';
import { SIZES, type Size, THEMES, withWorkstation } from '../support/workstation.ts';

const workstation = withWorkstation('sample', ['--sample']);

/** Eighteen places that are looked at with a second each, on a machine that may be busy. */
const PATIENCE = 300_000;

describe.each(THEMES)('%s', (theme) => {
  it.each(Object.keys(SIZES) as Size[])(
    'every page at the size %s',
    async (size) => {
      const window = await workstation().openWindow({ theme, size });
      const places = await everyPlace(workstation());
      expect(places.map(({ name }) => name)).toEqual(expect.arrayContaining(['token', 'draft', 'backtest']));
      for (const { name, path } of places) {
        await window.goTo(path);
        expect(await window.shell.heading.count(), name).toBe(1);
        expect(await window.shell.simulatedBadge.isVisible(), name).toBe(true);
        await inspect(window, `sample ${name} ${theme} ${size}`);
      }
    },
    PATIENCE,
  );
});
