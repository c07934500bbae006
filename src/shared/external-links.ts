/** The pages of others that the program can open, by name. A window names one; the address is the program's own and never a window's. */

export const EXTERNAL_LINKS = {
  /** Whose work the charts are; their licence asks for the link. */
  charts: 'https://www.tradingview.com/',
} as const;

export type ExternalLink = keyof typeof EXTERNAL_LINKS;

/** Returns the address behind a name, or null if it names none. */
export function externalLink(name: unknown): string | null {
  return typeof name === 'string' && Object.hasOwn(EXTERNAL_LINKS, name) ? EXTERNAL_LINKS[name as ExternalLink] : null;
}
