import { describe, expect, it } from 'vitest';
import { findEntries } from '../../../../src/renderer/shell/find-actions.ts';
import { listActions } from '../../../../src/renderer/state/actions.ts';

describe('the palette', () => {
  const gone: string[] = [];
  const actions = listActions({
    go: (path) => gone.push(path),
    openPalette: () => {},
    openKeys: () => {},
    focusFilter: () => {},
  });

  it.each([
    ['quality', '/models/quality'],
    ['weights', '/models/weights'],
    ['member', '/models/weights'],
    ['prove', '/anomalies'],
    ['pump', '/anomalies'],
    ['sentiment', '/texts'],
  ])('finds %s', (word, path) => {
    const [first] = findEntries(actions, word);
    first?.run();
    expect(gone.at(-1)).toBe(path);
  });
});
