import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { damageError, damageOf } from '../../../src/main/store/damage.ts';
import { openStore, openStoreReadOnly } from '../../../src/main/store/open.ts';
import { hashFacts } from '../../../src/main/store/status.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { instantOf } from '../../../src/shared/time.ts';
import { store as keep } from '../../support/store-rows.ts';

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (thrown) {
    return thrown;
  }
  throw new Error('nothing was thrown');
}

it('is found where it is met, at the first page or at a later one, and told of in words that help', () => {
  const folder = mkdtempSync(join(tmpdir(), 'indexsmith-damage-'));
  try {
    const path = join(folder, 'a.sqlite');
    const store = openStore(path, { clock: () => instantOf(0) });
    keep(
      store,
      'kraken',
      Array.from({ length: 500 }, (_, i) => ({ key: 'A', day: 10_000 + i, close: 1 })),
    );
    store.close();
    const bytes = readFileSync(path);
    const reader = openStoreReadOnly(path);
    writeFileSync(path, Buffer.from(bytes).fill(0xa5, 8_192));
    const later = thrownBy(() => hashFacts(reader));
    reader.close();
    expect(later).toMatchObject({ code: 'conflict', message: expect.stringContaining('restored from a backup') });
    expect(damageOf(later)).toBe('database disk image is malformed');
    writeFileSync(path, Buffer.from(bytes).fill(0xa5, 0, 4_096));
    const first = thrownBy(() => openStore(path, { clock: () => instantOf(0) }));
    expect(damageOf(first)).toBe('file is not a database');
    expect(damageOf(damageError('x', first))).toBe('file is not a database');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('is nothing else that goes wrong', () => {
  for (const thrown of [
    new Error('x'),
    new AppError('conflict', 'x'),
    new AppError('conflict', 'x', { cause: 'y' }),
    7,
  ]) {
    expect(damageOf(thrown)).toBeNull();
  }
});
