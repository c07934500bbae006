/** The command line: `npm run -s cli -- COMMAND`. Every command is calls through the engine's one gate. */
import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { AppError } from '../../shared/errors.ts';
import { instantOf, parseDay, startOfDay } from '../../shared/time.ts';
import { runBench } from './commands/bench.ts';
import { runCall } from './commands/call.ts';
import { runImport, runIngest, runSimulate, runStatus } from './commands/data.ts';
import { runDemo } from './commands/demo.ts';
import { runBacktest, runDraft, runDrafts, runReplay } from './commands/indices.ts';
import { runFactors, runRate, runTrain } from './commands/research.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { defaultHome } from './home.ts';
import { runSession, type Session } from './session.ts';

/** Returns the instant at which a day that a person typed was over, since facts of a day are known at its end. */
function parseAsOf(text: string): number {
  const day = parseDay(text);
  if (day === undefined) throw new AppError('invalid-input', `Day was ${text}, needs the form 2024-06-30`);
  return startOfDay(day + 1);
}

function parseStart(text: string): number {
  return instantOf(parseAsOf(text) - 86_400_000);
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new AppError('invalid-input', `Number was ${text}, needs digits`);
  return value;
}

const parseList = (text: string): string[] => text.split(',').filter((part) => part !== '');
const parseNumbers = (text: string): number[] => parseList(text).map(parseNumber);

const program = new Command('indexsmith')
  .description('Builds, proves and runs crypto indices on this machine.')
  .option('--home <dir>', 'folder of the store and the reports', defaultHome())
  .option('--json', 'print one JSON document on standard output', false)
  .addOption(new Option('--threads <n>', 'threads to work with').argParser(parseNumber))
  .addHelpText(
    'after',
    `\nExit codes: ${['0 success', ...Object.entries(EXIT_CODES).map(([code, n]) => `${n} ${code}`)].join(', ')}`,
  )
  .exitOverride()
  .configureOutput({ writeErr: (text) => process.stderr.write(text) });

/** Hangs a command onto the program: its options become the command's options object, its body runs in a session. */
function add(
  definition: string,
  description: string,
  body: (session: Session, args: string[], options: never) => Promise<void>,
  homeOf: (home: string) => string = (home) => home,
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
        home: homeOf(global.home),
        json: global.json === true,
        ...(global.threads === undefined ? {} : { threads: global.threads }),
      },
      (session) => body(session, args, self.opts() as never),
    );
  });
}

add('import <paths...>', 'import files or folders of candles and listings', runImport).option(
  '--max-refused-share <share>',
  'share of impossible rows above which a file is refused whole',
  parseNumber,
);
add('ingest', 'fetch closed candles and listings from an exchange', runIngest)
  .requiredOption('--exchange <id>', 'exchange as ccxt names it, such as kraken')
  .option('--markets <list>', 'such as BTC/USD,ETH/USD; none refreshes the listings alone', parseList)
  .option('--timeframe <timeframe>', '1d, 1h or 1m')
  .option('--from <day>', 'first day, such as 2024-01-01', parseStart)
  .option('--until <day>', 'last day', parseAsOf);
add('simulate', 'fill an empty store with a simulated market', runSimulate)
  .option('--assets <n>', 'number of tokens', parseNumber)
  .option('--days <n>', 'number of days', parseNumber)
  .option('--seed <n>', 'seed', parseNumber)
  .option('--signal <strength>', 'strength of the planted signal, 0 to 1', parseNumber);
add('status', 'what the store holds', runStatus).option('--hash', 'also compute the hash of all facts');
add('factors', 'the registry of factors, or their values on a day', runFactors)
  .option('--as-of <day>', 'values at the end of this day', parseAsOf)
  .option('--ids <list>', 'only these factors', parseList)
  .option('--values', 'values instead of the registry');
add('train', 'train every model on what was known at an instant', runTrain)
  .option('--as-of <day>', 'at the end of this day; the newest day if left out', parseAsOf)
  .option('--horizons <list>', 'days ahead, such as 7,30,90', parseNumbers)
  .option('--kinds <list>', 'such as gradient-boosting,random-forest', parseList)
  .option('--seed <n>', 'seed', parseNumber);
add('rate', 'grade every eligible token, with reasons', runRate)
  .option('--as-of <day>', 'at the end of this day; the newest day if left out', parseAsOf)
  .option('--top <n>', 'how many to print', parseNumber, 20);
add('draft', 'draft an index with reasons', runDraft)
  .option('--name <name>', 'name of the index')
  .option('--as-of <day>', 'at the end of this day; the newest day if left out', parseAsOf)
  .option('--size <n>', 'number of tokens', parseNumber)
  .option('--weighting <method>', 'how signals become weights')
  .option('--token-cap <share>', 'largest weight of a token, such as 0.1', parseNumber);
add('drafts', 'the drafts so far', runDrafts);
add('replay <id>', 'make a draft again and compare it bit for bit', runReplay);
add('backtest', 'walk forward over the history, against honest benchmarks', runBacktest)
  .option('--from <day>', 'first day of the index', parseStart)
  .option('--until <day>', 'last day', parseAsOf)
  .option('--horizons <list>', 'days ahead, such as 7,30', parseNumbers)
  .option('--size <n>', 'number of tokens', parseNumber)
  .option('--weighting <method>', 'how signals become weights')
  .option('--seed <n>', 'seed', parseNumber);
add('demo', 'the whole way on a simulated market of its own: ratings, a draft, a backtest, a report', runDemo, (home) =>
  join(home, 'demo'),
)
  .option('--assets <n>', 'number of tokens', parseNumber)
  .option('--days <n>', 'number of days', parseNumber)
  .option('--signal <strength>', 'strength of the planted signal, 0 to 1', parseNumber);
add('bench <name>', 'time a workload: boosting, forest, panel or hrp', runBench)
  .requiredOption('--data <dir>', 'folder of the workloads')
  .option('--out <file>', 'write predictions or values, raw little-endian');
add('call <endpoint>', 'call any endpoint of the contract', runCall).option('--input <json>', 'its input', '{}');

try {
  await program.parseAsync();
} catch (thrown) {
  if (thrown instanceof CommanderError) {
    process.exitCode = thrown.exitCode === 0 ? 0 : EXIT_CODES['invalid-input'];
  } else {
    process.stderr.write(`${(thrown as Error).message}\n`);
    process.exitCode = thrown instanceof AppError ? EXIT_CODES[thrown.code] : EXIT_CODES.internal;
  }
}
