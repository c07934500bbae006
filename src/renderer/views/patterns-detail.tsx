import type { Output } from '../../shared/endpoint.ts';
import type { Pattern, patterns } from '../../shared/patterns.ts';
import { factorWords } from '../factor-words.ts';
import { Badge } from '../ui/badge.tsx';
import { BarList } from '../ui/bar-list.tsx';
import { Figure } from '../ui/figure.tsx';
import { FigureRow } from '../ui/page.tsx';
import { Term } from '../ui/term.tsx';
import { TokenLink } from '../ui/token-link.tsx';
import styles from './patterns.module.css';
import { conditionText, confirmationWords } from './patterns-words.ts';

const ALIKE = 'Tokens as volatile in the same weeks; the p values compare with these';

/** Tokens that are named before the rest is only counted. */
const NAMED = 24;

/** Shows one pattern: its conditions, what it was worth when it was found and later, and for which tokens it holds today. */
export function PatternDetail({
  pattern,
  today,
}: {
  readonly pattern: Pattern;
  readonly today: Output<(typeof patterns)['patterns.today']> | undefined;
}) {
  const { conditions, confirmed, hitRate, baseRate, alikeRate, sentence } = pattern;
  const { label, kind } = confirmationWords(pattern);
  const tokens = (today?.patternId ?? []).flatMap((id, row) =>
    id === pattern.id ? [{ asset: today?.asset[row] ?? '', symbol: today?.symbol[row] ?? '' }] : [],
  );
  return (
    <div className={styles.detail}>
      <p>
        <Badge kind={kind}>{label}</Badge> {sentence}
      </p>
      <ul className={styles.conditions} aria-label="Conditions">
        {conditions.map((condition) => (
          <li key={`${condition.factor} ${condition.test}`}>
            <strong>{conditionText(condition)}</strong>
            <span className={styles.muted}>{factorWords(condition.factor).meaning}</span>
          </li>
        ))}
      </ul>
      <BarList
        kind="share"
        maximum={1}
        bars={[
          { key: 'found', name: 'When found', value: hitRate },
          { key: 'alike', name: 'Alike tokens', title: ALIKE, value: alikeRate },
          { key: 'base', name: 'All others', value: baseRate },
          { key: 'later', name: 'Later years', value: confirmed.hitRate },
          { key: 'laterAlike', name: 'Alike, later', title: ALIKE, value: confirmed.alikeRate },
          { key: 'laterBase', name: 'Others, later', value: confirmed.baseRate },
        ]}
      />
      <FigureRow
        figures={[
          {
            key: 'p',
            label: <Term word="corrected p value">Corrected p</Term>,
            value: <Figure kind="number" value={pattern.adjustedPValue} />,
            note: (
              <>
                <Figure kind="number" value={pattern.pValue} /> before correction
              </>
            ),
          },
          {
            key: 'later',
            label: 'Corrected p later',
            value: (
              <Figure
                kind="number"
                value={confirmed.adjustedPValue}
                why="It held in too few later weeks for a p value"
              />
            ),
            note: (
              <>
                of <Figure kind="count" value={confirmed.support} /> token weeks
              </>
            ),
          },
        ]}
      />
      <h3>Holds today</h3>
      {!confirmed.isConfirmed ? (
        <p className={styles.muted}>Only confirmed patterns are looked for among the tokens of today.</p>
      ) : tokens.length === 0 ? (
        <p className={styles.muted}>For no token on the newest day.</p>
      ) : (
        <ul className={styles.tokens} aria-label="Tokens for which it holds today">
          {tokens.slice(0, NAMED).map(({ asset, symbol }) => (
            <li key={asset}>
              <TokenLink asset={asset} name={symbol || asset} />
            </li>
          ))}
          {tokens.length > NAMED ? <li className={styles.muted}>and {tokens.length - NAMED} more</li> : null}
        </ul>
      )}
    </div>
  );
}
