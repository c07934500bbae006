/** Where the window was on each display, kept in a small file of the home. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivately } from '../http/secrets.ts';

/** Pixels as the system counts them, from the upper left corner of the first display. */
export type Bounds = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** A display and the part of it that no taskbar covers. */
export type DisplayArea = { readonly id: number; readonly workArea: Bounds };

const Placement = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  isMaximized: z.boolean(),
});
const File = z.object({
  version: z.literal(1),
  lastDisplay: z.string(),
  displays: z.record(z.string(), Placement),
});

/** Where a window stands and how large it is. */
export type Placement = z.infer<typeof Placement>;
/** The placement on every display that the window was on, and the one that it was on last. */
export type KeptPlacements = z.infer<typeof File>;

/** The smallest window on which every page can be used, pixels. */
export const SMALLEST = { width: 800, height: 560 } as const;
const USUAL = { width: 1440, height: 900 } as const;
/** Displays come and go with docks and projectors; the file keeps those of some desks. */
const DISPLAYS_KEPT = 16;

const fileOf = (home: string): string => join(home, 'window.json');

/** Returns what was kept, or null where nothing was or the file cannot be read: a window must open all the same. */
export function readPlacements(home: string): KeptPlacements | null {
  try {
    return File.parse(JSON.parse(readFileSync(fileOf(home), 'utf8')));
  } catch {
    return null;
  }
}

/** Keeps a placement, whole or not at all. Throws what the file system throws. */
export function keepPlacement(home: string, displayId: number, placement: Placement): void {
  const id = String(displayId);
  const others = Object.entries(readPlacements(home)?.displays ?? {}).filter(([display]) => display !== id);
  const displays = Object.fromEntries([...others, [id, placement] as const].slice(-DISPLAYS_KEPT));
  writePrivately(
    fileOf(home),
    `${JSON.stringify({ version: 1, lastDisplay: id, displays } satisfies KeptPlacements)}\n`,
  );
}

/**
 * Returns where to open the window: on the display that it was on last if that is still there, else on the first, and always
 * wholly within what is visible of it, however the display has changed since.
 *
 * @param displays - at least one, the primary one first.
 */
export function placementOn(displays: readonly DisplayArea[], kept: KeptPlacements | null): Placement {
  const [primary] = displays;
  if (primary === undefined) throw new Error('No display was named to open the window on');
  const display = displays.find(({ id }) => String(id) === kept?.lastDisplay) ?? primary;
  const found = kept?.displays[String(display.id)];
  if (found === undefined) return { ...centred(display.workArea), isMaximized: false };
  return { ...fitted(found, display.workArea), isMaximized: found.isMaximized };
}

function fitted(bounds: Bounds, area: Bounds): Bounds {
  const width = Math.min(Math.max(bounds.width, SMALLEST.width), area.width);
  const height = Math.min(Math.max(bounds.height, SMALLEST.height), area.height);
  const x = Math.min(Math.max(bounds.x, area.x), area.x + area.width - width);
  const y = Math.min(Math.max(bounds.y, area.y), area.y + area.height - height);
  return { x, y, width, height };
}

function centred(area: Bounds): Bounds {
  const width = Math.min(USUAL.width, area.width);
  const height = Math.min(USUAL.height, area.height);
  const x = area.x + Math.floor((area.width - width) / 2);
  const y = area.y + Math.floor((area.height - height) / 2);
  return { x, y, width, height };
}
