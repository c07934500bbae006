/** The command line: `npm run -s cli -- COMMAND`. Every command is calls through the engine's one gate. */
import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { BENCH_NAMES } from '../../shared/bench.ts';
import { contract } from '../../shared/contract.ts';
import type { Contract } from '../../shared/endpoint.ts';
import { type ErrorShape, toErrorShape } from '../../shared/errors.ts';
import type { Access } from '../engine/create-engine.ts';
import { runBackups, runRestore } from './commands/backups.ts';
import { runBench } from './commands/bench.ts';
import { runCall } from './commands/call.ts';
import { runImport, runIngest, runSimulate, runStatus } from './commands/data.ts';
import { runDemo } from './commands/demo.ts';
import { runBacktest, runDraft, runDrafts, runReplay } from './commands/indices.ts';
import { runFactors, runRate, runTrain } from './commands/research.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { defaultHome } from './home.ts';
import {
  countOption,
  endOption,
  flagOf,
  listOption,
  numberOption,
  numbersOption,
  startOption,
  withPreferences,
} from './options.ts';
import { runSession, type Session } from './session.ts';

/** Whether a program reads the answer: then it has an error as a document, too, even where the options are not understood. */
const isJson = process.argv.includes('--json');
const AS_OF = 'at the end of this day; the newest whole day if left out';

const program = new Command('indexsmith')
  .description('Builds, proves and runs crypto indices on this machine.')
  .option('--home <dir>', 'folder of the store and the reports', defaultHome())
  .option('--json', 'print one JSON document on standard output', false)
  .addOption(countOption('--threads <n>', 'threads to work with'))
  .addHelpText(
    'after',
    `\nExit codes: ${['0 success', ...Object.entries(EXIT_CODES).map(([code, n]) => `${n} ${code}`)].join(', ')}`,
  )
  .exitOverride()
  .configureOutput({ writeErr: (text) => void (isJson || process.stderr.write(text)) });

type Body = (session: Session, args: string[], options: never) => Promise<void>;
type Manner = {
  /** What a call of these arguments does to the store; `write`, which makes one, if left out. */
  readonly access?: (args: readonly string[]) => Access;
  readonly homeOf?: (home: string) => string;
  readonly replacesStore?: boolean;
};

/** Hangs a command onto the program: its options become the command's options object, its body runs in a session. */
function add(
  definition: string,
  description: string,
  body: Body,
  { access, homeOf, replacesStore = false }: Manner = {},
): Command {
  const command = program.command(definition).description(description);
  for (const option of program.options.filter(({ long }) => long === '--home' || long === '--json')) {
    command.addOption(new Option(option.flags, option.description));
  }
  return command.action(async (...parameters: unknown[]) => {
    const self = parameters.at(-1) as Command;
    const global = self.optsWithGlobals<{ home: string; json: boolean; threads?: number }>();
    const args = self.processedArgs.flat() as string[];
    process.exitCode = await runSession(
      {
        home: homeOf === undefined ? global.home : homeOf(global.home),
        json: global.json === true,
        access: access?.(args) ?? 'write',
        replacesStore,
        flagOf: (path) => flagOf(self.options, path),
        ...(global.threads === undefined ? {} : { threads: global.threads }),
      },
      (session) => body(session, args, self.opts() as never),
    );
  });
}

const asking: Manner = { access: () => 'read' };
/** Works on what an import brought: a mistyped home is told, not made. */
const working: Manner = { access: () => 'change' };
const isQuery = ([name = '']: readonly string[]): boolean =>
  Object.hasOwn(contract, name) && (contract as Contract)[name as `${string}.${string}`]?.kind === 'query';

add('import <paths...>', 'import files or folders of candles and listings', runImport).addOption(
  numberOption('--max-refused-share <share>', 'share of impossible rows above which a file is refused whole'),
);
add('ingest', 'fetch closed candles and listings from an exchange', runIngest)
  .requiredOption('--exchange <id>', 'exchange as ccxt names it, such as kraken')
  .addOption(listOption('--markets <list>', 'such as BTC/USD,ETH/USD; none refreshes the listings alone'))
  .option('--timeframe <timeframe>', '1d, 1h or 1m')
  .addOption(startOption('--from <day>', 'first day, such as 2024-01-01'))
  .addOption(endOption('--until <day>', 'last day'));
