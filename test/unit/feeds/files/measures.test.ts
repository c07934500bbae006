import { afterAll, describe, expect, it, test } from 'vitest';
import { MEASURE_LAYOUTS, measureLayoutOf } from '../../../../src/main/feeds/files/measure-layouts.ts';
import { readImportFile } from '../../../../src/main/feeds/files/read-file.ts';
import { NEVER_CANCELLED } from '../../../../src/shared/errors.ts';
import { formatInstant } from '../../../../src/shared/time.ts';
import { createFolder, IMPORT_TIME } from '../../../support/read-table.ts';

const folder = createFolder();
afterAll(() => folder.remove());

async function readAll(name: string, text: string, skipRows = 0, blockRows = 1000) {
  const options = { now: IMPORT_TIME, signal: NEVER_CANCELLED, maxRefusedShare: 1, content: { skipRows, blockRows } };
  const parts = readImportFile(folder.write(name, text), options);
  const values: string[] = [];
  const blocks: number[] = [];
  for (;;) {
    const next = await parts.next();
    if (next.done === true) return { values, blocks, summary: next.value };
    if (next.value.kind !== 'measures') throw new Error(`was ${next.value.kind}`);
    const { block, rowNumber } = next.value;
    blocks.push(block.count);
    for (let i = 0; i < block.count; i++) {
      const { subject, metric } = block.series[block.seriesIndex[i]!]!;
      const times = [block.eventTime[i]!, block.knownAt[i]!].map((time) => formatInstant(time).slice(0, 16));
      values.push([rowNumber[i], subject, metric, ...times, block.value[i]].join(' '));
    }
  }
}

describe('known times', () => {
  it.each([
    ['coinmetrics', 'AdrActCnt', '2020-02-28', '2020-03-01T00:00'],
    ['blockchain.com', 'hashrate', '2020-12-31', '2021-01-02T00:00'],
    // the week of Monday the 24th ends with Sunday the 30th
    ['git-histories', 'commits', '2024-06-24', '2024-07-02T00:00'],
    // Thursday's yield is there at the end of Friday, Friday's and what a Saturday has at the end of Monday
    ['fred', 'treasury-10y', '2024-06-27', '2024-06-29T00:00'],
    ['fred', 'treasury-10y', '2024-06-28', '2024-07-02T00:00'],
    ['fred', 'treasury-10y', '2024-06-29', '2024-07-02T00:00'],
    ['yahoo-funds', 'close', '2024-06-28', '2024-06-28T21:00'],
    ['alternative.me', 'fear-greed', '2024-06-28', '2024-06-28T01:00'],
    ['perpetuals', 'funding-mean', '2024-06-28', '2024-06-29T00:00'],
    ['coinmarketcap-totals', 'market-cap', '2024-06-28', '2024-06-29T00:00'],
  ])('of %s %s on %s is %s', (source, metric, day, known) => {
    const knownAt = measureLayoutOf(source, metric)!.knownAt(Date.parse(day));
    expect(formatInstant(knownAt).slice(0, 16)).toBe(known);
  });

  it('are never before what they are of', () => {
    for (const { knownAt } of MEASURE_LAYOUTS)
      for (let day = 0; day < 30; day++) expect(knownAt(day * 86_400_000)).toBeGreaterThan(day * 86_400_000);
  });
});

const WEEKS = `week,repo,symbol,coingecko_id,commits,authors,new_authors
2024-06-17,a/b,AB,ab-coin,3,2,1
2024-06-24,a/b,AB,ab-coin,0,,0
2024-06-17,a/c,AB,ab-coin,5,5,5
`;

test('each cell with a number is a value, under its subject and with its row', async () => {
  const { values, summary } = await readAll('weeks.csv', WEEKS);
  expect(summary).toMatchObject({ layout: 'weekly-commits', source: 'git-histories', rows: 3, refused: 0 });
  expect(values).toEqual([
    '1 ab-coin a/b commits 2024-06-17T00:00 2024-06-25T00:00 3',
    '1 ab-coin a/b authors 2024-06-17T00:00 2024-06-25T00:00 2',
    '1 ab-coin a/b new_authors 2024-06-17T00:00 2024-06-25T00:00 1',
    '2 ab-coin a/b commits 2024-06-24T00:00 2024-07-02T00:00 0',
    '2 ab-coin a/b new_authors 2024-06-24T00:00 2024-07-02T00:00 0',
    '3 ab-coin a/c commits 2024-06-17T00:00 2024-06-25T00:00 5',
    '3 ab-coin a/c authors 2024-06-17T00:00 2024-06-25T00:00 5',
    '3 ab-coin a/c new_authors 2024-06-17T00:00 2024-06-25T00:00 5',
  ]);
});

test('blocks and skipped rows cut nothing in two and lose nothing', async () => {
  const whole = await readAll('weeks.csv', WEEKS);
  const small = await readAll('weeks.csv', WEEKS, 0, 4);
  expect(small.values).toEqual(whole.values);
  expect(small.blocks).toEqual([3, 2, 3]);
  expect((await readAll('weeks.csv', WEEKS, 2)).values).toEqual(whole.values.slice(5));
});

test('rows that cannot be true are refused, empty ones are not', async () => {
  const { values, summary } = await readAll(
    'rates.csv',
    `date,dgs10,dgs2,dxy,vix
2024-06-24,4.25,,,
2024-06-25,,,,
2024-06-24,4.26,,,
2024-06-26,four,,,
2024-6-27,1,,,
2026-01-01,1,,,
2024-06-28,1e999,,,
2024-06-28,1,2
`,
  );
  expect(values).toHaveLength(1);
  expect(Object.fromEntries(summary.refusedBy.map(({ reason, count }) => [reason, count]))).toEqual({
    'second row of the same series and time': 1,
    'text where a number belongs': 1,
    'not a date': 1,
    'date in the future': 1,
    'number not finite': 1,
    'wrong number of columns': 1,
  });
});
