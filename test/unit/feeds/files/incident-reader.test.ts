import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IncidentRow } from '../../../../src/main/feeds/files/incident-reader.ts';
import { readImportFile } from '../../../../src/main/feeds/files/read-file.ts';
import { createFolder, type Folder, IMPORT_TIME } from '../../../support/read-table.ts';

let folder: Folder;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

async function read(text: string) {
  const path = folder.write('list.csv', text);
  const content = { skipRows: 0, blockRows: 100 };
  const parts = readImportFile(path, { now: IMPORT_TIME, signal: { aborted: false }, maxRefusedShare: 1, content });
  const rows: IncidentRow[] = [];
  for (;;) {
    const next = await parts.next();
    if (next.done === true) return { rows, summary: next.value };
    if (next.value.kind === 'list' && next.value.list.kind === 'incidents') rows.push(...next.value.list.rows);
  }
}

describe('lists of incidents', () => {
  it('have a pump once, from its first announcement, whatever the number of channels', async () => {
    const { rows, summary } = await read(
      'timestamp,coin,pair,exchange,channel_id,session_id\n' +
        '2019-01-03 15:45:32+00:00,NEBL,BTC,binance,1,2\n2019-01-03 15:46:00+00:00,NEBL,BTC,binance,3,4\n' +
        '2019-01-04 15:45:32+00:00,NEBL,BTC,binance,1,2\n',
    );
    const happenedAt = Date.UTC(2019, 0, 3, 15, 45, 32);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      ...{ source: 'telegram-channels', kind: 'pump', symbol: 'NEBL', name: null, venue: 'binance', amount: null },
      ...{ happenedAt, knownAt: happenedAt },
    });
    expect(summary).toMatchObject({ rows: 3, refused: 0, kind: 'incidents', layout: 'pumps-of-channels' });
  });

  it('take day and hour, and the coin of a market', async () => {
    const groups = await read('date,hour,symbol,exchange,group\n2017-07-05,15:00,pdc,bittrex,TCC\n');
    expect(groups.rows[0]).toMatchObject({ symbol: 'PDC', happenedAt: Date.UTC(2017, 6, 5, 15) });
    const times = await read('time,symbol,exchange\n2018-01-03 18:00:00,PPT-BTC,BINANCE_SPOT\n');
    expect(times.rows[0]).toMatchObject({ symbol: 'PPT', venue: 'binance_spot', source: 'pump-times' });
  });

  it('know an exploit of which only the day is told at its end', async () => {
    const { rows } = await read('date,name,technique,amount\n2016-06-17,The DAO,Reentrancy,60000000\n');
    expect(rows[0]).toMatchObject({
      ...{ kind: 'exploit', name: 'The DAO', symbol: null, amount: 60e6 },
      ...{ happenedAt: Date.UTC(2016, 5, 17), knownAt: Date.UTC(2016, 5, 18) },
    });
  });

  it('refuse rows that cannot be true, and lists without a time altogether', async () => {
    const { summary } = await read(
      'time,symbol,exchange\n2018-13-03 18:00:00,A-BTC,X\n2099-01-03 18:00:00,A-BTC,X\n2018-01-03 18:00:00,,X\n',
    );
    expect(summary.refusedBy.map(({ reason }) => reason).sort()).toEqual([
      'date in the future',
      'not a date',
      'series without a name',
    ]);
    await expect(read('no,chain,address,loss_usd,type,root_causes,sources,url\n1,ETH,0x,1,a,b,c,d\n')).rejects.toThrow(
      /fits no layout/,
    );
  });
});
