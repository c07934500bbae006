import { describe, expect, it } from 'vitest';
import { MEASURE_LAYOUTS } from '../../../../src/main/feeds/files/measure-layouts.ts';
import { measureWords } from '../../../../src/renderer/views/measure-words.ts';

describe('measures in words', () => {
  it('are known for every measure of every layout', () => {
    const metrics = MEASURE_LAYOUTS.flatMap(({ metrics: own }) => Object.values(own).map(([metric]) => metric));
    expect(metrics.length).toBeGreaterThan(30);
    expect(metrics.filter((metric) => measureWords(metric) === metric)).toEqual([]);
  });
});
