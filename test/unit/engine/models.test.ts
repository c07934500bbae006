import { expect, it } from 'vitest';
import { configurationOf } from '../../../src/main/engine/ensemble-config.ts';
import { modelHandlers } from '../../../src/main/engine/models.ts';
import { appendRatingRows, beginRatings, sealRatings } from '../../../src/main/store/ratings.ts';
import { appendStudy } from '../../../src/main/store/studies.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { EnsembleConfig } from '../../../src/shared/models.ts';
import { instantOf } from '../../../src/shared/time.ts';
import { openContext } from '../../support/engine-context.ts';

it('shows the record of the configuration that rates, whatever was trained last, and tells whether it rates', async () => {
  const context = openContext();
  try {
    const { store } = context;
    const [usual, custom] = [EnsembleConfig.parse({}), EnsembleConfig.parse({ kinds: ['random-forest'] })];
    const study = (config: EnsembleConfig, trainedTime: number): void => {
      const weights = config.horizons.map((horizonDays) => ({ horizonDays, members: config.kinds }));
      appendStudy(store, 'ensemble-record', trainedTime, {
        ...{ trainedTime, weights, configuration: configurationOf(store, config) },
      });
    };
    const asked = (asOf: number | null) =>
      modelHandlers(context)['models.record']({ asOf: asOf === null ? null : instantOf(asOf) }, NEVER_CANCELLED);
    const rate = (config: EnsembleConfig, asOf: number, trainedUntilTime: number): void => {
      const id = beginRatings(store, { asOf: instantOf(asOf), meta: { config, members: [{ trainedUntilTime }] } });
      appendRatingRows(store, id, []);
      sealRatings(store, id, []);
    };
    study(usual, 10);
    study(custom, 20);
    expect(await asked(null)).toMatchObject({ trainedTime: 10, kinds: usual.kinds, isOfRatings: false });
    rate(usual, 30, 10);
    expect(await asked(null)).toMatchObject({ trainedTime: 10, horizons: usual.horizons, isOfRatings: true });
    // trained since, not yet asked
    study(usual, 25);
    expect(await asked(null)).toMatchObject({ trainedTime: 25, isOfRatings: false });
    rate(custom, 40, 20);
    expect(await asked(null)).toMatchObject({ trainedTime: 20, kinds: ['random-forest'], isOfRatings: true });
    // of the configuration that rates there was none by then
    expect(await asked(15)).toMatchObject({ trainedTime: 10, isOfRatings: false });
  } finally {
    context.close();
  }
});
