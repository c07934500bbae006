import { describe, expect, it } from 'vitest';
import { dissimilarityOf, referenceOf } from '../../../src/main/models/dissimilarity.ts';
import { createMatrix, takeRows } from '../../../src/main/numeric/matrix.ts';
import { randomMatrix } from './made-set.ts';

describe('dissimilarity', () => {
  it('is the distance to the nearest row over the mean distance', () => {
    const x = createMatrix(3, ['a', 'b']);
    x.data.set([0, 3, 0, 0, 0, 4]);
    const reference = referenceOf(x, 1, 10);
    // 3, 4 and 5
    expect(reference.meanDistance).toBe(4);
    // nearest distances are 3, 3 and 4
    expect(reference.limit).toBeCloseTo((0.99 * 4 + 0.01 * 3) / 4, 12);
    const asked = createMatrix(2, ['a', 'b']);
    asked.data.set([0, 3, 1, 8]);
    expect([...dissimilarityOf(reference, asked)]).toEqual([0.25, Math.sqrt(9 + 16) / 4]);
  });

  it('scales distances of rows with missing columns up, and knows nothing like a row without any', () => {
    const x = createMatrix(2, ['a', 'b']);
    x.data.set([0, 4, 0, 0]);
    const asked = createMatrix(2, ['a', 'b']);
    asked.data.set([2, Number.NaN, Number.NaN, Number.NaN]);
    expect([...dissimilarityOf(referenceOf(x, 1, 10), asked)]).toEqual([Math.sqrt(8) / 4, Number.POSITIVE_INFINITY]);
  });

  it('finds a stranger beyond the limit, and hardly any of the same kind', () => {
    const x = randomMatrix(3_000, 20, 5, 0.1);
    const reference = referenceOf(
      takeRows(
        x,
        Int32Array.from({ length: 2_000 }, (_, i) => i),
      ),
      7,
      500,
    );
    const fresh = dissimilarityOf(
      reference,
      takeRows(
        x,
        Int32Array.from({ length: 1_000 }, (_, i) => 2_000 + i),
      ),
    );
    expect(fresh.filter((own) => own > reference.limit).length).toBeLessThan(30);
    const strange = { ...x, data: x.data.map((value) => 3 * value + 2) };
    expect(
      dissimilarityOf(reference, takeRows(strange, Int32Array.of(1, 2, 3))).every((own) => own > reference.limit),
    ).toBe(true);
  });

  it('takes the same rows for the same seed, and refuses other columns', () => {
    const x = randomMatrix(200, 4, 5);
    expect(referenceOf(x, 3, 50)).toEqual(referenceOf(x, 3, 50));
    expect(referenceOf(x, 3, 50).data).not.toEqual(referenceOf(x, 4, 50).data);
    expect(() => dissimilarityOf(referenceOf(x, 3, 50), randomMatrix(2, 3, 1))).toThrow(/3 columns, need the 4/);
  });
});
