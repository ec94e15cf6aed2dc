/**
 * The index's tables, one step per version. A step is never edited once released. Everything in here can be read from
 * the transcripts again, so a step may also drop and begin anew.
 *
 * No text of a transcript is kept: only counts, hashes of ids, times, and the names of models, sessions, folders and
 * branches.
 */
export const INDEX_MIGRATIONS: readonly string[] = [
  `
  -- One row per transcript: what it looked like when it was read, and how far that went.
  CREATE TABLE file (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    device REAL NOT NULL,
    inode REAL NOT NULL,
    size INTEGER NOT NULL,
    modified REAL NOT NULL,
    changed REAL NOT NULL,
    born REAL NOT NULL,
    -- Bytes up to the end of the last whole line, and hashes of the first and last of them.
    offset INTEGER NOT NULL,
    head REAL NOT NULL,
    tail REAL NOT NULL,
    first_at INTEGER,
    damaged INTEGER NOT NULL,
    -- The request of a last line that still lacks its line feed.
    tail_rows BLOB
  ) STRICT;

  -- Packed requests: file.id * 65536 + a number that counts up.
  CREATE TABLE chunk (
    id INTEGER PRIMARY KEY,
    rows BLOB NOT NULL
  ) STRICT;

  -- Models, sessions, folders and branches.
  CREATE TABLE name (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
  ) STRICT;

  -- The first damaged lines of each file.
  CREATE TABLE damage (
    file_id INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    kind TEXT NOT NULL
  ) STRICT;
  CREATE INDEX damage_file ON damage (file_id);

  -- Counts up with every change, so that two programs at the same index notice each other.
  CREATE TABLE state (
    generation INTEGER NOT NULL
  ) STRICT;
  INSERT INTO state VALUES (0);
  `,
  `
  -- Transcripts that were there once. Claude Code removes old ones; their requests stay, for whoever asks for them.
  CREATE TABLE gone_file (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    born REAL NOT NULL,
    first_at INTEGER
  ) STRICT;
  `,
];
