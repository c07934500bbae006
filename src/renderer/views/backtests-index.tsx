import type { RatedTokens } from '../state/rated-tokens.ts';
import styles from './indices.module.css';
import { GradeAndWeighting, InAndOut, IndexNumbers, type IndexPart, LinkageField } from './indices-choices.tsx';
import type { NumberKey } from './indices-fields.ts';
import type { FieldKey } from './indices-form.ts';

/** Shows the preferences of the index that is tested, as groups of fields. */
export function IndexFields({
  form,
  problems,
  rated,
  onChange,
}: IndexPart & {
  readonly problems: Partial<Record<FieldKey, string>>;
  readonly rated: RatedTokens;
}) {
  const numbersOf = (...keys: readonly NumberKey[]) => (
    <IndexNumbers form={form} onChange={onChange} problems={problems} keys={keys} />
  );
  return (
    <>
      <fieldset className={styles.group}>
        <legend>What is chosen</legend>
        {numbersOf('size')}
        <GradeAndWeighting form={form} onChange={onChange} />
        {numbersOf('turnoverCap', 'buffer')}
      </fieldset>
      <fieldset className={styles.group}>
        <legend>Limits</legend>
        {numbersOf('tokenCap', 'sectorCap', 'volatilityTarget', 'minimumInvested', 'minimumWeight')}
      </fieldset>
      <fieldset className={styles.group}>
        <legend>What may be held</legend>
        {numbersOf('minimumDollarVolume', 'minimumMarketCap', 'minimumAgeDays', 'minimumVolatility')}
        <InAndOut form={form} onChange={onChange} rated={rated} problem={problems.sectorsExcluded} />
      </fieldset>
      <fieldset className={styles.group}>
        <legend>How the risk is measured</legend>
        {numbersOf('covarianceDays', 'minimumOverlapDays')}
        <LinkageField form={form} onChange={onChange} />
      </fieldset>
    </>
  );
}
