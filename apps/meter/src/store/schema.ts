/**
 * The history's tables, one step per version. A step is never edited once released: the next one changes what the
 * last one made. `PRAGMA user_version` holds the number of steps taken.
 */
export const MIGRATIONS: readonly string[] = [
  `
  -- The newest state, one row, replaced with every post.
  CREATE TABLE latest (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    saved_at INTEGER NOT NULL,
    state TEXT NOT NULL
  ) STRICT;

  -- Each change of each limit: what it became, and the body that says so.
  CREATE TABLE sample (
    org_uuid TEXT NOT NULL,
    limit_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    percent REAL,
    resets_at TEXT,
    source TEXT NOT NULL,
    browser TEXT NOT NULL,
    body_sha256 TEXT NOT NULL,
    PRIMARY KEY (org_uuid, limit_id, at)
  ) STRICT, WITHOUT ROWID;

  -- The bodies behind recent samples, for whoever wants to check one.
  CREATE TABLE body (
    sha256 TEXT PRIMARY KEY,
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
];
