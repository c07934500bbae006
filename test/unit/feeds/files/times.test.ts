import { describe, expect, it } from 'vitest';
import { parseDayCell, parseEpochCell, parseInstantCell } from '../../../../src/main/feeds/files/times.ts';
import { parseDay } from '../../../../src/shared/time.ts';

const on = (parse: typeof parseDayCell, text: string): number => parse(Buffer.from(text), 0, Buffer.from(text).length);

describe('parseDayCell', () => {
  it('agrees with the calendar on every day of two centuries', () => {
    for (let day = parseDay('1900-01-01')!; day <= parseDay('2100-12-31')!; day += 1) {
      expect(on(parseDayCell, new Date(day * 86_400_000).toISOString().slice(0, 10))).toBe(day);
    }
  });

  it.each([
    '2021-02-29',
    '1900-02-29',
    '2021-04-31',
    '2021-13-01',
    '2021-00-10',
    '2021-01-00',
    '0000-01-01',
    '2021/01/01',
    '21-01-01',
    '2021-1-1',
    '2021-01-01 ',
    'yesterday!',
    '',
  ])('takes "%s" for no day', (text) => expect(on(parseDayCell, text)).toBeNaN());
});

describe('parseInstantCell', () => {
  it.each([
    ['2013-04-28', '2013-04-28T00:00:00.000Z'],
    ['2013-04-28 00:00:00 UTC', '2013-04-28T00:00:00.000Z'],
    ['2013-04-28T23:59:58Z', '2013-04-28T23:59:58.000Z'],
    ['2013-04-28 01:02:03.4567', '2013-04-28T01:02:03.456Z'],
    ['2013-04-28T01:02:03.029Z', '2013-04-28T01:02:03.029Z'],
  ])('reads %s', (text, instant) => expect(new Date(on(parseInstantCell, text)).toISOString()).toBe(instant));

  it.each([
    '2013-04-28 00:00',
    '2013-04-28 24:00:00',
    '2013-04-28 00:60:00',
    '2013-04-28 00:00:00 CET',
    '2013-04-28 00:00:00+02:00',
    '2013-04-28x00:00:00',
    '2013-04-28 00:00:00.',
    '2013-04-31 00:00:00',
  ])('takes "%s" for no instant', (text) => expect(on(parseInstantCell, text)).toBeNaN());
});

describe('parseEpochCell', () => {
  it('reads milliseconds, and microseconds as Binance writes since 2025', () => {
    expect(on(parseEpochCell, '1502942400000')).toBe(1_502_942_400_000);
    expect(on(parseEpochCell, '1735689600000000')).toBe(1_735_689_600_000);
  });

  it.each(['1502942400', '1735689600000001', '-1502942400000', '1502942400000.5', '20210101', 'now', ''])(
    'takes "%s" for no instant',
    (text) => expect(on(parseEpochCell, text)).toBeNaN(),
  );
});
