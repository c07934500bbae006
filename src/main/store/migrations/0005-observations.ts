/**
 * Facts that are no candles: measures (on-chain, developer, macro), articles and incidents; and what the program makes of them:
 * forecasts, stored before their outcome is known, and studies.
 */
import { absoluteGuards, guards } from './guards.ts';

/** Measures, articles, incidents, forecasts and studies. */
export const OBSERVATIONS = {
  version: 5,
  sql: `
CREATE TABLE measure_series (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  subject TEXT NOT NULL,
  metric TEXT NOT NULL,
  UNIQUE (source, metric, subject)
) STRICT;
CREATE TABLE measures (
  series_id INTEGER NOT NULL REFERENCES measure_series,
  event_time INTEGER NOT NULL,
  known_at INTEGER NOT NULL,
  value REAL NOT NULL,
  batch_id INTEGER NOT NULL REFERENCES batches,
  PRIMARY KEY (series_id, event_time, known_at),
  CHECK (known_at >= event_time)
) STRICT, WITHOUT ROWID;

CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  key TEXT NOT NULL,
  published_at INTEGER NOT NULL,
  known_at INTEGER NOT NULL,
  publisher TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  url TEXT,
  batch_id INTEGER NOT NULL REFERENCES batches,
  UNIQUE (source, key, known_at),
  CHECK (known_at >= published_at)
) STRICT;
CREATE INDEX articles_by_time ON articles (published_at);
CREATE INDEX articles_by_key ON articles (key);

CREATE TABLE incidents (
  source TEXT NOT NULL,
  key TEXT NOT NULL,
  known_at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('pump', 'rug-pull', 'exploit')),
  happened_at INTEGER NOT NULL,
  symbol TEXT,
  name TEXT,
  venue TEXT,
  amount REAL,
  batch_id INTEGER NOT NULL REFERENCES batches,
  PRIMARY KEY (source, key, known_at),
  CHECK (known_at >= happened_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE forecasts (
  id INTEGER PRIMARY KEY,
  as_of INTEGER NOT NULL,
  horizon_days INTEGER NOT NULL,
  member TEXT NOT NULL,
  model_id TEXT REFERENCES models ON DELETE RESTRICT,
  saved_at INTEGER NOT NULL,
  assets TEXT NOT NULL,
  scores BLOB NOT NULL,
  UNIQUE (as_of, horizon_days, member, model_id)
) STRICT;

CREATE TABLE studies (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  as_of INTEGER NOT NULL,
  saved_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX studies_by_kind ON studies (kind, as_of);

${['measures', 'articles', 'incidents'].map(guards).join('\n')}
${['forecasts', 'studies'].map(absoluteGuards).join('\n')}
`,
} as const;
