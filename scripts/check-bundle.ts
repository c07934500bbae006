/** Fails if the built renderer is larger than a desktop program's page should be, or brings a library that checks schemas. */
import { bundleSizes, findInBundle } from './bundle-sizes.ts';

const LIMIT_BYTES = 600_000;
/** Property names of zod and of the interface of all such libraries (Standard Schema), which no minifier may change. */
const SCHEMA_MARKS = ['_zod', '~standard', 'safeParse'];

const { total } = bundleSizes();
if (total > LIMIT_BYTES) {
  console.error(
    `The renderer has ${total} bytes after gzip, needs at most ${LIMIT_BYTES}: load a page's parts when it is opened.`,
  );
  process.exitCode = 1;
}
for (const { file, text } of findInBundle(SCHEMA_MARKS)) {
  console.error(
    `${file} of the renderer has "${text}", needs no schema library: import types alone from the files of src/shared that hold schemas.`,
  );
  process.exitCode = 1;
}
