import { describe, expect, it } from 'vitest';
import { createProgressLine } from '../../../src/main/shell/progress.ts';
import type { Progress } from '../../../src/shared/system.ts';

/** A terminal that keeps what is written to it. */
function terminal(isTTY: boolean, columns = 100) {
  const written: string[] = [];
  const stream = { isTTY, columns, write: (text: string) => written.push(text) > 0 };
  return { written, stream: stream as unknown as NodeJS.WriteStream };
}

const HALF: Progress = {
  id: 1,
  call: 'imports.run',
  done: 0.5,
  note: '2017.csv.gz (file 3 of 8)',
  rate: 312_456.7,
  remainingSeconds: 125,
  atTime: 0,
};

describe('the progress line', () => {
  it('shows share, place, rate and remaining time in one line that is redrawn', () => {
    const { written, stream } = terminal(true);
    const line = createProgressLine(stream);
    line.show(HALF);
    line.clear();
    expect(written).toEqual([
      '\r\x1b[2K████████████░░░░░░░░░░░░  50 %  2017.csv.gz (file 3 of 8)  312,457/s  2 min 05 s left',
      '\r\x1b[2K',
    ]);
  });

  it('leaves out what is not known', () => {
    const { written, stream } = terminal(true);
    createProgressLine(stream).show({ ...HALF, done: 0, rate: null, remainingSeconds: null });
    expect(written).toEqual(['\r\x1b[2K░░░░░░░░░░░░░░░░░░░░░░░░   0 %  2017.csv.gz (file 3 of 8)']);
  });

  it('never wraps', () => {
    const { written, stream } = terminal(true, 40);
    createProgressLine(stream).show(HALF);
    expect(written[0]!.length).toBe('\r\x1b[2K'.length + 39);
  });

  it('is whole on a terminal that does not tell its width', () => {
    const { written, stream } = terminal(true, 0);
    createProgressLine(stream).show(HALF);
    expect(written[0]).toMatch(/ left$/);
  });

  it('writes a line of a new note every ten seconds where it is no terminal', () => {
    const { written, stream } = terminal(false);
    const line = createProgressLine(stream);
    const at = (second: number, note: string): void => line.show({ ...HALF, note, atTime: second * 1_000 });
    at(0, 'file 1');
    at(9, 'file 2');
    expect(written).toEqual([]);
    at(10, 'file 3');
    at(15, 'file 4');
    at(21, 'file 3');
    at(22, 'file 5');
    line.clear();
    expect(written).toEqual(['50 %  file 3\n', '50 %  file 5\n']);
    line.show({ ...HALF, call: 'ratings.create', note: 'of another call', atTime: 60_000 });
    expect(written).toHaveLength(2);
  });
});
