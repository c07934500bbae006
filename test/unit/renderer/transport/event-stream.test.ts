import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStreamParser } from '../../../../src/renderer/transport/event-stream.ts';

describe('event stream', () => {
  it('reads names and data, joins lines of data, and leaves comments out', () => {
    const parse = createStreamParser();
    expect(parse(': ping\n\nevent: models.changed\ndata: {"ids":\ndata: []}\n\ndata:bare\n\nid: 4\n\n')).toEqual([
      { event: 'models.changed', data: '{"ids":\n[]}' },
      { event: 'message', data: 'bare' },
    ]);
  });

  it('reads the same however the text is cut, whatever ends the lines', () => {
    const text = 'event: a\r\ndata: 1\r\n\r\n: ping\n\nevent: b\ndata: {"x":"ü — 漢"}\n\n';
    const expected = createStreamParser()(text);
    expect(expected).toHaveLength(2);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 12 }), (cuts) => {
        const parse = createStreamParser();
        const places = [0, ...cuts.toSorted((left, right) => left - right), text.length];
        const read = places.slice(1).flatMap((end, index) => parse(text.slice(places[index], end)));
        expect(read).toEqual(expected);
      }),
    );
  });
});
