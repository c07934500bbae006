/**
 * Facts: what was so, since when it was known, and where that came from. A batch is open while it is written and sealed
 * once it is whole; rows of sealed batches can neither be changed nor taken away.
 */
import { guards } from './guards.ts';

const FACT_TABLES = [
  'candles',
  'listings',
  'assets',
  'crosswalk',
  'absences',
  'refusals',
  'identities',
  'batch_series',
];

/** Batches, series, candles, lists, absences, refused rows, identities and settings. */
export const FACTS = {
  version: 1,
  sql: `
CREATE TABLE batches (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  kind TEXT NOT NULL,
  file_name TEXT,
  content_hash TEXT,
  fetched_at INTEGER NOT NULL,
  known_source TEXT NOT NULL CHECK (known_source IN ('observed', 'assumed')),
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'sealed')),
  rows_done INTEGER NOT NULL DEFAULT 0 CHECK (rows_done >= 0)
) STRICT;
CREATE UNIQUE INDEX batches_by_content ON batches (content_hash, source, kind) WHERE content_hash IS NOT NULL;
CREATE INDEX batches_open ON batches (id) WHERE state = 'open';
CREATE TRIGGER batches_sealed_stay BEFORE UPDATE ON batches WHEN OLD.state = 'sealed'
BEGIN SELECT RAISE(ABORT, 'a sealed batch takes no change'); END;
CREATE TRIGGER batches_sealed_are_kept BEFORE DELETE ON batches WHEN OLD.state = 'sealed'
BEGIN SELECT RAISE(ABORT, 'a sealed batch is kept'); END;

CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  key TEXT NOT NULL,
  timeframe TEXT NOT NULL,
  UNIQUE (source, timeframe, key)
) STRICT;

CREATE TABLE candles (
  series_id INTEGER NOT NULL REFERENCES series,
  open_time INTEGER NOT NULL,
  known_at INTEGER NOT NULL,
  close_time INTEGER NOT NULL,
  batch_id INTEGER NOT NULL REFERENCES batches,
  open REAL,
  high REAL,
  low REAL,
  close REAL NOT NULL CHECK (close > 0),
  volume REAL CHECK (volume >= 0),
  quote_volume REAL CHECK (quote_volume >= 0),
  market_cap REAL CHECK (market_cap >= 0),
  PRIMARY KEY (series_id, open_time, known_at),
  CHECK (close_time > open_time),
  CHECK (known_at >= close_time)
) STRICT, WITHOUT ROWID;

CREATE TABLE batch_series (
  batch_id INTEGER NOT NULL REFERENCES batches,
  series_id INTEGER NOT NULL REFERENCES series,
  first_time INTEGER NOT NULL,
  last_time INTEGER NOT NULL,
  inserted INTEGER NOT NULL,
  revised INTEGER NOT NULL,
  PRIMARY KEY (batch_id, series_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_series_by_series ON batch_series (series_id);

CREATE TABLE listings (
  source TEXT NOT NULL,
  key TEXT NOT NULL,
  known_at INTEGER NOT NULL,
  base TEXT NOT NULL,
  quote TEXT NOT NULL,
  listed_at INTEGER NOT NULL,
  delisted_at INTEGER,
  batch_id INTEGER NOT NULL REFERENCES batches,
  PRIMARY KEY (source, key, known_at),
  CHECK (delisted_at >= listed_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE assets (
  source TEXT NOT NULL,
  key TEXT NOT NULL,
  known_at INTEGER NOT NULL,
  symbol TEXT NOT NULL,
  name TEXT,
  categories TEXT NOT NULL,
  categories_known_at INTEGER NOT NULL,
  platform TEXT,
  contract TEXT,
  genesis_day INTEGER,
  batch_id INTEGER NOT NULL REFERENCES batches,
  PRIMARY KEY (source, key, known_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE crosswalk (
  from_source TEXT NOT NULL,
  from_key TEXT NOT NULL,
  to_source TEXT NOT NULL,
  to_key TEXT NOT NULL,
  method TEXT NOT NULL,
  error REAL NOT NULL,
  overlap_days INTEGER NOT NULL,
  batch_id INTEGER NOT NULL REFERENCES batches,
  PRIMARY KEY (from_source, from_key, to_source, to_key, batch_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE absences (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  key TEXT NOT NULL,
  timeframe TEXT NOT NULL,
  from_time INTEGER NOT NULL,
  until_time INTEGER NOT NULL CHECK (until_time > from_time),
  kind TEXT NOT NULL CHECK
    (kind IN ('not_listed', 'no_trades', 'rate_limited', 'provider_error', 'stale', 'not_applicable')),
  known_at INTEGER NOT NULL,
  batch_id INTEGER NOT NULL REFERENCES batches
) STRICT;
CREATE INDEX absences_by_series ON absences (source, key, timeframe, from_time);

CREATE TABLE refusals (
  id INTEGER PRIMARY KEY,
  batch_id INTEGER NOT NULL REFERENCES batches,
  file TEXT NOT NULL,
  row INTEGER NOT NULL,
  reason TEXT NOT NULL,
  text TEXT NOT NULL CHECK (length(text) <= 200)
) STRICT;
CREATE INDEX refusals_by_batch ON refusals (batch_id);

CREATE TABLE identities (
  source TEXT NOT NULL,
  key TEXT NOT NULL,
  from_day INTEGER NOT NULL,
  until_day INTEGER,
  asset_id TEXT NOT NULL,
  method TEXT NOT NULL,
  is_ambiguous INTEGER NOT NULL CHECK (is_ambiguous IN (0, 1)),
  evidence TEXT NOT NULL,
  batch_id INTEGER NOT NULL REFERENCES batches,
  PRIMARY KEY (batch_id, source, key, from_day),
  CHECK (until_day > from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

${FACT_TABLES.map(guards).join('\n')}
`,
} as const;
