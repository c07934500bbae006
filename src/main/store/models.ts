/** Models: a header and named arrays, under the hash of their content. */
import { createHash } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import type { ModelMeta, StoredModel } from '../../shared/models.ts';
import { connectionOf, rowOf, rowsOf, run, writing } from './connection.ts';
import type { ReadableStore, WritableStore } from './open.ts';

const ARRAY_TYPES = { Float32Array, Float64Array, Int32Array, Uint8Array } as const;
type ArrayType = keyof typeof ARRAY_TYPES;

/** The kinds of numbers that a model is kept in. */
export type ModelArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** What a model is on disk. */
export type ModelContent = { readonly meta: ModelMeta; readonly arrays: Readonly<Record<string, ModelArray>> };

/** Keeps a model and returns its id, the SHA-256 of header and arrays. A model that is there already is left as it is. */
export function saveModel(store: WritableStore, model: ModelContent): string {
  return writing(store, () => {
    const id = hashModel(model);
    if (rowOf(store, 'SELECT 1 FROM models WHERE id = ?', id) !== undefined) return id;
    run(
      store,
      'INSERT INTO models (id, trained_until, meta, saved_at) VALUES (?, ?, ?, ?)',
      id,
      model.meta.trainedUntilTime,
      JSON.stringify(model.meta),
      connectionOf(store).clock!(),
    );
    for (const [name, array] of Object.entries(model.arrays)) {
      const sql = 'INSERT INTO model_arrays (model_id, name, type, bytes) VALUES (?, ?, ?, ?)';
      run(store, sql, id, name, array.constructor.name, bytesOf(array));
    }
    return id;
  });
}

/** Returns a model. Throws `not-found` without one, `internal` if its bytes are no longer those that were saved. */
export function getModel(store: ReadableStore, id: string): ModelContent {
  const row = rowOf<{ meta: string }>(store, 'SELECT meta FROM models WHERE id = ?', id);
  if (row === undefined) throw new AppError('not-found', `Model ${id} was not found, needs to be trained first`);
  const parts = rowsOf<{ name: string; type: ArrayType; bytes: Uint8Array }>(
    store,
    'SELECT name, type, bytes FROM model_arrays WHERE model_id = ? ORDER BY rowid',
    id,
  );
  const arrays = Object.fromEntries(
    parts.map(({ name, type, bytes }) => [name, new ARRAY_TYPES[type](new Uint8Array(bytes).buffer)]),
  );
  const model = { meta: JSON.parse(row.meta) as ModelMeta, arrays };
  if (hashModel(model) !== id)
    throw new AppError('internal', `Model ${id} was damaged in the store, needs training again`);
  return model;
}

/** Returns the headers of all models, newest first; at the same instant in the order of saving. */
export function listModels(store: ReadableStore): StoredModel[] {
  return rowsOf<{ id: string; meta: string }>(
    store,
    'SELECT id, meta FROM models ORDER BY saved_at DESC, trained_until DESC, rowid',
  ).map(({ id, meta }) => ({ id, meta: JSON.parse(meta) as ModelMeta }));
}

/** Returns the headers of the models that were trained on what was known by an instant, newest first. */
export function listModelsKnownBy(store: ReadableStore, asOf: number): StoredModel[] {
  return rowsOf<{ id: string; meta: string }>(
    store,
    'SELECT id, meta FROM models WHERE trained_until <= ? ORDER BY trained_until DESC, saved_at DESC, rowid',
    asOf,
  ).map(({ id, meta }) => ({ id, meta: JSON.parse(meta) as ModelMeta }));
}

function hashModel({ meta, arrays }: ModelContent): string {
  const hash = createHash('sha256').update(JSON.stringify(meta));
  for (const name of Object.keys(arrays).sort()) {
    const array = arrays[name]!;
    hash.update(`\n${name} ${array.constructor.name} ${array.length}\n`).update(bytesOf(array));
  }
  return hash.digest('hex');
}

/** A copy, because SQLite takes no bytes of memory that threads share. */
function bytesOf(array: ModelArray): Uint8Array {
  return Uint8Array.from(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
}
