import { accountLabel, type Reading, type Snapshot, staleLabel } from '@claude-meter/core';
import type { ComponentChildren, VNode } from 'preact';
import { AccountDetails } from './account-details.tsx';
import { ExtraUsageRow } from './extra-usage-row.tsx';
import { LimitList } from './limit-list.tsx';

export interface AccountBlockProps {
  reading: Reading;
  /** All that is shown, to tell accounts of one e-mail apart. */
  all: readonly Snapshot[];
  now: number;
  timeZone: string;
  /** How moments are written, BCP 47. @default 'en-GB' */
  locale?: string;
  /** What stands between the heading and the limits: the problem of this account, when it has one. */
  children?: ComponentChildren;
}

/** One account: its name, its limits with their countdowns, extra usage and details. Grey while stale. */
export function AccountBlock(props: AccountBlockProps): VNode {
  const { reading, all, now, timeZone, locale = 'en-GB', children } = props;
  const { snapshot } = reading;
  const name = accountLabel(snapshot, all);
  const plan = snapshot.plan !== null && !name.includes(`(${snapshot.plan})`) ? snapshot.plan : null;
  const headingId = `cm-account-${snapshot.org_uuid}`;
  return (
    <section class="cm-account" data-live={String(reading.live)} aria-labelledby={headingId}>
      <header class="cm-account-head">
        <h2 id={headingId}>{name}</h2>
        {plan !== null && <span class="cm-plan">{plan}</span>}
      </header>
      {snapshot.stale && snapshot.usage !== null && (
        <p class="cm-stale">{staleLabel(snapshot, now, timeZone).replace(/[()]/g, '')}</p>
      )}
      {children}
      {snapshot.usage !== null && reading.limits.length === 0 && (
        <p class="cm-empty">No limit runs on this account.</p>
      )}
      {reading.limits.length > 0 && (
        <LimitList limits={reading.limits} binding={reading.binding} timeZone={timeZone} locale={locale} />
      )}
      <ExtraUsageRow extra={snapshot.extra} now={now} />
      <AccountDetails snapshot={snapshot} timeZone={timeZone} locale={locale} />
    </section>
  );
}
