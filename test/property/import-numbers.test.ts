import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNumber } from '../../src/main/feeds/files/numbers.ts';

const parse = (text: string): number => {
  const bytes = Buffer.from(`,${text},`);
  return parseNumber(bytes, 1, bytes.length - 1);
};
const digits = (max: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: max });
const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

describe('numbers of cells', () => {
  it('are what Number says, to the last bit, for every double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        for (const text of [String(value), value.toExponential(), value.toPrecision(6), value.toPrecision(17)]) {
          if (PLAIN.test(text)) expect(Object.is(parse(text), Number(text))).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('are what Number says for decimals of every length', () => {
    const decimal = fc
      .tuple(
        fc.constantFrom('', '-', '+'),
        digits(25),
        fc.option(digits(25)),
        fc.option(fc.integer({ min: -340, max: 340 })),
      )
      .map(
        ([sign, whole, decimals, power]) =>
          `${sign}${whole}${decimals === null ? '' : `.${decimals}`}${power === null ? '' : `e${power}`}`,
      );
    fc.assert(
      fc.property(decimal, (text) => {
        expect(Object.is(parse(text), PLAIN.test(text) ? Number(text) : Number.NaN)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it('are none for any other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0159.eE+-x_ ,NI'), maxLength: 12 }), (text) => {
        expect(Object.is(parse(text), PLAIN.test(text) ? Number(text) : Number.NaN)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});
