import { describe, expect, it } from 'vitest';
import { discardBatch, sealBatch } from '../../../src/main/store/batches.ts';
import { appendIncidents, type IncidentRow, listIncidents } from '../../../src/main/store/incidents.ts';
import { begin, memoryStore } from '../../support/store-rows.ts';

const pump = (key: string, happenedAt: number, source = 'telegram'): IncidentRow => ({
  ...{ source, key, kind: 'pump', happenedAt, knownAt: happenedAt, symbol: key, name: null, venue: 'x', amount: null },
});

describe('incidents', () => {
  it('are told in the order in which they happened, once their batch is sealed and as far as they were known', () => {
    const s = memoryStore();
    const batch = begin(s, 'telegram', { kind: 'incidents' });
    expect(appendIncidents(s, batch, [pump('B', 20), pump('A', 10), pump('A', 10)])).toBe(2);
    expect(listIncidents(s, 'pump', 100)).toEqual([]);
    sealBatch(s, batch);
    expect(listIncidents(s, 'pump', 100)).toEqual([pump('A', 10), pump('B', 20)]);
    expect(listIncidents(s, 'pump', 19)).toEqual([pump('A', 10)]);
    expect(listIncidents(s, 'exploit', 100)).toEqual([]);
  });

  it('of a discarded batch are gone', () => {
    const s = memoryStore();
    const batch = begin(s, 'telegram', { kind: 'incidents' });
    appendIncidents(s, batch, [pump('A', 10)]);
    discardBatch(s, batch);
    const next = begin(s, 'telegram', { kind: 'incidents' });
    expect(appendIncidents(s, next, [pump('A', 10)])).toBe(1);
  });
});