add('simulate', 'fill an empty store with a simulated market', runSimulate)
  .addOption(numberOption('--assets <n>', 'number of tokens'))
  .addOption(numberOption('--days <n>', 'number of days'))
  .addOption(numberOption('--seed <n>', 'seed'))
  .addOption(numberOption('--signal <strength>', 'strength of the planted signal, 0 to 1'));
add('status', 'what the store holds', runStatus, asking).option('--hash', 'also compute the hash of all facts');
add('factors', 'the registry of factors, or their values on a day', runFactors, asking)
  .addOption(endOption('--as-of <day>', 'values at the end of this day'))
  .addOption(listOption('--ids <list>', 'only these factors'))
  .option('--values', 'values instead of the registry');
add('train', 'train every model on what was known at an instant', runTrain, working)
  .addOption(endOption('--as-of <day>', AS_OF))
  .addOption(numbersOption('--horizons <list>', 'days ahead, such as 7,30,90'))
  .addOption(listOption('--kinds <list>', 'such as gradient-boosting,random-forest'))
  .addOption(numberOption('--seed <n>', 'seed'));
add('rate', 'grade every eligible token, with reasons', runRate, working)
  .addOption(endOption('--as-of <day>', AS_OF))
  .addOption(countOption('--top <n>', 'how many to print').default(20));
withPreferences(
  add('draft', 'draft an index with reasons', runDraft, working)
    .option('--name <name>', 'name of the index')
    .addOption(endOption('--as-of <day>', AS_OF)),
);
add('drafts', 'the drafts so far', runDrafts, asking);
add('replay <id>', 'make a draft again and compare it bit for bit', runReplay, asking);
withPreferences(
  add('backtest', 'walk forward over the history, against honest benchmarks', runBacktest, working)
    .option('--name <name>', 'name of the index')
    .addOption(startOption('--from <day>', 'first day of the index'))
    .addOption(endOption('--until <day>', 'last day; the newest whole day if left out'))
    .option('--cadence <cadence>', 'decisions at the last close of each: week, month or quarter')
    .addOption(numbersOption('--horizons <list>', 'days ahead, such as 7,30'))
    .addOption(numberOption('--seed <n>', 'seed')),
);
add('backups', 'the backups of the store', runBackups, asking);
add('restore <id>', 'check a backup and put it in the place of the store, also of a damaged one', runRestore, {
  ...working,
  replacesStore: true,
});
add('demo', 'the whole way on a simulated market of its own: ratings, a draft, a backtest, a report', runDemo, {
  homeOf: (home) => join(home, 'demo'),
})
  .addOption(numberOption('--assets <n>', 'number of tokens'))
  .addOption(numberOption('--days <n>', 'number of days'))
  .addOption(numberOption('--signal <strength>', 'strength of the planted signal, 0 to 1'));
add('bench <name>', `time a workload: ${BENCH_NAMES.join(', ')}`, runBench)
  .requiredOption('--data <dir>', 'folder of the workloads')
  .option('--out <file>', 'write predictions or values, raw little-endian');
add('call <endpoint>', 'call any endpoint of the contract', runCall, {
  access: (args) => (isQuery(args) ? 'read' : 'write'),
}).option('--input <json>', 'its input', '{}');

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // whoever read has gone (`| head`): what was asked for is done all the same, in silence
    if (error.code !== 'EPIPE') throw error;
  });
}
try {
  await program.parseAsync();
} catch (thrown) {
  process.exitCode = endOf(thrown);
}

/** Returns the exit code of what was thrown before a session began, and shows it as sessions show theirs. */
function endOf(thrown: unknown): number {
  if (thrown instanceof CommanderError) {
    if (thrown.exitCode === 0) return 0;
    const isNoCommand = thrown.code === 'commander.help';
    const message = isNoCommand ? 'No command was named, needs one; --help lists them' : thrown.message;
    // for a person, commander has said it by now
    if (isJson) showError({ code: 'invalid-input', message: message.replace(/^error: /, '') });
    return EXIT_CODES['invalid-input'];
  }
  const error = toErrorShape(thrown);
  if (isJson) showError(error);
  else process.stderr.write(`${(thrown as Error).message}\n`);
  return EXIT_CODES[error.code];
}

function showError(error: ErrorShape): void {
  process.stdout.write(`${JSON.stringify({ error })}\n`);
}
