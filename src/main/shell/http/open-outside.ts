/**
 * What a page asks to be opened outside of its window, since its policy lets it open nothing itself:
 *
 * - `POST /open/report/<backtest id>`: the report, by a link that serves once and begins a session in whichever browser opens it;
 * - `POST /open/link/<name>`: a page of others that `shared/external-links.ts` names.
 *
 * The page names neither an address nor a part of one, so nothing leaves with them.
 */
import type { FastifyInstance } from 'fastify';
import { AppError } from '../../../shared/errors.ts';
import { externalLink } from '../../../shared/external-links.ts';
import { noBrowser, type OpenBrowser } from '../open-browser.ts';
import { noReport, type Report } from './reports.ts';

export type OutsideOptions = {
  readonly openBrowser: OpenBrowser;
  readonly reportOf: (backtestId: string) => Promise<Report | null>;
  /** Returns a link that leads to a path of this server, once. */
  readonly createLink: (place: string) => string;
};

/** More than anybody means to open; a page without end could fill the screen. */
const MAX_OPENED = 5;
const OPENED_WITHIN_MS = 10_000;

type Answered = { readonly ok: true; readonly value: null };

/** Adds both routes. They answer `unavailable`, with the address to copy, where no browser can be opened. */
export function openOutside(scope: FastifyInstance, { openBrowser, reportOf, createLink }: OutsideOptions): void {
  const opened: number[] = [];

  async function openAddress(address: string): Promise<Answered> {
    const now = performance.now();
    while (now - (opened[0] ?? now) > OPENED_WITHIN_MS) opened.shift();
    if (opened.length >= MAX_OPENED) {
      throw new AppError(
        'rate-limited',
        `${MAX_OPENED} pages were opened within 10 seconds, needs a moment without any`,
      );
    }
    opened.push(now);
    if (await openBrowser(address)) return { ok: true, value: null };
    throw noBrowser(address);
  }
  scope.addHook('onSend', async (_, reply) => void reply.header('Cache-Control', 'no-store'));
  scope.post<{ Params: { id: string } }>('/open/report/:id', async ({ params: { id } }) => {
    if ((await reportOf(id)) === null) throw noReport();
    return openAddress(createLink(`/reports/${id}`));
  });
  scope.post<{ Params: { name: string } }>('/open/link/:name', async ({ params: { name } }) => {
    const address = externalLink(name);
    if (address === null) throw new AppError('not-found', `The program had no link named ${name.slice(0, 80)}`);
    return openAddress(address);
  });
}
