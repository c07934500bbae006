import type { FactorInfo } from '../../../shared/factors.ts';
import type { StoredModel } from '../../../shared/models.ts';
import type { RatedGrade, RatedMarket, Rating } from '../../../shared/ratings.ts';
import type { Session } from '../session.ts';
import { counted, duration, fixed, percent, renderTable, whole } from '../table.ts';
import { dayBefore } from './indices.ts';

type FactorsAt = {
  asOf: number;
  assets: string[];
  coverage: number[];
  factors: { id: string; value: (number | null)[]; rank: (number | null)[] }[];
  notes: string[];
};

type FactorOptions = { asOf?: number; ids?: string[]; values?: boolean };

/** `factors`: the registry, or with a day, ids or `--values` the values of every eligible token. */
export async function runFactors(
  session: Session,
  _args: string[],
  { asOf, ids, values }: FactorOptions,
): Promise<void> {
  if (asOf === undefined && ids === undefined && values !== true) {
    const list = await session.call<{ factors: FactorInfo[] }>('factors.list', {});
    session.show(list, ({ factors }) =>
      [
        renderTable(
          [
            { title: 'factor', text: ({ id }) => id },
            { title: 'group', text: ({ group }) => group },
            { title: 'unit', text: ({ unit }) => unit },
            { title: 'from', text: ({ inputs }) => inputs.join(', ') },
            { title: 'days back', align: 'right', text: ({ lookbackDays }) => whole(lookbackDays) },
            { title: 'needs', align: 'right', text: ({ minimumObservations }) => whole(minimumObservations) },
          ],
          factors,
        ),
        '',
        `${factors.length} factors; formulas and sources are in docs/factors.md. Values: factors --values --ids LIST`,
      ].join('\n'),
    );
    return;
  }
  const found = await session.call<FactorsAt>('factors.at', { asOf, ids });
  session.show(found, factorsText);
  session.warn(found.notes);
}

function factorsText({ asOf, assets, coverage, factors }: FactorsAt): string {
  const table = renderTable<number>(
    [
      { title: 'token', text: (i) => assets[i] as string },
      { title: 'coverage', align: 'right', text: (i) => percent(coverage[i] as number, 0) },
      ...factors.slice(0, 8).map(({ id, value }) => ({
        title: id,
        align: 'right' as const,
        text: (i: number) => significant(value[i] ?? null),
      })),
    ],
    assets.map((_, i) => i),
  );
  const left = factors.length - 8;
  return [
    `Raw values at the end of ${dayBefore(asOf)}, ${counted(assets.length, 'eligible token')}`,
    '',
    table,
    ...(left > 0 ? ['', `${left} further factors are not shown; choose with --ids, or take all with --json.`] : []),
  ].join('\n');
}

const significant = (value: number | null): string => (value === null ? '–' : Number(value.toPrecision(4)).toString());

type TrainOptions = { asOf?: number; horizons?: number[]; kinds?: string[]; seed?: number };
type Training = { asOf: number; models: StoredModel[]; seconds: number; resumedCount: number; notes: string[] };

/** `train`: every member at every horizon on what was known at an instant. */
export async function runTrain(session: Session, _args: string[], options: TrainOptions): Promise<void> {
  const { asOf, horizons, kinds, seed } = options;
  const trained = await session.call<Training>('models.train', { asOf, config: { horizons, kinds, seed } });
  session.show(trained, (value) =>
    [
      `Trained on what was known at the end of ${dayBefore(value.asOf)}`,
      '',
      renderTable<StoredModel>(
        [
          { title: 'model', text: ({ id }) => id.slice(0, 12) },
          { title: 'kind', text: ({ meta }) => meta.kind },
          { title: 'days ahead', align: 'right', text: ({ meta }) => whole(meta.horizonDays) },
          { title: 'rows', align: 'right', text: ({ meta }) => whole(meta.rowCount) },
          {
            title: 'rank IC out of sample',
            align: 'right',
            text: ({ meta }) => fixed(meta.outOfSample.meanRankIc ?? null, 4),
          },
          { title: 't', align: 'right', text: ({ meta }) => fixed(meta.outOfSample.t ?? null) },
          { title: 'dates', align: 'right', text: ({ meta }) => whole(meta.outOfSample.dateCount ?? null) },
        ],
        value.models,
      ),
      '',
      `${duration(value.seconds)}${value.resumedCount > 0 ? `; ${value.resumedCount} were finished by an earlier run` : ''}. Out of sample: a training half a year earlier, scored on the days since.`,
    ].join('\n'),
  );
  session.warn(trained.notes);
}

/** `rate`: grades of every eligible token with their strongest reasons. */
export async function runRate(
  session: Session,
  _args: string[],
  options: { asOf?: number; top: number },
): Promise<void> {
  const rated = await session.call<RatedMarket & { notes: string[] }>('ratings.create', { asOf: options.asOf });
  session.show(rated, (value) => ratingsText(value, options.top));
  session.warn(rated.notes);
}

/** Returns ratings for a terminal, the best investor grades first. */
export function ratingsText(rated: RatedMarket, top: number): string {
  const gradeText = ({ letter, score }: RatedGrade): string =>
    letter === null ? 'withheld' : `${letter.padEnd(2)} ${fixed(score, 1).padStart(5)}`;
  const table = renderTable<Rating>(
    [
      { title: 'token', text: ({ asset, name }) => (name === asset ? asset : `${name} (${asset})`) },
      { title: 'investor', text: ({ investor }) => gradeText(investor) },
      { title: 'trader', text: ({ trader }) => gradeText(trader) },
      { title: 'evidence', text: ({ investor }) => investor.evidence.level },
      { title: 'coverage', align: 'right', text: ({ investor }) => percent(investor.evidence.coverage, 0) },
      {
        title: "strongest reasons of the investor's grade, in standard deviations of the score",
        isWhole: true,
        text: ({ investor }) => reasonsText(investor),
      },
    ],
    rated.ratings.slice(0, top),
  );
  const { gradedCount, eligibleCount } = rated;
  const skills = rated.members.map(
    ({ kind, horizonDays, meanRankIc }) => `${kind} ${horizonDays} days ${fixed(meanRankIc, 3)}`,
  );
  return [
    ...(rated.isSimulated ? ['SIMULATED MARKET: these are not real tokens.', ''] : []),
    `Ratings from what was known at the end of ${dayBefore(rated.asOf)}: ${counted(eligibleCount, 'eligible token')}, ${whole(gradedCount.investor)} with an investor's and ${whole(gradedCount.trader)} with a trader's grade`,
    '',
    table,
    '',
    `Mean rank IC out of sample: ${skills.join('; ')}. Near 0 means that the models found nothing.`,
  ].join('\n');
}

function reasonsText({ reasons }: RatedGrade): string {
  if (reasons === null) return '–';
  return reasons.factor
    .slice(0, 2)
    .map((factor, i) => {
      const contribution = reasons.contribution[i] as number;
      return `${factor} ${contribution < 0 ? '−' : '+'}${Math.abs(contribution).toFixed(2)}`;
    })
    .join(', ');
}
