import { join, resolve, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uploadNameOf } from '../../../../src/main/shell/http/upload-name.ts';

describe('the name of an uploaded file', () => {
  it.each([
    ['data.csv', ['data.csv']],
    ['kraken/1d/BTC USD.csv.gz', ['kraken', '1d', 'BTC USD.csv.gz']],
    ['kraken\\1d.csv', ['kraken', '1d.csv']],
    ['Zürich/日本.csv', ['Zürich', '日本.csv']],
    ['a<b>:"|?*.csv', ['a_b______.csv']],
    ['a\u0000b\n.csv', ['a_b_.csv']],
    ['con.csv', ['_con.csv']],
    ['ends. ', ['ends_']],
    ['.hidden', ['.hidden']],
  ])('%j is kept as %j', (name, parts) => {
    expect(uploadNameOf(name)).toEqual(parts);
  });

  it.each([
    ['', 'was empty'],
    ['/etc/passwd', 'began at the root of a disk'],
    ['\\\\server\\share', 'began at the root of a disk'],
    ['C:\\Windows', 'began at the root of a disk'],
    ['c:data.csv', 'began at the root of a disk'],
    ['..', 'had the part ".."'],
    ['a/../../b', 'had the part ".."'],
    ['a\\..\\b', 'had the part ".."'],
    ['./a', 'had the part "."'],
    ['a//b', 'had the part ""'],
    ['a/', 'had the part ""'],
    ['x'.repeat(1_025), 'was 1025 characters long'],
    ['é'.repeat(101), 'had a part of 202 bytes'],
    ['a/'.repeat(16).concat('b'), 'had 17 folders'],
  ])('%j is refused', (name, was) => {
    expect(() => uploadNameOf(name)).toThrow(
      expect.objectContaining({ code: 'invalid-input', message: expect.stringContaining(was) }),
    );
  });

  it('never leads out of its folder, whatever was sent', () => {
    const folder = resolve('/uploads/1');
    const part = fc.constantFrom('..', '.', '', 'a', '/', '\\', 'C:', '%2e%2e', '\u0000', '~', ' ', '...', '.. ');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
        ),
        (name) => {
          let parts: string[];
          try {
            parts = uploadNameOf(name);
          } catch (thrown) {
            expect(thrown).toMatchObject({ code: 'invalid-input' });
            return;
          }
          expect(resolve(join(folder, ...parts)).startsWith(folder + sep)).toBe(true);
        },
      ),
    );
  });
});
