/** What a token is by construction, read off its names and categories: such words only ever keep an asset out. */
import { EXCLUSION } from '../numeric/panel.ts';

/** What one provider calls an asset. */
export type Naming = {
  readonly symbol: string;
  readonly name: string | null;
  readonly categories: readonly string[];
};

const STABLE_CATEGORY = /stablecoins?$|^synthetic dollar/i;
const WRAPPED_CATEGORY =
  /^wrapped|^bridged (?!tokens)|^binance-peg|^liquid (?:re)?stak(?:ing|ed)(?: tokens| [a-z]{2,5}\s*)$|^liquid restaking tokens$|^tokeni[sz]ed (?:btc|gold|silver|commodit|stock|treasury)|^crypto-backed tokens|^c?token$|^compound tokens|^synthetic asset$|^lp tokens$|^yield-bearing$/i;
const LEVERAGED_CATEGORY = /leveraged? token/i;

const STABLE_NAME = /\b(?:usd|dollars?|euro?|stable ?coin)\b|usd\b/i;
/** Currencies under their own code, as exchanges quote them. */
const FIAT = /^(?:EUR|GBP|AUD|CAD|CHF|JPY|BRL|TRY|RUB|UAH|NGN|ZAR|BIDR|IDRT|BKRW|AEUR)$/;
const STABLE_SYMBOL = /USD|^(?:DAI|SAI|PAX|UST|USTC|GHO|MIM|LUSD|FEI|EURS|EURT|EURC|GYEN|XSGD)$/;
const WRAPPED_NAME =
  /\bwrapped\b|\bbridged\b|\bpeg(?:ged)?\b|\b(?:re)?staked\b|\bmirrored\b|\btokeni[sz]ed\b|\binterest.bearing\b|^yvault|^compound[- ](?!coin|governance|$)/i;
/** Letters that issuers of claims put before the symbol of what the claim is on, as in `renBTC`. */
const CLAIM =
  /^(?:s|c|a|i|y|w|h|m|p|t|st|ren|im|cb|wst|ib)(?:BTC|ETH|BNB|SOL|LTC|BCH|XRP|XTZ|TRX|EOS|LINK|ADA|DOT|ATOM|DOGE|ZEC|FIL|DASH|MATIC|AVAX|DAI|USDC?|USDT|EUR|DEFI|CEX|XAU|XAG)$/;
/** Metal in a vault. */
const METAL_SYMBOL = /^(?:PAXG|XAUT|DGX|PMGT|CGT|KAU|KAG|DGLD|WDGLD)$/;
const LEVERAGED_NAME = /\b[1-9](?:\.\d)?x\b|leverage index|daily-(?:long|short)|implied.volatility/i;
const LEVERAGED_SYMBOL = /^(?:BULL|BEAR|HEDGE|HALF)$|^[A-Z0-9]{2,}(?:BULL|BEAR|HEDGE|HALF)$/;
const LEVERAGED_TAIL = /^([A-Z0-9]{2,})(?:UP|DOWN|[2-5][LS])$/;

/**
 * Returns the bits of {@link EXCLUSION} that a naming gives away.
 *
 * @param symbols - all symbols there are: `BTCUP` is leveraged because there is a `BTC`, `SYRUP` is not.
 */
export function exclusionOf({ symbol, name, categories }: Naming, symbols: ReadonlySet<string>): number {
  const upper = symbol.toUpperCase();
  const text = name ?? '';
  const is = (pattern: RegExp): boolean => categories.some((category) => pattern.test(category.trim()));
  let bits = 0;
  if (is(STABLE_CATEGORY) || STABLE_NAME.test(text) || FIAT.test(upper) || STABLE_SYMBOL.test(upper)) {
    bits |= EXCLUSION.stablecoin;
  }
  const isClaim = CLAIM.test(symbol) || CLAIM.test(text) || METAL_SYMBOL.test(upper);
  if (is(WRAPPED_CATEGORY) || WRAPPED_NAME.test(text) || isClaim) bits |= EXCLUSION.wrapped;
  const tail = LEVERAGED_TAIL.exec(upper);
  const isMultiple = LEVERAGED_SYMBOL.test(upper) || (tail !== null && symbols.has(tail[1]!));
  if (is(LEVERAGED_CATEGORY) || LEVERAGED_NAME.test(text) || isMultiple) bits |= EXCLUSION.leveraged;
  return bits;
}

/** Sectors, the narrow ones first: an asset is of the first that one of its categories belongs to. */
const SECTORS: readonly (readonly [sector: string, categories: RegExp])[] = [
  ['Memes', /meme|dog-themed|cat-themed|frog-themed/i],
  ['Artificial intelligence', /artificial intelligence|\bai\b/i],
  ['Gaming', /gam(?:ing|es)|gamefi|metaverse|play to earn|move to earn/i],
  ['Exchanges', /exchange-based|centralized exchange|\bcex\b/i],
  ['Oracles', /oracle/i],
  ['Privacy', /privacy|zero knowledge/i],
  ['Storage and infrastructure', /storage|depin|infrastructure|internet of things|data availability|big data/i],
  ['Decentralised finance', /defi|decentralized exchange|lending|yield|derivatives|restaking|staking|perpetuals|rwa/i],
  ['Scaling', /layer 2|rollup|sidechain|layer 0|cross-chain|interoperability/i],
  ['Identity and social', /identi|socialfi|social|name service/i],
  ['Smart contracts', /smart contract|layer 1|proof of stake/i],
  ['Payments', /payment|proof of work|bitcoin fork/i],
];

/** Returns the sector of an asset by its categories, or null. */
export function sectorOf(source: string, categories: readonly string[]): string | null {
  // the simulated market names a kind first, if it is not a token, and then the sector
  if (source === 'simulated') return categories.at(-1) ?? null;
  // where it trades and who holds it say nothing of what it is
  const own = categories.filter((category) => !/ecosystem|portfolio|index|holdings|launchp|made in/i.test(category));
  return SECTORS.find(([, pattern]) => own.some((category) => pattern.test(category)))?.[0] ?? null;
}
