/** Measures the pages of the workstation in a real Chromium: a process of its own serves them, as `npm start` does. */
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { createEngine } from '../src/main/engine/create-engine.ts';
import { NEVER_CANCELLED } from '../src/shared/errors.ts';
import { formatDay, instantOf } from '../src/shared/time.ts';

type Row = { readonly what: string; readonly figure: string; readonly limit: string };
type Frames = { readonly count: number; readonly worst: number; readonly late: number; readonly perSecond: number };

const START = fileURLToPath(new URL('../src/main/shell/start.ts', import.meta.url));
const CANDLES = 10_000;
/** Of several loads the middle one counts: the first one also fills caches of the browser. */
const LOADS = 5;

/** Returns what was measured over a home with ratings. */
export async function measurePages(home: string): Promise<Row[]> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    return [...(await measureRatings(browser, home)), ...(await measureChart(browser))];
  } finally {
    await browser.close();
  }
}

async function measureRatings(browser: Browser, home: string): Promise<Row[]> {
  return withWindow(browser, home, async (page) => {
    const paints: number[] = [];
    const tables: number[] = [];
    for (let load = 0; load < LOADS; load++) {
      await page.goto(`${new URL(page.url()).origin}/#/ratings`);
      await page.reload();
      tables.push(await untilFilled(page));
      paints.push(await firstPaint(page));
    }
    const rows = await page.getByRole('table').or(page.getByRole('grid')).first().getAttribute('aria-rowcount');
    const box = (await page.getByRole('table').or(page.getByRole('grid')).first().boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + Math.min(box.height, 600) / 2);
    const frames = await whileMeasuring(page, async () => {
      for (let i = 0; i < 120; i++) await page.mouse.wheel(0, i < 100 ? 400 : -2_000);
    });
    return [
      {
        what: 'first contentful paint, warm engine, median',
        figure: `${median(paints).toFixed(0)} ms`,
        limit: '800 ms',
      },
      { what: `ratings of ${rows} rows filled, median`, figure: `${median(tables).toFixed(0)} ms`, limit: '1500 ms' },
      ...rowsOf('scroll of the ratings', frames),
    ];
  });
}

async function measureChart(browser: Browser): Promise<Row[]> {
  const home = mkdtempSync(join(tmpdir(), 'indexsmith-measure-chart-'));
  const file = join(home, 'candles.csv');
  const lines = Array.from({ length: CANDLES }, (_, day) => {
    const close = 100 * Math.exp(Math.sin(day / 90) + day / 4_000);
    return `${formatDay(10_500 + day)},LONG,${close},${close * 1.03},${close * 0.97},${close * 1.01},5000000,900000000`;
  });
  writeFileSync(file, ['date,asset,open,high,low,close,volume,market_cap', ...lines].join('\n'));
  const engine = createEngine({ home, clock: () => instantOf(Date.now()), onDefect: (stack) => console.error(stack) });
  await engine.call('imports.run', { paths: [file] }, NEVER_CANCELLED);
  const { assets } = (await engine.call('factors.at', { eligibleOnly: false }, NEVER_CANCELLED)) as {
    assets: string[];
  };
  await engine.close();
  return withWindow(browser, home, async (page) => {
    await page.goto(`${new URL(page.url()).origin}/#/token/${encodeURIComponent(assets[0]!)}`);
    await page
      .getByRole('button', { name: /^all$/i })
      .or(page.getByRole('radio', { name: /^all$/i }))
      .first()
      .click();
    const box = (await page.locator('canvas').first().boundingBox())!;
    const [middle, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const frames = await whileMeasuring(page, async () => {
      await page.mouse.move(middle, y);
      await page.mouse.down();
      for (let i = 0; i < 160; i++) await page.mouse.move(middle + 250 * Math.sin(i / 12), y);
      await page.mouse.up();
    });
    return rowsOf(`pan of ${CANDLES} candles`, frames);
  });
}

/** Serves a home, opens a window on it, and ends both. */
async function withWindow<T>(browser: Browser, home: string, body: (page: Page) => Promise<T>): Promise<T> {
  const server = spawn(process.execPath, [START, '--no-open', '--home', home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const context = await browser.newContext({ viewport: { width: 1_440, height: 900 } });
  try {
    let link = '';
    for await (const line of createInterface(server.stdout)) {
      link = /https?:\/\/\S+token=\S+/.exec(line)?.[0] ?? '';
      if (link !== '') break;
    }
    const page = await context.newPage();
    await page.goto(link);
    await page.getByRole('navigation').first().waitFor();
    return await body(page);
  } finally {
    await context.close();
    server.kill('SIGINT');
    await new Promise((resolve) => server.once('exit', resolve));
  }
}

/** Returns the milliseconds from the navigation's start until rows of the table can be clicked. */
async function untilFilled(page: Page): Promise<number> {
  await page.getByRole('row').nth(5).waitFor();
  await page.getByRole('row').nth(5).click({ trial: true });
  return page.evaluate(() => performance.now());
}

const firstPaint = (page: Page): Promise<number> =>
  page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN);

/** For the page: notes when each frame begins. */
const NOTE_FRAMES = `
  globalThis.frameTimes = [];
  const note = (time) => { frameTimes.push(time); requestAnimationFrame(note); };
  requestAnimationFrame(note);`;

/** Returns the frames that the page drew while `body` ran. */
async function whileMeasuring(page: Page, body: () => Promise<void>): Promise<Frames> {
  await page.evaluate(NOTE_FRAMES);
  await body();
  const times = (await page.evaluate('frameTimes')) as number[];
  const deltas = times.slice(1).map((time, i) => time - times[i]!);
  return {
    count: deltas.length,
    worst: Math.max(...deltas),
    late: deltas.filter((delta) => delta > 50).length,
    perSecond: (1_000 * deltas.length) / (times.at(-1)! - times[0]!),
  };
}

const rowsOf = (what: string, { count, worst, late, perSecond }: Frames): Row[] => [
  { what: `${what}: frames over 50 ms, of ${count}`, figure: `${late}`, limit: '0' },
  { what: '  longest frame', figure: `${worst.toFixed(0)} ms`, limit: '50 ms' },
  { what: '  frames a second', figure: perSecond.toFixed(0), limit: '60' },
];

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
