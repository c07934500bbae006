import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listBatches } from '../../src/main/store/batches.ts';
import { listIdentities } from '../../src/main/store/identities.ts';
import type { WritableStore } from '../../src/main/store/open.ts';
import { hashFacts, sourceStatuses } from '../../src/main/store/status.ts';
import type { ImportReport } from '../../src/shared/imports.ts';
import { candleText } from '../support/candle-text.ts';
import { killOften } from '../support/killed-process.ts';

const root = mkdtempSync(join(tmpdir(), 'indexsmith-killed-import-'));
const data = join(root, 'data');
const FILES = 6;
const SERIES = 30;
const DAYS = 900;

beforeAll(() => {
  mkdirSync(data);
  for (let file = 0; file < FILES; file += 1) {
    writeFileSync(join(data, `${file}.csv.gz`), gzipSync(candleText(SERIES, DAYS, file * SERIES), { level: 1 }));
  }
  const assets = Array.from({ length: FILES * SERIES }, (_, i) => `S${i},S${i},,x,2018-01-01,`);
  writeFileSync(join(data, 'assets.csv'), ['asset,symbol,slug,list,first,last', ...assets].join('\n'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const outcome = (store: WritableStore): unknown => ({
  hash: hashFacts(store),
  sources: sourceStatuses(store),
  identities: listIdentities(store),
  open: listBatches(store).filter(({ state }) => state === 'open'),
});

/** The rows of lists are not counted, so a list that was begun is begun anew. */
const isFileBegun = (store: WritableStore): boolean =>
  listBatches(store).some(({ state, kind }) => state === 'open' && kind === 'candles');

it('an import killed at 20 random moments ends with the content of an undisturbed one', async () => {
  const report = await killOften({
    ...{ seed: 20_260_730, kills: 20, root, outcome, isBegun: isFileBegun },
    command: ['import', data, '--json'],
    prepare: (home) => mkdirSync(home),
  });
  const { duration, moments, homes } = report;
  process.stderr.write(`killed import: at ${moments.join(', ')} of ${duration} ms; ${homes.length} homes\n`);
  expect(moments).toHaveLength(20);
  const states = homes.map(({ output }) => (JSON.parse(output) as ImportReport).files.map(({ state }) => state));
  expect(states.flat()).toContain('already-imported');
  expect(homes.flatMap(({ begun }) => begun)).toContain(true);
  // a run says so of the file that the kill before it left half done; a run that was killed in its turn says nothing
  expect(states.map((own) => own.includes('resumed'))).toEqual(homes.map(({ begun }) => begun.at(-1) ?? false));
}, 120_000);
