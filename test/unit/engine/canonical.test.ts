import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, hashOf } from '../../../src/main/engine/canonical.ts';

describe('canonicalJson', () => {
  it('sorts the keys of every object and leaves out what is undefined', () => {
    expect(canonicalJson({ b: [1, { d: 2, c: null }], a: 'é', e: undefined })).toBe(
      '{"a":"é","b":[1,{"c":null,"d":2}]}',
    );
  });

  it('does not depend on the order in which keys were set', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %s, which JSON cannot say', (value) => {
    expect(() => canonicalJson({ value })).toThrow('finite');
  });

  it('refuses what is not plain data', () => {
    expect(() => canonicalJson({ call: () => 1 })).toThrow('function');
  });
});

it('hashOf gives the SHA-256 of the canonical text', () => {
  // printf '{"a":1}' | sha256sum
  expect(hashOf({ a: 1 })).toBe('015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862');
});
