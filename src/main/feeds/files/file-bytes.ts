/** The bytes of a file, unpacked if they are gzip, and the hash of the file as it lies on the disk. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError } from '../../../shared/errors.ts';

const READ_BYTES = 1 << 18;
const UNPACKED_BYTES = 1 << 18;

export type FileBytes = {
  /** Unpacked pieces. To be read to the end, once. */
  readonly pieces: AsyncIterable<Uint8Array>;
  /** SHA-256 of the packed bytes; valid when the pieces have been read to the end. */
  hash(): string;
  /** Packed bytes that were read so far. */
  readBytes(): number;
};

/**
 * Opens a file for reading in pieces; what it is, is told from its first bytes, not from its name.
 *
 * Reading throws `not-found` for a path that cannot be read and `invalid-input` for a folder, an empty file, a zip archive
 * and a gzip stream that is cut off, damaged or followed by something else.
 */
export function openFileBytes(path: string): FileBytes {
  const hash = createHash('sha256');
  let readBytes = 0;
  async function* packed(): AsyncGenerator<Buffer> {
    for await (const piece of createReadStream(path, { highWaterMark: READ_BYTES })) {
      hash.update(piece as Buffer);
      readBytes += (piece as Buffer).length;
      yield piece as Buffer;
    }
  }
  async function* pieces(): AsyncGenerator<Uint8Array> {
    const source = packed();
    try {
      const first = await source.next();
      if (first.done === true) throw new AppError('invalid-input', 'the file was empty, needs a header and rows');
      const whole = startingWith(first.value, source);
      if (isGzip(first.value)) yield* unpack(whole, () => readBytes);
      else if (isZip(first.value))
        throw new AppError('invalid-input', 'the file was a zip archive, needs to be unpacked first');
      else yield* whole;
    } catch (thrown) {
      throw translate(thrown);
    } finally {
      await source.return(undefined);
    }
  }
  return { pieces: pieces(), hash: () => hash.copy().digest('hex'), readBytes: () => readBytes };
}

async function* startingWith(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

async function* unpack(packed: AsyncIterable<Buffer>, packedBytes: () => number): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: UNPACKED_BYTES });
  // the iteration below throws what goes wrong, so the callback has nothing to do
  pipeline(Readable.from(packed, { objectMode: false, highWaterMark: READ_BYTES }), gunzip, () => {});
  for await (const piece of gunzip) yield piece as Buffer;
  if (gunzip.bytesWritten !== packedBytes()) {
    throw new AppError(
      'invalid-input',
      `the gzip stream ended after ${gunzip.bytesWritten} bytes, but the file goes on`,
    );
  }
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function isZip(bytes: Buffer): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

function translate(thrown: unknown): unknown {
  const code = (thrown as { code?: string }).code ?? '';
  if (code === 'Z_BUF_ERROR') return new AppError('invalid-input', 'the gzip stream was cut off before its end');
  if (code.startsWith('Z_'))
    return new AppError('invalid-input', `the gzip stream was damaged (${(thrown as Error).message})`);
  if (code === 'EISDIR') return new AppError('invalid-input', 'the path was a folder, needs a file');
  if (code === 'ENOENT') return new AppError('not-found', 'the file was not there');
  if (code === 'EACCES' || code === 'EPERM') return new AppError('not-found', 'the file may not be read by this user');
  if (code === 'EIO' || code === 'ELOOP' || code === 'ENAMETOOLONG')
    return new AppError('not-found', `the file could not be read (${code})`);
  return thrown;
}
