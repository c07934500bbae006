/**
 * Fails if a pure room asks for the time or for chance. Both are plain ECMAScript, so no import rule can see them.
 * A line that ends with `// purity: reason` or follows one is excused, and has to say why.
 */
import { globSync, readFileSync } from 'node:fs';

const PURE = [
  'shared',
  'main/numeric',
  'main/factors',
  'main/models',
  'main/ratings',
  'main/text',
  'main/risk',
  'main/portfolio',
  'main/backtest',
];
const IMPURE = [
  /\bDate\.now\b/,
  /\bnew Date\(/,
  /\bMath\.random\b/,
  /\bperformance\.now\b/,
  /\bcrypto\./,
  /\bIntl\./,
  /toLocale/,
];
const EXCUSE = /\/\/ purity: \S+ \S+/;

const problems = PURE.flatMap((room) => globSync(`src/${room}/**/*.ts`)).flatMap((file) => {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, i) => {
    const excused = EXCUSE.test(line) || (i > 0 && EXCUSE.test(lines[i - 1] as string));
    const isComment = /^\s*(\*|\/\*|\/\/)/.test(line);
    return !excused && !isComment && IMPURE.some((pattern) => pattern.test(line))
      ? [`${file}:${i + 1}: ${line.trim()}`]
      : [];
  });
});

if (problems.length > 0) {
  console.error(
    `Pure rooms were asked for the time or for chance; take it as a parameter instead:\n${problems.join('\n')}`,
  );
  process.exit(1);
}
