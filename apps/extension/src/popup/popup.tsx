import { ago, type Reading } from '@claude-meter/core';
import { AccountBlock, ProblemLine, problemWords } from '@claude-meter/ui';
import type { ComponentChildren, VNode } from 'preact';
import type { Store } from '../store/store.ts';
import { bridgeLine } from './bridge-line.ts';
import { OptionsIcon, RefreshIcon } from './icons.tsx';
import { shownInDetail } from './shown-in-detail.ts';

const CLAUDE = 'https://claude.ai/';
const USAGE_PAGE = 'https://claude.ai/settings/usage';

export interface PopupProps {
  store: Store;
  now: number;
  timeZone: string;
  /** A refresh that was asked for is under way. */
  busy: boolean;
  /** Whether the browser lets the extension ask claude.ai. */
  allowed: boolean;
  onRefresh: () => void;
  onOptions: () => void;
  onAllow: () => void;
}

/** All that the popup shows, from what is stored. */
export function Popup(props: PopupProps): VNode {
  const { store, now, timeZone, allowed } = props;
  const readings = shownInDetail(store, now);
  const snapshots = readings.map((reading) => reading.snapshot);
  const sessionProblem = store.last?.problem ?? null;
  return (
    <>
      <Head {...props} />
      <main class="popup-body">
        {!allowed && <AccessProblem onAllow={props.onAllow} />}
        {allowed && <SessionProblem store={store} readings={readings} now={now} />}
        {readings.map((reading) => (
          <AccountBlock
            key={reading.snapshot.org_uuid}
            reading={reading}
            all={snapshots}
            now={now}
            timeZone={timeZone}
          >
            {sessionProblem === null && <OrgProblem reading={reading} now={now} />}
          </AccountBlock>
        ))}
      </main>
      <Foot store={store} readings={readings} now={now} />
    </>
  );
}

function Head({ busy, onRefresh, onOptions }: PopupProps): VNode {
  return (
    <header class="popup-head">
      <img src="/icons/32.png" alt="" width="18" height="18" />
      <h1>ClaudeMeter</h1>
      <button
        type="button"
        class="popup-icon"
        data-busy={String(busy)}
        aria-disabled={busy}
        aria-label={busy ? 'Refreshing' : 'Refresh now'}
        title="Refresh now"
        onClick={onRefresh}
      >
        <RefreshIcon />
      </button>
      <button type="button" class="popup-icon" aria-label="Options" title="Options" onClick={onOptions}>
        <OptionsIcon />
      </button>
    </header>
  );
}

function AccessProblem({ onAllow }: { onAllow: () => void }): VNode {
  return (
    <ProblemLine title="Not allowed to ask claude.ai" advice="The browser keeps ClaudeMeter from reading it.">
      <button type="button" class="cm-button" onClick={onAllow}>
        Allow
      </button>
    </ProblemLine>
  );
}

interface StateProps {
  store: Store;
  readings: readonly Reading[];
  now: number;
}

/** What is wrong with the login as a whole; said quietly while another browser still delivers. */
function SessionProblem({ store, readings, now }: StateProps): VNode | null {
  const { last } = store;
  if (last?.problem != null) {
    const live = readings.length > 0 && readings.every((reading) => reading.live);
    const words = problemWords(last.problem, now);
    return (
      <ProblemLine title={words.title} advice={words.advice} tone={live ? 'quiet' : 'trouble'}>
        {words.visitHelps && <OpenClaude />}
      </ProblemLine>
    );
  }
  if (readings.length > 0) return null;
  if (last === null) return <ProblemLine title="No data yet" advice="Asking claude.ai …" tone="quiet" />;
  return (
    <ProblemLine title="No data yet" advice={last.errors[0] ?? 'claude.ai named no account to show.'}>
      <OpenClaude />
    </ProblemLine>
  );
}

function OrgProblem({ reading, now }: { reading: Reading; now: number }): VNode | null {
  const { problem } = reading.snapshot;
  if (problem === null) return null;
  const words = problemWords(problem, now);
  return (
    <ProblemLine title={words.title} advice={words.advice}>
      {words.visitHelps && <OpenClaude />}
    </ProblemLine>
  );
}

function OpenClaude(): VNode {
  return (
    <NewTab href={CLAUDE} class="cm-button">
      Open claude.ai
    </NewTab>
  );
}

function Foot({ store, readings, now }: StateProps): VNode {
  const bridge = bridgeLine(store.bridge, store.settings.port);
  return (
    <footer class="popup-foot">
      <span>{updatedText(readings, now)}</span>
      <NewTab href={USAGE_PAGE}>Usage page</NewTab>
      <span class="popup-bridge" data-good={String(bridge.good)} title={bridge.more}>
        {bridge.text}
      </span>
    </footer>
  );
}

/** The age of the newest numbers on show. */
function updatedText(readings: readonly Reading[], now: number): string {
  const times = readings
    .filter((reading) => reading.snapshot.usage !== null)
    .map((reading) => Date.parse(reading.snapshot.fetched_at));
  return times.length === 0 ? 'Never updated' : `Updated ${ago(Math.max(...times), now)}`;
}

function NewTab(props: { href: string; class?: string; children: ComponentChildren }): VNode {
  return (
    <a href={props.href} class={props.class ?? 'popup-link'} target="_blank" rel="noreferrer">
      {props.children}
    </a>
  );
}
