import type { Draft } from '../../../shared/drafts.ts';
import type { RatedMarket } from '../../../shared/ratings.ts';
import type { SystemStatus } from '../../../shared/system.ts';
import type { Session } from '../session.ts';
import { counted } from '../table.ts';
import { draftText, type ReportedBacktest, reportedText } from './indices.ts';
import { ratingsText } from './research.ts';

type DemoOptions = { assets?: number; days?: number; signal?: number };

const SHOWN_RATINGS = 10;

/**
 * `demo`: the whole way on a simulated market in a folder of its own, so that nothing made up is ever mixed with real data.
 * A market that an earlier demo made is used again.
 */
export async function runDemo(session: Session, _args: string[], options: DemoOptions): Promise<void> {
  const status = await session.call<SystemStatus>('system.status', {});
  if (status.sources.length === 0) {
    const { assets, days, signal } = options;
    const input = { assetCount: assets, dayCount: days, signalStrength: signal };
    const made = await session.call<{ candleCount: number; assetCount: number }>('feeds.simulate', input);
    session.say(
      `SIMULATED market made: ${counted(made.assetCount, 'token')}, ${counted(made.candleCount, 'daily candle')}.\n`,
    );
  } else session.say('Using the SIMULATED market of an earlier demo.\n');
  const ratings = await session.call<RatedMarket>('ratings.create', {});
  session.say(`${ratingsText(ratings, SHOWN_RATINGS)}\n`);
  const draft = await session.call<Draft>('drafts.create', { name: 'Demo index' });
  session.say(`${draftText(draft)}\n`);
  // the trainings that the record of the ratings has
  const config = { retrainMonths: 12 };
  const backtest = await session.call<ReportedBacktest>('backtests.run', { name: 'Demo index', config });
  session.show({ ratings, draft, backtest }, (value) => reportedText(value.backtest));
}
