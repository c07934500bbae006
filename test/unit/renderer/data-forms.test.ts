import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seriesOfName } from '../../../src/main/feeds/files/file-names.ts';
import { LAYOUTS } from '../../../src/main/feeds/files/layouts.ts';
import { recogniseLayout } from '../../../src/main/feeds/files/recognise-layout.ts';
import { REFUSAL_REASONS } from '../../../src/main/feeds/files/refusals.ts';
import { OTHER_FORMATS, TABLE_FORMATS, TOKEN_FORMATS } from '../../../src/renderer/views/data-formats.ts';
import { EXCHANGES, exampleMarkets, parseFromDay, parseMarkets } from '../../../src/renderer/views/data-markets.ts';
import { explainAbsence, explainRefusal, fileLabel } from '../../../src/renderer/views/data-words.ts';
import { formOf, readForm } from '../../../src/renderer/views/settings-form.ts';
import { minuteText, parseMinute } from '../../../src/renderer/views/settings-times.ts';
import { Settings } from '../../../src/shared/settings.ts';

describe('markets that are typed', () => {
  it('are apart by commas, semicolons, blanks and lines, in capitals and once each', () => {
    expect(parseMarkets('btc/usd, ETH/USD;\n sol/usdt  BTC/USD')).toEqual({
      markets: ['BTC/USD', 'ETH/USD', 'SOL/USDT'],
      wrong: [],
    });
  });

  it('are told where they are none', () => {
    expect(parseMarkets('BTC/USD BTCUSD ETH-USD BTC/USD:USD')).toEqual({
      markets: ['BTC/USD'],
      wrong: ['BTCUSD', 'ETH-USD', 'BTC/USD:USD'],
    });
  });

  it('include every example', () => {
    for (const { id } of EXCHANGES) expect(parseMarkets(exampleMarkets(id))).toMatchObject({ wrong: [] });
  });
});

describe('the day to fetch from', () => {
  const now = Date.UTC(2024, 5, 30, 12);
  it('is the whole history where it is empty, and else a day that is over', () => {
    expect(parseFromDay(' ', now)).toEqual({ from: null, error: null });
    expect(parseFromDay('2024-06-29', now)).toEqual({ from: Date.UTC(2024, 5, 29), error: null });
    expect(parseFromDay('2024-06-30', now).error).toContain('not over yet');
    expect(parseFromDay('2024-02-30', now).error).toContain('2024-01-31');
  });
});

describe('the files that are said to be understood', () => {
  const binance = '1735689600000,1,2,1,2,5,1735775999999,9,3,2,4,0';
  const layoutOf = (header: string | null) => {
    const found = recogniseLayout((header ?? binance).split(','));
    if ('unknown' in found) throw new Error(found.unknown);
    return found.layout;
  };

  it.each([...TOKEN_FORMATS, ...TABLE_FORMATS])('$title', ({ header, names, volume }) => {
    const layout = layoutOf(header);
    if (layout.kind !== 'candles') throw new Error(`${layout.id} has no candles`);
    expect(layout.series === 'from file name').toBe(names !== null);
    for (const name of names ?? []) expect(seriesOfName(layout, name)).not.toHaveProperty('unknown');
    const { volume: inToken, quoteVolume } = layout.values;
    const told = inToken === undefined ? 'dollars' : quoteVolume === undefined ? 'the token' : 'both';
    expect(volume).toBe(told);
  });

  it('name every file of what is no price', () => {
    const told = OTHER_FORMATS.map(({ header, names }) => {
      const found = recogniseLayout((header ?? '').split(','), names?.[0]);
      if ('unknown' in found) throw new Error(found.unknown);
      return found.layout.id;
    });
    const others = LAYOUTS.filter(({ kind }) => kind === 'articles' || kind === 'incidents' || kind === 'measures');
    expect(told.toSorted()).toEqual(others.map(({ id }) => id).toSorted());
  });

  it('are all that there are, but for those that only another program makes', () => {
    const told = [...TOKEN_FORMATS, ...TABLE_FORMATS].map(({ header }) => layoutOf(header).id);
    const others = ['plain-by-timestamp', 'intraday-candles', 'intraday-closes'];
    const known = LAYOUTS.filter(({ kind }) => kind === 'candles').map(({ id }) => id);
    expect([...told, ...others].toSorted()).toEqual(known.toSorted());
  });
});

describe('the words of the data', () => {
  it('explain every reason for which a row is refused', () => {
    for (const reason of Object.values(REFUSAL_REASONS)) expect(explainRefusal(reason), reason).toBeDefined();
  });

  it('explain every kind of absence, also one of a later version', () => {
    for (const kind of [
      'not_listed',
      'no_trades',
      'rate_limited',
      'provider_error',
      'stale',
      'not_applicable',
      'new_one',
    ]) {
      expect(explainAbsence(kind).label).not.toContain('_');
    }
  });

  it('name a file by what was dropped, or by its folder', () => {
    expect(fileLabel('/home/a/.indexsmith/uploads/5f-1/prices/2024.csv.gz')).toBe('prices/2024.csv.gz');
    expect(fileLabel('C:\\data\\prices\\2024.csv')).toBe('prices/2024.csv');
    expect(fileLabel('2024.csv')).toBe('2024.csv');
  });
});

describe('the form of the settings', () => {
  it('gives back every settings that it was made of', () => {
    const market = fc.constantFrom('BTC/USD', 'ETH/USDT', 'SOL/EUR');
    const settings = fc.record({
      schedule: fc.record({
        isOn: fc.boolean(),
        minuteOfDay: fc.integer({ min: 0, max: 1439 }),
        exchange: fc.constantFrom('kraken', 'binance'),
        markets: fc.uniqueArray(market),
        rates: fc.boolean(),
        drafts: fc.boolean(),
      }),
      draftDays: fc.integer({ min: 1, max: 90 }),
      backupsKept: fc.integer({ min: 1, max: 100 }),
      textFeeds: fc.array(fc.webUrl(), { maxLength: 5 }),
    });
    fc.assert(
      fc.property(settings, (given) => {
        const { settings: read } = readForm(formOf(given));
        expect(read).toEqual(given);
        expect(Settings.safeParse(read).success).toBe(true);
      }),
    );
  });

  it('refuses what cannot be, field by field', () => {
    const form = formOf(Settings.parse({}));
    expect(readForm({ ...form, time: '24:00' }).errors.time).toContain('00:15');
    expect(readForm({ ...form, markets: 'BTC/USD' })).toMatchObject({
      settings: null,
      errors: { exchange: expect.any(String) },
    });
    expect(readForm({ ...form, textFeeds: 'https://a.example/rss\nftp://b.example' }).errors.textFeeds).toContain(
      'ftp://b.example',
    );
    expect(readForm({ ...form, textFeeds: 'https://a.example/rss\n'.repeat(51) }).errors.textFeeds).toContain('51');
    expect(readForm({ ...form, exchange: 'kraken', markets: 'bitcoin' }).errors.markets).toContain('BITCOIN');
  });

  it('reads every minute that it writes', () => {
    for (let minute = 0; minute < 1440; minute++) expect(parseMinute(minuteText(minute))).toBe(minute);
    expect(['24:00', '12:60', '1215', ''].map(parseMinute)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
