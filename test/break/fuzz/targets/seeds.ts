import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../../..');

/** Every file of a folder of fixtures, as bytes. */
export function fixturesIn(folder: string): Buffer[] {
  const path = join(ROOT, folder);
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
}

export const USAGE_SEEDS = fixturesIn('packages/sources/src/claude-web/fixtures');

export const ORG = 'd03d2d69-0000-4000-8000-000000000001';
/** The moment at which everything is read. */
export const NOW = Date.UTC(2026, 10, 22, 10);

/** Keys that the readers of claude.ai's bodies know. */
export const USAGE_KEYS: readonly string[] = [
  ...[
    'five_hour',
    'seven_day',
    'seven_day_opus',
    'seven_day_sonnet',
    'cinder_cove',
    'nimbus_quill',
    'brand_new',
  ],
  ...[
    'utilization',
    'resets_at',
    'limits',
    'percent',
    'kind',
    'group',
    'scope',
    'model',
    'display_name',
    'is_active',
  ],
  ...[
    'extra_usage',
    'spend',
    'is_enabled',
    'monthly_limit',
    'used_credits',
    'currency',
    'decimal_places',
    'exponent',
  ],
  ...[
    'limit_dollars',
    'used_dollars',
    'remaining_dollars',
    'locked_reason',
    'limit',
    'used',
    'amount_minor',
    'enabled',
  ],
  ...[
    'seven_day_breakdown',
    'disabled_until',
    'out_of_credits',
    'status',
    'payment_method',
    'last4',
    'next_charge_date',
  ],
  ...[
    'email_address',
    'memberships',
    'organization',
    'uuid',
    'name',
    'capabilities',
    'error',
    'type',
    'message',
  ],
];
