import { type Billing, formatPercent, type Snapshot, type Source } from '@claude-meter/core';
import type { VNode } from 'preact';
import { writeMoment } from './write-moment.ts';

export interface AccountDetailsProps {
  snapshot: Snapshot;
  timeZone: string;
  /** BCP 47 @default 'en-GB' */
  locale?: string;
}

const SOURCE_WORDS: Readonly<Record<Exclude<Source, 'extension'>, string>> = {
  cookies: 'the meter, with the login on disk',
  oauth: 'the meter, with the login of Claude Code',
  statusline: 'the status line of Claude Code',
  import: 'an import',
};

/** What is seldom asked for: who read it and when, the next charge, where the week went. Stays open over updates. */
export function AccountDetails({ snapshot, timeZone, locale = 'en-GB' }: AccountDetailsProps): VNode {
  const charge = billingText(snapshot.billing, locale);
  return (
    <details class="cm-details">
      <summary>Details</summary>
      <dl>
        <dt>Read by</dt>
        <dd>{snapshot.source === 'extension' ? snapshot.browser : SOURCE_WORDS[snapshot.source]}</dd>
        <dt>Read at</dt>
        <dd>{writeMoment(Date.parse(snapshot.fetched_at), 'whole', { timeZone, locale })}</dd>
        {charge !== null && (
          <>
            <dt>{charge.label}</dt>
            <dd>{charge.value}</dd>
          </>
        )}
        {snapshot.breakdown.length > 0 && (
          <>
            <dt>This week</dt>
            <dd>
              {snapshot.breakdown.map((share) => `${share.label} ${formatPercent(share.percent)}`).join(', ')}
            </dd>
          </>
        )}
        {snapshot.errors.length > 0 && (
          <>
            <dt>Said</dt>
            <dd>{snapshot.errors.join(' ')}</dd>
          </>
        )}
        <dt>Organization</dt>
        <dd class="cm-org">{snapshot.org_uuid}</dd>
      </dl>
    </details>
  );
}

function billingText(billing: Billing | null, locale: string): { label: string; value: string } | null {
  if (billing === null) return null;
  if (billing.ends_at !== null) return { label: 'Plan ends', value: dayOf(billing.ends_at, locale) };
  if (billing.next_charge === null) return null;
  const { card } = billing;
  const paidWith = card === null ? '' : `, ${capitalised(card.brand)} ending in ${card.last4}`;
  return { label: 'Next charge', value: dayOf(billing.next_charge, locale) + paidWith };
}

/** `10 Jun 2027` of a date or an instant; what is neither is shown as it came. A date has no time zone. */
function dayOf(served: string, locale: string): string {
  const at = Date.parse(served);
  if (Number.isNaN(at)) return served;
  return writeMoment(at, 'date', { timeZone: 'UTC', locale });
}

function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
