import type { ReactNode } from 'react';
import type { BacktestReport } from '../../shared/backtests.ts';
import { formatShare } from '../format.ts';
import type { GlossaryWord } from '../glossary.ts';
import { BarList } from '../ui/bar-list.tsx';
import { Figure } from '../ui/figure.tsx';
import { FigureRow, Grid, span } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { Term } from '../ui/term.tsx';
import styles from './backtest.module.css';
import { FILL_WORDS, UNFILLED_WORDS } from './backtest-words.ts';

/** Shows what trading cost, how orders were filled, and what was not filled. */
export function CostPanels({ report }: { readonly report: BacktestReport }) {
  const { costs, fills, unfilled, config, performance } = report;
  const term = (word: GlossaryWord, words: string): ReactNode => <Term word={word}>{words}</Term>;
  const missed = Object.entries(unfilled).filter(([, { count }]) => count > 0);
  return (
    <Grid>
      <Panel title="Costs" note="USD over the whole span" className={span.third}>
        <div className={styles.stack}>
          <FigureRow
            figures={[
              {
                key: 'drag',
                label: 'Of the money a year',
                value: <Figure kind="share" value={costs.annualDrag} />,
              },
              {
                key: 'turnover',
                label: <Term word="turnover">Turnover a year</Term>,
                value: <Figure kind="share" value={performance.annualTurnover} />,
              },
            ]}
          />
          <BarList
            kind="money"
            bars={[
              { key: 'fee', name: 'Fees', value: costs.fee },
              { key: 'spread', name: term('spread', 'Half spreads'), value: costs.spread },
              { key: 'impact', name: term('market impact', 'Market impact'), value: costs.impact },
            ]}
          />
          <p className={styles.muted}>
            Estimates by rule, not quotes. Delisted tokens lost <Figure kind="money" value={costs.delisting} /> more, at{' '}
            {formatShare(config.simulation.delistingReturn, 0)} each after their last close.
          </p>
        </div>
      </Panel>
      <Panel title="How orders were filled" note="number of orders" className={span.third}>
        <dl className={styles.hashes}>
          {FILL_WORDS.map(({ key, label }) => (
            <div key={key}>
              <dt>{label}</dt>
              <dd>
                <Figure kind="count" value={fills[key]} />
              </dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel title="What was not filled" note="orders and value" className={span.third}>
        {missed.length === 0 ? (
          <p className={styles.muted}>Every order was filled in full.</p>
        ) : (
          <dl className={styles.hashes}>
            {missed.map(([reason, { count, value }]) => (
              <div key={reason}>
                <dt>{UNFILLED_WORDS[reason] ?? reason}</dt>
                <dd>
                  <Figure kind="count" value={count} />
                  <span className={styles.muted}>
                    , <Figure kind="money" value={value} />
                  </span>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </Panel>
    </Grid>
  );
}
