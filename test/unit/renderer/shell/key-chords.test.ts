import { describe, expect, it } from 'vitest';
import { findEntries } from '../../../../src/renderer/shell/find-actions.ts';
import { createChords } from '../../../../src/renderer/shell/key-chords.ts';
import { tokenEntries } from '../../../../src/renderer/shell/palette-entries.ts';

const ACTIONS = [
  { id: 'market', keys: ['g', 'm'] },
  { id: 'ratings', keys: ['g', 'r'] },
  { id: 'palette', keys: ['Ctrl', 'K'] },
  { id: 'keys', keys: ['?'] },
  { id: 'theme' },
];
const press = (
  key: string,
  more: Partial<{ hasCommand: boolean; hasAlt: boolean; isTyping: boolean; atTime: number }> = {},
) => ({
  key,
  hasCommand: false,
  hasAlt: false,
  isTyping: false,
  atTime: 0,
  ...more,
});

describe('keys', () => {
  it('calls chords, single keys and keys with Ctrl', () => {
    const chords = createChords(ACTIONS);
    expect([chords(press('g')), chords(press('m'))]).toEqual([undefined, 'market']);
    expect(chords(press('?'))).toBe('keys');
    expect(chords(press('k', { hasCommand: true }))).toBe('palette');
    expect(chords(press('m'))).toBeUndefined();
  });

  it('forgets the first key of a chord after a while, after another key, and while someone types', () => {
    const chords = createChords(ACTIONS);
    chords(press('g'));
    expect(chords(press('r', { atTime: 1_300 }))).toBeUndefined();
    chords(press('g'));
    chords(press('x'));
    expect(chords(press('r'))).toBeUndefined();
    chords(press('g', { isTyping: true }));
    expect(chords(press('r'))).toBeUndefined();
    expect(chords(press('?', { isTyping: true }))).toBeUndefined();
    expect(chords(press('k', { isTyping: true, hasCommand: true }))).toBe('palette');
    expect(chords(press('k', { hasAlt: true, hasCommand: true }))).toBeUndefined();
  });
});

describe('finder', () => {
  const entries = [
    { title: 'Go to Market' },
    { title: 'Bitcoin Cash', note: 'bch' },
    { title: 'Wrapped Bitcoin', note: 'wbtc' },
    { title: 'Bitcoin', note: 'btc' },
  ];
  const titles = (query: string): string[] => findEntries(entries, query).map(({ title }) => title);

  it('puts what is named exactly first, then beginnings, then words, then the rest', () => {
    expect(titles('bitcoin')).toEqual(['Bitcoin', 'Bitcoin Cash', 'Wrapped Bitcoin']);
    expect(titles('BTC')).toEqual(['Bitcoin', 'Wrapped Bitcoin']);
    expect(titles('cash bit')).toEqual(['Bitcoin Cash']);
    expect(titles('nothing')).toEqual([]);
    expect(findEntries(entries, '', 2)).toHaveLength(2);
  });

  it('finds a token by its ticker before all that contain it, the largest first, and by its id', () => {
    const tokens = tokenEntries(
      {
        asset: ['btc-small', 'wrapped', 'bitcoin', 'ethereum'],
        name: ['BTC Proxy', 'Wrapped Bitcoin', 'Bitcoin', 'Ethereum'],
        symbol: ['BTC', 'WBTC', 'BTC', 'ETH'],
        marketCap: [null, 1e9, 1e12, 3e11],
      },
      () => undefined,
    );
    const found = (query: string) => findEntries(tokens, query).map(({ id }) => id);
    expect(found('btc')).toEqual(['token bitcoin', 'token btc-small', 'token wrapped']);
    expect(found('eth')).toEqual(['token ethereum']);
    expect(found('btc-small')).toEqual(['token btc-small']);
  });

  it('finds actions by other words than those of their titles', () => {
    const themes = [{ title: 'Light colours', keywords: 'theme' }, { title: 'Fold the navigation' }];
    expect(findEntries(themes, 'theme')).toEqual([themes[0]]);
  });
});
