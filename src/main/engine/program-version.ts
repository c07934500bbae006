import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('../../../src', import.meta.url));
const MANIFEST = fileURLToPath(new URL('../../../package.json', import.meta.url));
/** Written beside the program that was built for the desktop, which has no source to hash. */
const BUILT_VERSION = fileURLToPath(new URL('../../version.json', import.meta.url));

let known: string | undefined;

/**
 * Returns the version and a short hash of the program's own source, such as `0.1.0+3f9a2c41d0e7`: two programs that may
 * compute differently never share it, and a built one has that of the source it was built from. Read once; a few milliseconds.
 */
export function programVersion(): string {
  known ??=
    extname(import.meta.url) === '.ts'
      ? versionOfSource()
      : (JSON.parse(readFileSync(BUILT_VERSION, 'utf8')) as { version: string }).version;
  return known;
}

function versionOfSource(): string {
  const { version } = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { version: string };
  const files = readdirSync(SOURCE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash('sha256');
  for (const file of files)
    hash.update(relative(SOURCE, file).split(sep).join('/')).update('\0').update(readFileSync(file)).update('\0');
  return `${version}+${hash.digest('hex').slice(0, 12)}`;
}
