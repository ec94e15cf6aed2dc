import { readFile, stat } from 'node:fs/promises';
import { checkTruth, readHar, type Truth, type TruthResult } from '@claude-meter/verify';

/** Where step 1 is to come from. `-` is standard input. */
export type TruthPlace =
  | { from: 'har'; file: string }
  | { from: 'copied'; file: string }
  | { from: 'direct' };

export interface WantedTruth {
  place: TruthPlace;
  orgUuid: string | null;
  /** Whose it is, when the caller knows; else what the truth itself says. */
  accountEmail: string | null;
}

/** Asks claude.ai itself, with a session found on this machine. Never rejects but when aborted. */
export type FetchTruth = (orgUuid: string | null) => Promise<TruthResult>;

/** What reading may touch of the world. */
export interface TruthWorld {
  fetchTruth: FetchTruth;
  stdin: AsyncIterable<Uint8Array | string>;
}

/** Gets step 1 and makes sure that it is a usage body. */
export async function readTruth(wanted: WantedTruth, world: TruthWorld): Promise<TruthResult> {
  const found = await find(wanted, world);
  if (!found.ok) return found;
  const { truth } = found;
  return checkTruth({
    ...truth,
    orgUuid: wanted.orgUuid ?? truth.orgUuid,
    accountEmail: wanted.accountEmail ?? truth.accountEmail,
  });
}

async function find({ place, orgUuid }: WantedTruth, world: TruthWorld): Promise<TruthResult> {
  if (place.from === 'direct') return world.fetchTruth(orgUuid);
  const read = await readText(place.file, world.stdin);
  if ('error' in read) return { ok: false, problem: { kind: 'unreadable', error: read.error } };
  return place.from === 'har' ? readHar(read.text, orgUuid) : { ok: true, truth: copied(read) };
}

interface Text {
  text: string;
  /** When the file was written last, ms; null for standard input. */
  writtenAt: number | null;
}

function copied({ text, writtenAt }: Text): Truth {
  const when = writtenAt === null ? 'when it was copied is not known' : 'its time is that of the file';
  const notes = [`A copied body: ${when}.`];
  return { from: 'copied', orgUuid: null, body: text, at: writtenAt, accountEmail: null, notes };
}

async function readText(file: string, stdin: TruthWorld['stdin']): Promise<Text | { error: string }> {
  const name = file === '-' ? 'Standard input' : JSON.stringify(file);
  try {
    const bytes = file === '-' ? await readAll(stdin) : await readFile(file);
    const writtenAt = file === '-' ? null : Math.round((await stat(file)).mtimeMs);
    const text = utf8(bytes);
    return text === null ? { error: `${name} is not UTF-8 text.` } : { text, writtenAt };
  } catch (error) {
    return {
      error: `${name} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'no reason given'}).`,
    };
  }
}

async function readAll(stream: TruthWorld['stdin']): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Editors put a byte order mark in front; it is none of what was served. */
function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
