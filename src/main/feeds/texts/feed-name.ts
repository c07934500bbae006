/** Returns what a feed is called in messages: its host and path, because what follows them may be a secret of the reader. */
export function feedName(address: string): string {
  const { host, pathname } = new URL(address);
  return `${host}${pathname}`;
}
