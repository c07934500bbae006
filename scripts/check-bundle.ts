/** Fails if the built renderer is larger than a desktop program's page should be; see bundle-sizes.ts. */
import { bundleSizes } from './bundle-sizes.ts';

const LIMIT_BYTES = 600_000;
const { total } = bundleSizes();
if (total > LIMIT_BYTES) {
  console.error(
    `The renderer has ${total} bytes after gzip, needs at most ${LIMIT_BYTES}: load a page's parts when it is opened.`,
  );
  process.exit(1);
}
