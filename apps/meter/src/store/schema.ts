/**
 * The history's tables, one step per version. A step is never edited once released: the next one changes what the
 * last one made. `PRAGMA user_version` holds the number of steps taken. All times are ms since the epoch.
 */
export const MIGRATIONS: readonly string[] = [
  `
  -- The newest state, one row, replaced with every post.
  CREATE TABLE latest (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    saved_at INTEGER NOT NULL,
    state TEXT NOT NULL
  ) STRICT;

  -- One limit of one org, and what it was last called. Extra usage is the limit 'extra'.
  CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    org_uuid TEXT NOT NULL,
    limit_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    currency TEXT,
    exponent INTEGER,
    UNIQUE (org_uuid, limit_id)
  ) STRICT;

  -- Who reported.
  CREATE TABLE reporter (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    browser TEXT NOT NULL,
    UNIQUE (source, browser)
  ) STRICT;

  -- Each change of each limit: what it became, and the body that says so. Between two samples nothing changed,
  -- as long as somebody watched.
  CREATE TABLE sample (
    series_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    percent REAL,
    resets_at INTEGER,
    amount REAL,
    reporter_id INTEGER NOT NULL,
    body_sha256 BLOB,
    PRIMARY KEY (series_id, at)
  ) STRICT, WITHOUT ROWID;

  -- The same, per span of time, so that a year is drawn without being read.
  CREATE TABLE rollup (
    series_id INTEGER NOT NULL,
    span INTEGER NOT NULL,
    start INTEGER NOT NULL,
    low REAL,
    high REAL,
    last REAL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (series_id, span, start)
  ) STRICT, WITHOUT ROWID;

  -- The life of each window: from the first sample with its reset to the first one without.
  CREATE TABLE window (
    series_id INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    resets_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    last_percent REAL,
    peak REAL,
    full_at INTEGER,
    closed_at INTEGER,
    ended TEXT CHECK (ended IN ('reset', 'moved', 'gone')),
    PRIMARY KEY (series_id, opened_at)
  ) STRICT, WITHOUT ROWID;

  -- Spans in which an org was being watched. What lies between them is a gap, not a flat line.
  CREATE TABLE watch (
    org_uuid TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (org_uuid, since)
  ) STRICT, WITHOUT ROWID;

  -- The bodies behind recent samples, for whoever wants to check one.
  CREATE TABLE body (
    sha256 BLOB PRIMARY KEY,
    at INTEGER NOT NULL,
    text TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX body_at ON body (at);

  -- Handoffs between sources, failures and disagreements.
  CREATE TABLE timeline (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    org_uuid TEXT NOT NULL,
    source TEXT NOT NULL,
    browser TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- Money per span of time: what it stood at last, and at most.
  ALTER TABLE rollup ADD COLUMN amount REAL;
  ALTER TABLE rollup ADD COLUMN most_amount REAL;
  UPDATE rollup SET
    amount = (SELECT amount FROM sample WHERE series_id = rollup.series_id AND at = last_at),
    most_amount = (
      SELECT max(amount) FROM sample
      WHERE series_id = rollup.series_id AND at >= start AND at < start + span)
  WHERE series_id IN (SELECT id FROM series WHERE exponent IS NOT NULL);
  CREATE INDEX timeline_at ON timeline (at);
  `,
];
