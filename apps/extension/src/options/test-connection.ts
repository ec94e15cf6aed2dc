import { bridgeUrl, readSnapshots } from '@claude-meter/wire';

const TIME_LIMIT_MS = 5_000;

/** What came of asking the meter, in a sentence. */
export interface Tested {
  good: boolean;
  words: string;
}

/** Asks the meter on a port and says in words what answered. */
export async function testConnection(port: number): Promise<Tested> {
  const base = bridgeUrl(port);
  const answer = await readSnapshots({ base, signal: AbortSignal.timeout(TIME_LIMIT_MS) });
  if (answer.ok) {
    const orgs = new Set(answer.value.map((snapshot) => snapshot.org_uuid)).size;
    const knows =
      orgs === 0 ? 'It knows no account yet.' : `It knows ${orgs} account${orgs === 1 ? '' : 's'}.`;
    return { good: true, words: `A meter answers at ${base}. ${knows}` };
  }
  switch (answer.failure.kind) {
    case 'not_running':
      return { good: false, words: `Nothing answers at ${base}. Start the meter with: claude-meter run` };
    case 'refused':
      return {
        good: false,
        words: `${base} answered ${answer.failure.status}. Is it a meter, and is it yours? ${answer.failure.error}`,
      };
    case 'not_a_meter':
      return { good: false, words: `Another program answers at ${base}. Choose the port of the meter.` };
    default:
      return answer.failure satisfies never;
  }
}
