/**
 * Times every benchmark beside its reference program, on the same bytes and in one run, and prints a table.
 *
 * Usage: npm run bench -- [folder of the workloads] [name …]. Without a folder the workloads are written to a temporary one.
 * Needs ../shared/peers and the Python with its packages (PYTHON names another than python3).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

type Figures = Readonly<Record<string, number | string>>;

/** For each workload its reference program, and the figures that are compared: time, and what the work is worth. */
const WORKLOADS = {
  boosting: { peer: 'boosting-xgboost', time: 'fit_s', quality: 'test_r2' },
  forest: { peer: 'forest-sklearn', time: 'fit_s', quality: 'test_auc' },
  isolation: { peer: 'isolation-sklearn', time: 'fit_s+score_s', quality: 'auc' },
  sequence: { peer: 'sequence-torch', time: 'fit_s', quality: 'test_r2' },
  panel: { peer: 'panel-pandas', time: 'compute_s', quality: 'finite' },
  hrp: { peer: 'hrp-scipy', time: 'compute_s', quality: 'effective' },
} as const;
type Name = keyof typeof WORKLOADS;

const PEERS = '../shared/peers';
const PYTHON = process.env.PYTHON ?? 'python3';

function outputOf(program: string, args: readonly string[]): Figures {
  const text = execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(text.trim().split('\n').at(-1) ?? '') as Figures;
}

/** Returns a figure's seconds; of several, joined by a plus, their sum. */
function timeOf(figures: Figures, names: string): number {
  return names.split('+').reduce((sum, name) => sum + Number(figures[name]), 0);
}

if (!existsSync(PEERS)) {
  console.error(`The reference programs were not found in ${PEERS}; \`cli -- bench NAME --data DIR\` times ours alone`);
  process.exit(1);
}
const [folder, ...wanted] = process.argv.slice(2);
const home = mkdtempSync(join(tmpdir(), 'indexsmith-bench-'));
const data = folder ?? join(home, 'workloads');
try {
  if (!existsSync(join(data, 'meta.json'))) {
    execFileSync(PYTHON, [join(PEERS, 'workloads.py'), data], { stdio: 'inherit' });
  }
  const names = (wanted.length > 0 ? wanted : Object.keys(WORKLOADS)) as Name[];
  console.log(
    `${availableParallelism()} cores. Seconds of computing alone; compare ratios, not seconds of different runs.`,
  );
  for (const name of names) {
    const { peer, time, quality } = WORKLOADS[name];
    const own = outputOf(process.execPath, [
      'src/main/shell/cli.ts',
      'bench',
      name,
      '--data',
      data,
      '--home',
      home,
      '--json',
    ]);
    const other = outputOf(PYTHON, [join(PEERS, 'peers.py'), data, peer]);
    const [ownTime, otherTime] = [timeOf(own, time), timeOf(other, time)];
    console.log(
      `${name.padEnd(9)} ${ownTime.toFixed(3).padStart(8)} s   ${peer.padEnd(17)} ${otherTime.toFixed(3).padStart(8)} s   ` +
        `ratio ${(ownTime / otherTime).toFixed(3)}   ${quality} ${own[quality]} against ${other[quality]}`,
    );
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
