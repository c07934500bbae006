/** HTML reports of backtests, kept apart from the pages of the program. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { REPORT_HEADERS } from '../content-policy.ts';

/** The page of a report, and the headers that keep its script to itself. */
export type Report = { readonly html: string; readonly headers: Readonly<Record<string, string>> };

/** Ids are hashes, and a report is named after the first twelve letters of its backtest's. */
const BACKTEST_ID = /^[0-9a-f]{12,64}$/;
const NAME_LENGTH = 12;
const SCRIPT_OPENS = '<script>';

/** Returns what is said where a backtest has no report. */
export const noReport = (): AppError =>
  new AppError('not-found', 'The report of this backtest is not there any more, needs the backtest to run anew');

/**
 * Returns the report of a backtest with the headers that keep it apart, or null where there is none.
 *
 * @param folders - where reports lie; the first that has it is taken.
 */
export async function findReport(folders: readonly string[], backtestId: string): Promise<Report | null> {
  if (!BACKTEST_ID.test(backtestId)) return null;
  for (const folder of folders) {
    try {
      const html = await readFile(join(folder, `${backtestId.slice(0, NAME_LENGTH)}.html`), 'utf8');
      return { html, headers: headersOf(html) };
    } catch (thrown) {
      if ((thrown as { code?: string }).code !== 'ENOENT') throw thrown;
    }
  }
  return null;
}

/**
 * Returns the headers of a report. Of its scripts the policy names the last, which the program wrote, by its hash: whatever else
 * might stand in a report does not run.
 */
function headersOf(html: string): Readonly<Record<string, string>> {
  const { 'Content-Security-Policy': policy = '', ...headers } = REPORT_HEADERS;
  const from = html.lastIndexOf(SCRIPT_OPENS) + SCRIPT_OPENS.length;
  const script = html.slice(from, html.indexOf('</script>', from));
  const hash = createHash('sha256').update(script).digest('base64');
  return {
    ...headers,
    'Content-Security-Policy': policy.replace("script-src 'unsafe-inline'", `script-src 'sha256-${hash}'`),
  };
}
