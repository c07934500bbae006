/** Fails if a source file is longer than 400 lines: a file that long does two jobs. */
import { globSync, readFileSync } from 'node:fs';

const LIMIT = 400;
const tooLong = [...globSync('src/**/*.{ts,tsx}'), ...globSync('scripts/*.ts'), ...globSync('test/**/*.ts')]
  .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
  .filter(({ lines }) => lines > LIMIT);

if (tooLong.length > 0) {
  console.error(
    `Files over ${LIMIT} lines; split each by what it does:\n${tooLong.map(({ file, lines }) => `${file}: ${lines}`).join('\n')}`,
  );
  process.exit(1);
}
