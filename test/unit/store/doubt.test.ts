import { expect, test } from 'vitest';
import { chainStretches } from '../../../src/main/store/chain.ts';
import { dropDoubtful } from '../../../src/main/store/doubt.ts';
import { closes, stretch } from '../../support/daily-series.ts';

const believed = (values: readonly (number | null)[]) => {
  const chain = chainStretches([stretch('coingecko', closes(10, values, { value: 1 }))]);
  const births = dropDoubtful(chain);
  return { close: [...chain.close], births, volume: [...chain.volume], stretch: [...chain.stretch] };
};
const N = Number.NaN;

test('a price that is gone the next day makes no cell at all', () => {
  expect(believed([100, 1e-35, 101])).toEqual({
    close: [100, N, 101],
    births: [],
    volume: [1, N, 1],
    stretch: [0, -1, 0],
  });
  expect(believed([100, 2009, 101]).close).toEqual([100, N, 101]);
  expect(believed([100, 2008, 101]).close).toEqual([100, 2008, 101]);
});

test('what is written where there is no price is none, even at the start and for days', () => {
  expect(believed([9e-36, 9e-36, 68, 70])).toMatchObject({ close: [N, N, 68, 70], births: [] });
});

test('a collapse is seen when the next price confirms it', () => {
  expect(believed([17.5, 1.1, 0.0012, 0.00012, 0.00045])).toMatchObject({
    close: [17.5, 1.1, N, 0.00012, 0.00045],
    births: [],
  });
});

test('a confirmed rise begins a new life', () => {
  expect(believed([0.001, 1, 1.1, 1.2])).toMatchObject({ close: [0.001, N, 1.1, 1.2], births: [2] });
});

test('what a second source saw on the same day is believed at once, a rise too', () => {
  const both = (first: number[], second: number[]) => {
    const chain = chainStretches([stretch('coingecko', closes(10, first)), stretch('yahoo', closes(10, second))]);
    return { births: dropDoubtful(chain), close: [...chain.close] };
  };
  expect(both([1, 1, 0.001, 0.001], [1, 1, 0.0011, 0.001]).close).toEqual([1, 1, 0.0011, 0.001]);
  expect(both([1, 1, 30, 31], [1, 1, 30.1, 31])).toEqual({ births: [], close: [1, 1, 30.1, 31] });
});

test('several doubtful prices are each measured against the last believed one', () => {
  expect(believed([100, 1e-9, 1e9, 101])).toMatchObject({ close: [100, N, N, 101], births: [] });
});

test('after a silence that ends a life any price is believed', () => {
  expect(believed([1, ...Array(30).fill(null), 1000]).close.at(-1)).toBe(1000);
  expect(believed([1, ...Array(29).fill(null), 1000]).close.at(-1)).toBeNaN();
});
