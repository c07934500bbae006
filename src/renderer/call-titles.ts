/** The commands that a person waits for, in words. */
const TITLES: Readonly<Record<string, string>> = {
  'imports.run': 'Importing files',
  'feeds.ingest': 'Fetching prices',
  'feeds.simulate': 'Making the sample market',
  'models.train': 'Training models',
  'models.measureHistory': 'Measuring how much history helps',
  'models.export': 'Writing training matrices',
  'quality.train': 'Training the quality forest',
  'anomalies.prove': 'Proving the anomaly detector',
  'patterns.mine': 'Searching patterns',
  'texts.fetch': 'Fetching text feeds',
  'ratings.create': 'Rating every token',
  'ratings.backfill': 'Rating past weeks',
  'drafts.create': 'Drafting an index',
  'backtests.run': 'Running a backtest',
  'backups.create': 'Making a backup',
  'backups.verify': 'Checking a backup',
  'backups.restore': 'Restoring a backup',
};

/** Returns what a command is called in plain words; one that is over within a blink is called by its name. */
export const callTitle = (call: string): string => TITLES[call] ?? call;

/** Returns whether a command is one that a person waits for. */
export const hasTitle = (call: string): boolean => Object.hasOwn(TITLES, call);
