import { createRandom } from '../../numeric/random.ts';

export const SIMULATED_SECTORS = [
  'Payments',
  'Smart contracts',
  'Decentralised finance',
  'Gaming',
  'Storage',
  'Privacy',
  'Exchanges',
  'Memes',
  'Oracles',
  'Identity',
] as const;

/** How a series ends: quoted on the last day, stopped without a sign, fell by most of its value, or faded for weeks. */
export type SimulatedEnding = 'alive' | 'stopped' | 'crashed' | 'faded';

export type SimulatedAsset = {
  /** The source's key of the series, `SIM0001` and so on. */
  readonly key: string;
  readonly symbol: string;
  readonly name: string;
  readonly sector: string;
  readonly kind: 'token' | 'stablecoin' | 'wrapped';
  /** Key of what a wrapped token stands for, else null. */
  readonly underlying: string | null;
  /** UTC day number of its first candle. */
  readonly bornDay: number;
  /** UTC day number of its last candle if the series ended before the market's last day, else null. */
  readonly diedDay: number | null;
  readonly ending: SimulatedEnding;
};

/** What decides who lives when. */
export type LifeRules = {
  readonly seed: number;
  readonly assetCount: number;
  readonly firstDay: number;
  readonly dayCount: number;
  /** Share of the tokens alive that end in a year. */
  readonly deathRate: number;
  /** 0: no series shows a sign before it ends. Above 0: some fade first. */
  readonly distress: number;
};

const SHARE_BORN_BEFORE = 0.4;
const SHARE_CRASHED = 0.3;
const SHARE_FADED = 0.35;
const SYLLABLES = 'va ron ix lu men sol ta ki ra dex ori on zen pa ly mo ne qua bit ar'.split(' ');

/**
 * Returns the assets of a simulated market. The last ones are stablecoins (one in 50) and wrapped tokens (one in 100).
 *
 * The first asset stands for the market's reserve token: it is there from the first day and never ends. Every other token
 * ends with the same probability on every day of its life, so neither age, size nor anything in its candles tells who is
 * next. With `distress` above 0 some of those ends are announced by a fade.
 */
export function simulateLives(rules: LifeRules): SimulatedAsset[] {
  const { seed, assetCount, firstDay, dayCount } = rules;
  const stablecoinCount = assetCount < 20 ? 0 : Math.max(1, Math.round(assetCount / 50));
  const wrappedCount = assetCount < 20 ? 0 : Math.max(1, Math.round(assetCount / 100));
  const tokenCount = assetCount - stablecoinCount - wrappedCount;
  const width = Math.max(4, String(assetCount).length);
  const assets: SimulatedAsset[] = [];
  for (let i = 0; i < assetCount; i++) {
    const random = createRandom(seed, 'simulated', 'life', i);
    const key = `SIM${String(i + 1).padStart(width, '0')}`;
    const syllable = (): string => SYLLABLES[random.below(SYLLABLES.length)]!;
    const coined = syllable() + syllable() + syllable();
    const sector = SIMULATED_SECTORS[random.below(SIMULATED_SECTORS.length)]!;
    const bornEarly = random.uniform() < SHARE_BORN_BEFORE;
    const bornLate = Math.floor(random.uniform() * dayCount * 0.95);
    const hazard = -Math.log1p(-Math.min(0.99, rules.deathRate)) / 365;
    const lived = hazard > 0 ? Math.floor(-Math.log(1 - random.uniform()) / hazard) : dayCount;
    const style = random.uniform();
    const born = i === 0 || bornEarly ? 0 : bornLate;
    if (i >= tokenCount) {
      const underlying = i < tokenCount + stablecoinCount ? undefined : assets[random.below(Math.min(tokenCount, 30))]!;
      const since = Math.max(firstDay + born, underlying?.bornDay ?? 0);
      assets.push({
        key,
        symbol: key,
        name: underlying === undefined ? `Dollar ${i + 1} (simulated)` : `Wrapped ${underlying.name}`,
        sector: underlying === undefined ? 'Payments' : underlying.sector,
        kind: underlying === undefined ? 'stablecoin' : 'wrapped',
        underlying: underlying?.key ?? null,
        bornDay: Math.min(since, underlying?.diedDay ?? since),
        diedDay: underlying?.diedDay ?? null,
        ending: underlying?.ending ?? 'alive',
      });
      continue;
    }
    const isDead = i > 0 && born + lived < dayCount - 1;
    const faded = rules.distress > 0 && style < SHARE_CRASHED + SHARE_FADED;
    assets.push({
      key,
      symbol: key,
      name: `${coined.charAt(0).toUpperCase()}${coined.slice(1)} (simulated)`,
      sector,
      kind: 'token',
      underlying: null,
      bornDay: firstDay + born,
      diedDay: isDead ? firstDay + born + lived : null,
      ending: !isDead ? 'alive' : style < SHARE_CRASHED ? 'crashed' : faded ? 'faded' : 'stopped',
    });
  }
  return assets;
}
