import type { ReactNode } from 'react';
import { formatMoney } from '../format.ts';
import { GLOSSARY, type GlossaryWord } from '../glossary.ts';
import { Panel } from '../ui/panel.tsx';
import { Term } from '../ui/term.tsx';
import styles from './backtest.module.css';
import { splitFindings } from './backtest-doubts.ts';

/** Words of a finding that a newcomer may not know, as they stand in it, and what they are called in the glossary. */
const WORDS: Readonly<Record<string, GlossaryWord>> = {
  'Probability of backtest overfitting': 'PBO',
  'block bootstrap': 'block bootstrap',
  'deflated Sharpe ratio': 'DSR',
  'Sharpe ratio': 'Sharpe',
  'rank ICs': 'rank IC',
  'rank IC': 'rank IC',
  'deepest fall': 'drawdown',
  'out of sample': 'out of sample',
  turnover: 'turnover',
  impact: 'market impact',
  Survivorship: 'survivorship',
  PSR: 'PSR',
  DSR: 'DSR',
};
/** A t stands as `t = 3`, or as `(t 1.2)`, which is not broken over two lines. */
const PARTS = new RegExp(`(USD [\\d,]+|${Object.keys(WORDS).join('|')}|\\(t [−\\d.,]+\\)|\\bt(?= =))`);

/** Shows the findings of a backtest: the three that weigh most against it, the others folded. */
export function FindingsPanel({ findings }: { readonly findings: readonly string[] }) {
  const { worst, others } = splitFindings(findings);
  return (
    <Panel title="Findings" note={worst.length === 0 ? undefined : 'what weighs most against it comes first'}>
      <FindingList findings={worst.length === 0 ? others : worst} />
      {worst.length === 0 || others.length === 0 ? null : (
        <details className={styles.moreFindings}>
          <summary>{others.length} more: what a careful reader would ask</summary>
          <FindingList findings={others} />
        </details>
      )}
    </Panel>
  );
}

function FindingList({ findings }: { readonly findings: readonly string[] }) {
  const told = new Set<GlossaryWord>();
  return (
    <ul className={styles.findings}>
      {findings.map((finding) => (
        <li key={finding}>{explained(finding, told)}</li>
      ))}
    </ul>
  );
}

/** Returns a finding with amounts as they are written elsewhere, and each word explained where the list uses it first. */
function explained(finding: string, told: Set<GlossaryWord>): ReactNode[] {
  let offset = 0;
  return finding.split(PARTS).map((part, place) => {
    offset += part.length;
    if (place % 2 === 0) return part;
    if (part.startsWith('USD ')) return formatMoney(Number(part.slice(4).replaceAll(',', '')));
    if (part.startsWith('(t ')) {
      const isNew = !told.has('t value');
      told.add('t value');
      return (
        <span key={offset} className={styles.together}>
          {isNew ? (
            <>
              (<Term word="t value">t</Term>
              {part.slice(2)}
            </>
          ) : (
            part
          )}
        </span>
      );
    }
    const word = part === 't' ? 't value' : WORDS[part];
    if (word === undefined || told.has(word) || !(word in GLOSSARY)) return part;
    told.add(word);
    return (
      <Term key={word} word={word}>
        {part}
      </Term>
    );
  });
}
