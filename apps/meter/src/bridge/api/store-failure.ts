/** SQLite's primary result codes. */
const [BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB] = [5, 6, 8, 10, 11, 13, 14, 26];

export interface StoreFailure {
  status: 500 | 503 | 507;
  words: string;
}

/** Why the history could not be read or written, and what to do, in words for a person. */
export function storeFailure(error: unknown): StoreFailure {
  const code = (error as { errcode?: unknown }).errcode;
  switch (typeof code === 'number' ? code & 0xff : Number.NaN) {
    case BUSY:
    case LOCKED:
      return { status: 503, words: 'Another program holds the history. Close it, then try again.' };
    case READONLY:
      return { status: 507, words: 'The history cannot be written: its folder or disk is read-only.' };
    case FULL:
      return { status: 507, words: 'The disk is full. Make room, then try again.' };
    case IOERR:
    case CANTOPEN:
      return { status: 507, words: 'The disk does not answer as it should. Look at it, then try again.' };
    case CORRUPT:
    case NOTADB:
      return {
        status: 500,
        words: 'The history is damaged. It is put aside when the next reading comes in.',
      };
    default:
      return { status: 500, words: `The meter could not do this: ${(error as Error).message}` };
  }
}
