import { type JsonSchema, jsonSchemaOf } from './json-schema.ts';
import { SNAPSHOT_SHAPE } from './snapshots.ts';

/** What each key of a snapshot says, for whoever reads the schema. */
const MEANINGS: Readonly<Record<string, string>> = {
  org_uuid: 'The organization at claude.ai: the identity of a quota.',
  browser: 'Who reported: Chrome, Firefox, …',
  account_email: 'E-mail of the account.',
  fetched_at: 'ISO-8601: when claude.ai served the usage body.',
  usage: 'The usage body of claude.ai; number text is the server’s.',
  overage: 'Body of overage_spend_limit, likewise.',
  subscription: 'Body of subscription_details, likewise.',
  errors: 'One sentence per failure of the newest attempt.',
  stale: 'Whether the numbers are old; computed when it is read.',
  source: 'How it was obtained.',
  received_at: 'ISO-8601: arrival at the meter.',
  instance: 'Random id of one extension install, or id of one browser profile.',
  plan: 'Max 20x, Team, …',
  limits: 'Every enforced window or pool, normalised; percent 0–100 and beyond.',
  extra: 'Metered use beyond the plan.',
  billing: 'When and how the person pays.',
  breakdown: 'Share of the week per product, percent 0–100.',
  problem: 'Why the newest attempt failed.',
  provenance: 'Where the usage body came from, and its SHA-256.',
};

/** Of claude.ai: whatever it serves. */
const BODY: JsonSchema = { type: ['object', 'null'] };

/** JSON Schema of what `GET /snapshots` answers, made from the shape that the client checks. */
export function snapshotsSchema(): JsonSchema & { $schema: string; title: string } {
  const known = jsonSchemaOf(SNAPSHOT_SHAPE);
  const bodies = { usage: BODY, overage: BODY, subscription: BODY };
  const properties = Object.entries({ ...known.properties, ...bodies }).map(([key, schema]) => {
    const description = MEANINGS[key];
    return [key, description === undefined ? schema : { ...schema, description }] as const;
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'GET /snapshots of ClaudeMeter',
    type: 'array',
    items: {
      type: 'object',
      properties: Object.fromEntries(properties),
      required: [...(known.required ?? []), ...Object.keys(bodies)],
    },
  };
}
