/** Whether a text is a post of a person or an article of a publisher, which are read by different means. */

/** Where people post: part of the host or the name that stands as source or publisher. */
const PLACES_OF_POSTS =
  /(^|[\s./@_-])(reddit|twitter|x\.com|stocktwits|telegram|t\.me|discord|bsky|bluesky|mastodon|nitter|4chan|bitcointalk|tradingview|warpcast)\b/i;

/** Returns whether a text is a post, by where it came from; what is not known to be a place of posts publishes articles. */
export function isPost(from: {
  readonly source: string;
  readonly publisher: string;
  readonly url: string | null;
}): boolean {
  const host = /^https?:\/\/([^/?#]+)/i.exec(from.url ?? '')?.[1] ?? '';
  return [from.source, from.publisher, host].some((place) => PLACES_OF_POSTS.test(place));
}
