/** Every page over ten years of the real market, in both themes and two sizes. */
import { describe, expect, it } from 'vitest';
import { inspect } from '../support/inspect-window.ts';
import { everyPlace } from '../support/pages/places.ts';
import { announceMissingData, hasSharedData } from '../support/shared-data.ts';
import { SIZES, type Size, THEMES, withWorkstation } from '../support/workstation.ts';

if (!hasSharedData) announceMissingData('pages-real');

// without the real data the pages are at least shown over the simulated one
const workstation = hasSharedData ? withWorkstation('real') : withWorkstation('sample', ['--sample']);

/** Eighteen places that are looked at with a second each, on a machine that may be busy. */
const PATIENCE = 300_000;

describe.each(THEMES)('%s', (theme) => {
  it.each(Object.keys(SIZES) as Size[])(
    'every page at the size %s',
    async (size) => {
      const window = await workstation().openWindow({ theme, size });
      for (const { name, path } of await everyPlace(workstation())) {
        await window.goTo(path);
        expect(await window.shell.heading.count(), name).toBe(1);
        expect(await window.shell.simulatedBadge.isVisible(), name).toBe(!hasSharedData);
        await inspect(window, `${hasSharedData ? 'real' : 'simulated'} ${name} ${theme} ${size}`);
      }
    },
    PATIENCE,
  );
});
