import { describe, expect, it } from 'vitest';
import { composeReport } from '../../../../src/main/backtest/report.ts';
import { splitFindings } from '../../../../src/renderer/views/backtest-doubts.ts';
import { sampleInput } from '../../backtest/sample-report.ts';

describe('the findings that come first', () => {
  const { findings } = composeReport(sampleInput({ days: 400, tokens: 30, seed: 1 }));

  it('are those that weigh most against a real report, and none is lost', () => {
    const { worst, others } = splitFindings(findings);
    expect(worst).toHaveLength(3);
    expect([...worst, ...others].sort()).toEqual([...findings].sort());
    expect(others).toEqual(findings.filter((finding) => others.includes(finding)));
    for (const finding of worst) expect(finding).not.toMatch(/^(Beat|Trading cost|Returns are in)/);
  });

  it('begin with luck, then what was lost, whatever the order of the report', () => {
    const beaten = 'Did not beat Bitcoin: +1.0 % a year against +2.0 %.';
    const luck = 'Could be luck: DSR 0.500 after 6 trials; 0.95 is wanted.';
    const lost = 'Had every lost token been delisted at −50 %, the same decisions would have returned less.';
    expect(splitFindings([beaten, 'Beat all.', beaten.replace('Bitcoin', 'Other'), lost, luck])).toEqual({
      worst: [luck, lost, beaten],
      others: ['Beat all.', beaten.replace('Bitcoin', 'Other')],
    });
    expect(splitFindings(['Beat all.'])).toEqual({ worst: [], others: ['Beat all.'] });
  });
});
