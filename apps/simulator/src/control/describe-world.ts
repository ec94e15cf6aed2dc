import { createHash } from 'node:crypto';
import type { World } from '../world/world.ts';

/** What `GET /state` tells. */
export function describeWorld(world: World) {
  const { clock, scenario, sessions, requests } = world;
  return {
    simulated: true,
    scenario: { name: scenario.name, summary: scenario.summary, minute: world.moment().minute },
    strict: world.strict,
    clock: {
      real_time: new Date(world.realNow()).toISOString(),
      simulated_time: new Date(clock.now()).toISOString(),
      speed: clock.speed,
    },
    accounts: scenario.accounts.map(({ email, memberships }) => ({
      email,
      sessions: sessions.countOf(email),
      orgs: memberships.map(({ org }) => org),
    })),
    orgs: scenario.orgs.map(({ uuid, name, capabilities }) => {
      const body = world.body(uuid, 'usage');
      return {
        uuid,
        name,
        capabilities,
        usage_sha256: body && createHash('sha256').update(body).digest('hex'),
        usage_set_by_hand: world.isBodySet(uuid, 'usage'),
      };
    }),
    faults: world.faults.list(),
    requests: { recorded: requests.size, dropped: requests.dropped },
  };
}

/** The state as a client gets it. */
export type WorldDescription = ReturnType<typeof describeWorld>;
