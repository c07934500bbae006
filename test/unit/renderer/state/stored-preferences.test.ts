import { describe, expect, it } from 'vitest';
import { createPreferences, DEFAULT_PREFERENCES } from '../../../../src/renderer/state/stored-preferences.ts';

const storageOf = (content: string | null) => {
  const storage = {
    content,
    getItem: () => storage.content,
    setItem: (_: string, value: string) => void (storage.content = value),
  };
  return storage;
};

describe('preferences', () => {
  it('are kept and read again', () => {
    const storage = storageOf(null);
    createPreferences(storage).setState({
      theme: 'dark',
      tables: { ratings: { order: ['name', 'score'], hidden: [] } },
      pages: { ratings: { filter: 'defi' } },
    });
    expect(createPreferences(storage).getState()).toEqual({
      ...DEFAULT_PREFERENCES,
      theme: 'dark',
      tables: { ratings: { order: ['name', 'score'], hidden: [] } },
      pages: { ratings: { filter: 'defi' } },
    });
  });

  it.each(['{', '7', 'null', '[]', '"x"'])('begin anew where the content is %s', (content) => {
    expect(createPreferences(storageOf(content)).getState()).toEqual(DEFAULT_PREFERENCES);
  });

  it('keep what can be read of a content that is partly bad', () => {
    const content = {
      theme: 'pink',
      density: 'comfortable',
      tables: { a: { order: [1], hidden: [] }, b: { order: [], hidden: ['x'] } },
    };
    expect(createPreferences(storageOf(JSON.stringify(content))).getState()).toEqual({
      ...DEFAULT_PREFERENCES,
      density: 'comfortable',
      tables: { b: { order: [], hidden: ['x'] } },
    });
  });

  it('go on without a storage, or with one that refuses', () => {
    const refusing = {
      getItem: () => {
        throw new Error('denied');
      },
      setItem: () => {
        throw new Error('full');
      },
    };
    for (const storage of [undefined, refusing]) {
      const store = createPreferences(storage);
      store.setState({ theme: 'light' });
      expect(store.getState().theme).toBe('light');
    }
  });
});
