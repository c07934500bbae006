import { describe, expect, it } from 'vitest';
import { parseNumber } from '../../../../src/main/feeds/files/numbers.ts';

const parse = (text: string): number => parseNumber(Buffer.from(text), 0, text.length);

describe('parseNumber', () => {
  it.each([
    '0',
    '-0',
    '+5',
    '42',
    '-17.25',
    '.5',
    '5.',
    '0.1',
    '1.2e9',
    '1.2E+9',
    '4.1805798e10',
    '1e-8',
    '6.95317e-05',
    '00012.50',
    '9007199254740991',
    '9007199254740993',
    '123456789012345678901234567890',
    '0.000000000000000000000000000001',
    '1e22',
    '1e23',
    '1e-22',
    '1e-23',
    '1.7976931348623157e308',
    '5e-324',
    '2.2250738585072014e-308',
    '8.5e-45',
    '1e400',
    '-1e400',
    '1e-400',
    '0e999999999',
    '123456789.12345678',
    '179769313486231580793e289',
    '4.35',
    '0.30000000000000004',
    '7205759403792793.5',
  ])('reads %s as Number does', (text) => {
    expect(Object.is(parse(text), Number(text))).toBe(true);
  });

  it.each([
    '',
    '-',
    '+',
    '.',
    '-.',
    'e5',
    '1e',
    '1e+',
    '1.2.3',
    '1,5',
    ' 1',
    '1 ',
    '0x10',
    'Infinity',
    'NaN',
    'null',
    '1_000',
    '--1',
    '1e5.5',
    '12a',
    '−5',
  ])('takes "%s" for no number', (text) => {
    const bytes = Buffer.from(text);
    expect(parseNumber(bytes, 0, bytes.length)).toBeNaN();
  });

  it('reads only the bytes it is given', () => {
    expect(parseNumber(Buffer.from('12345.678,9'), 2, 7)).toBe(345.6);
  });
});
