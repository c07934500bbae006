import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('../../../src', import.meta.url));
const MANIFEST = fileURLToPath(new URL('../../../package.json', import.meta.url));

let known: string | undefined;

/**
 * Returns the version and a short hash of the program's own source, such as `0.1.0+3f9a2c41d0e7`: two programs that may
 * compute differently never share it. Read once; a few milliseconds.
 */
export function programVersion(): string {
  if (known !== undefined) return known;
  const { version } = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { version: string };
  const files = readdirSync(SOURCE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash('sha256');
  for (const file of files)
    hash.update(relative(SOURCE, file).split(sep).join('/')).update('\0').update(readFileSync(file)).update('\0');
  known = `${version}+${hash.digest('hex').slice(0, 12)}`;
  return known;
}
