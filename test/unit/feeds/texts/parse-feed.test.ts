import { describe, expect, it } from 'vitest';
import { parseFeedText } from '../../../../src/main/feeds/texts/parse-feed.ts';
import { plainText } from '../../../../src/main/feeds/texts/plain-text.ts';
import { parsePublished } from '../../../../src/main/feeds/texts/published-time.ts';

const NOW = Date.UTC(2024, 0, 2);
const TIME = Date.UTC(2024, 0, 1, 12);
const ADDRESS = 'https://news.example.org/feed?key=secret';
const read = (text: string) => parseFeedText(text, ADDRESS, NOW);

const RSS = `<?xml version="1.0"?><rss version="2.0"><channel><title>The Paper</title><link>https://news.example.org</link>
  <item><title>Coins &amp; tokens</title><link>https://news.example.org/1?utm_source=feed#top</link>
    <pubDate>Mon, 01 Jan 2024 13:00:00 +0100</pubDate>
    <description><![CDATA[<p>Prices <b>rise</b>&nbsp;again.</p><script>alert(1)</script>]]></description></item>
  <item><title>Undated</title><guid isPermaLink="false">7</guid></item><item><link>https://news.example.org/empty</link></item></channel></rss>`;
const ATOM = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>The Paper</title>
  <entry><id>urn:1</id><title type="html">Coins &amp;amp; tokens</title><link rel="self" href="https://news.example.org/api/1"/>
    <link rel="alternate" href="https://news.example.org/1"/><published>2024-01-01T12:00:00Z</published><updated>2024-01-01T18:00:00Z</updated>
    <content type="html">&lt;p&gt;Prices &lt;b&gt;rise&lt;/b&gt; again.&lt;/p&gt;</content></entry></feed>`;
const RDF = `<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example.org"><title>The Paper</title></channel>
  <item rdf:about="https://news.example.org/1"><title>Coins &amp; tokens</title><link>https://news.example.org/1</link>
    <description>Prices rise again.</description><dc:date>2024-01-01T12:00:00Z</dc:date></item></rdf:RDF>`;
const JSON_FEED = JSON.stringify({
  version: 'https://jsonfeed.org/version/1.1',
  title: 'The Paper',
  items: [
    {
      ...{ id: '1', url: 'https://news.example.org/1', title: 'Coins & tokens' },
      ...{ content_html: '<p>Prices <b>rise</b> again.</p>', date_published: '2024-01-01T12:00:00Z' },
    },
  ],
});

describe('parseFeedText', () => {
  it.each([
    ['RSS 2.0', RSS],
    ['Atom', ATOM],
    ['RDF', RDF],
    ['JSON Feed', JSON_FEED],
  ])('reads %s', (_, text) => {
    const [article] = read(text).articles;
    expect(article).toEqual({
      ...{ source: 'news.example.org', publisher: 'The Paper', title: 'Coins & tokens', body: 'Prices rise again.' },
      ...{ key: 'https://news.example.org/1', url: 'https://news.example.org/1', publishedAt: TIME, knownAt: NOW },
    });
  });

  it('takes an article without a time as published now, and leaves one without any text', () => {
    const { articles, refusedCount } = read(RSS);
    expect(articles.map(({ title, publishedAt }) => [title, publishedAt])).toEqual([
      ['Coins & tokens', TIME],
      ['Undated', NOW],
    ]);
    expect(refusedCount).toBe(1);
  });

  it('takes an article that claims to be of the future as published now', () => {
    expect(read(RSS.replace('01 Jan 2024', '01 Jan 2034')).articles[0]!.publishedAt).toBe(NOW);
  });

  it.each([
    ['nothing', ''],
    ['a web page', '<!doctype html><html><body>no feed</body></html>'],
    ['a feed that is cut off', RSS.slice(0, 300)],
    ['JSON that is no feed', '{"title": "x"}'],
    ['elements without an end', `<rss version="2.0"><channel>${'<a>'.repeat(20_000)}</channel></rss>`],
  ])('refuses %s with a message that tells no secret', (_, text) => {
    expect(() => read(text)).toThrow(/^The feed news\.example\.org\/feed could not be read/);
  });

  it('refuses entities of its own, which could make a short text a long one', () => {
    const bomb = RSS.replace('<rss', '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]><rss');
    expect(() => read(bomb)).toThrow('declared entities of its own, needs none');
  });
});

describe('plainText', () => {
  it.each([
    ['<p>One</p><p>two</p>', 'One two'],
    ['a &lt; b &amp;&amp; c &#39;d&#x27; &euro;5', "a < b && c 'd' €5"],
    ['<!-- hidden --><style>p { color: red }</style>shown', 'shown'],
    ['I <3 this and 1 < 2', 'I <3 this and 1 < 2'],
    ['x\u0000y\u009cz\u00a0w', 'x y z w'],
    ['ETF \\x93 Analyst: \\x9cfine\\x9d,\\xa0he said\\r\\n', 'ETF – Analyst: “fine”, he said'],
    ['&unknown; &#xD800;', '&unknown;'],
    ['&amp;lt;b&amp;gt;', '&lt;b&gt;'],
  ])('makes %j plain', (html, expected) => {
    expect(plainText(html)).toBe(expected);
  });

  it('is done with a hostile text in no time', () => {
    const started = performance.now();
    plainText('<script '.repeat(100_000));
    plainText('<'.repeat(200_000));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('parsePublished', () => {
  it.each([
    ['2024-01-01T12:00Z', TIME],
    ['2024-01-01T12:00:00.123Z', TIME],
    ['2024-01-01 12:00:00', TIME],
    ['2024-01-01T07:00:00-05:00', TIME],
    ['2023-12-31', Date.UTC(2024, 0, 1)],
    ['Mon, 01 Jan 2024 12:00:00 GMT', TIME],
    ['1 Jan 2024 07:00 EST', TIME],
    ['Mon, 01 Jan 2024 05:00:00 PDT', TIME],
    ['1704110400', TIME],
    ['1704110400000', TIME],
  ])('reads %s', (text, expected) => {
    expect(parsePublished(text)).toBe(expected);
  });

  it.each(['', 'yesterday', '2024-02-30', '2024-13-01', '32 Jan 2024 10:00 GMT', '2024-01-01T25:00Z', '12'])(
    'refuses %j',
    (text) => {
      expect(parsePublished(text)).toBeNaN();
    },
  );
});
