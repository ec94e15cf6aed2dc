import { accountsOf, ago, type ProblemKind } from '@claude-meter/core';
import { transcriptsWords } from '../cli/view/transcripts-words.ts';
import type { SourcesStatus } from '../collect/own-sources.ts';
import type { FindingStatus, SessionStatus } from '../collect/session-status.ts';
import { serviceCheck } from '../service/service-check.ts';
import { type Check, note, ok, todo } from './check.ts';
import type { Facts, RunningMeter } from './facts.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Judges what was gathered, in the order in which a person should read it. */
export function examine(facts: Facts): Check[] {
  const { meter } = facts;
  const running = meter.kind === 'running' ? meter : null;
  return [
    meterCheck(facts),
    ...(running?.health.store_trouble == null
      ? []
      : [
          todo(
            'history',
            running.health.store_trouble,
            'Make room or give your user the folder, then restart.',
          ),
        ]),
    ...(running?.health.hints ?? []).map((hint) => note('desktop', hint)),
    ...(facts.configError === null
      ? []
      : [todo('settings', facts.configError, 'See "claude-meter config list".')]),
    ...(running === null ? [] : [numbersCheck(running, facts.now), extensionCheck(running, facts)]),
    ...ownPathChecks(facts, running?.sources ?? null),
    ...(running?.sources == null ? facts.findings : running.sources.cookies.findings).map(findingCheck),
    ...serviceCheck(facts.service),
    statuslineCheck(facts),
    ...(running === null ? [] : [transcriptsCheck(running, facts.now)]),
    ...(running?.sources == null ? [] : claudeCodeChecks(running.sources, facts.now)),
    ...(running === null ? [] : divergenceChecks(running, facts.now)),
  ];
}

function meterCheck({ meter, port, now }: Facts): Check {
  switch (meter.kind) {
    case 'not_running':
      return todo('meter', meter.error, 'Start it with "claude-meter run".');
    case 'stranger':
      return todo('meter', meter.error, 'End that program, or choose another port with CLAUDE_METER_PORT.');
    case 'running': {
      const { version, pid, started_at } = meter.health;
      const since = ago(Date.parse(started_at), now);
      return ok('meter', `ClaudeMeter ${version} runs at 127.0.0.1:${port} (pid ${pid}, started ${since}).`);
    }
  }
}

function numbersCheck({ snapshots }: RunningMeter, now: number): Check {
  const accounts = accountsOf(snapshots, now);
  if (accounts.length === 0) {
    return todo(
      'numbers',
      'No session has delivered anything yet.',
      'Follow the advice below for one of the sources.',
    );
  }
  const old = accounts.filter(({ live }) => !live);
  if (old.length === 0) return ok('numbers', `${count(accounts.length, 'account')}, all fresh.`);
  const reasons = [...new Set(old.flatMap(({ snapshot }) => snapshot.errors))];
  const says = `${old.length} of ${count(accounts.length, 'account')} not fresh. ${reasons.join(' ')}`.trim();
  return todo('numbers', says, 'Follow the advice below for one of the sources, or forget the account.');
}

function extensionCheck({ health, snapshots }: RunningMeter, facts: Facts): Check {
  const { last_report_at } = health.sources.extension;
  const fresh = snapshots.some(({ source, stale }) => source === 'extension' && !stale);
  const elsewhere = snapshots.some(({ stale }) => !stale);
  const where = facts.extensionFolder === null ? '' : ` from ${facts.extensionFolder}`;
  const load = `Load the extension${where} into a browser that is logged in to claude.ai.`;
  if (last_report_at === null) {
    const says = 'No extension has reported since the meter was started.';
    return elsewhere ? note('extension', says, load) : todo('extension', says, load);
  }
  const says = `Last report ${ago(Date.parse(last_report_at), facts.now)}.`;
  if (fresh) return ok('extension', says);
  return elsewhere
    ? note('extension', says)
    : todo('extension', says, 'Start its browser, or see what its popup says.');
}

const PLANS: Readonly<Record<SourcesStatus['cookies']['plan']['why'], string>> = {
  covered: 'silent, because an extension reads everything',
  extension_returning: 'silent, because an extension has come back',
  waiting_for_extension: 'waiting two minutes for the extension that was here before',
  not_due: 'between two polls',
  switched_off: 'switched off (sources.cookies)',
  due: 'about to poll',
  reconnected: 'about to poll, because the network has changed',
};

function ownPathChecks({ ownFetch, now, meter }: Facts, sources: SourcesStatus | null): Check[] {
  if (!ownFetch) return [note('own path', 'Switched off (CLAUDE_METER_OWN_FETCH=off).')];
  if (sources === null) {
    return meter.kind === 'running' ? [note('own path', 'The running meter collects nothing itself.')] : [];
  }
  const { plan, last_poll_at, trouble, sessions } = sources.cookies;
  const polled = last_poll_at === null ? 'never polled' : `last poll ${ago(Date.parse(last_poll_at), now)}`;
  const says = `It is ${PLANS[plan.why]}; ${polled}.`;
  const own = plan.why === 'switched_off' ? note('own path', says) : ok('own path', says);
  const broken =
    trouble === null ? [] : [todo('own path', trouble, 'See that the state folder can be written.')];
  return [own, ...broken, ...sessions.map((session) => sessionCheck(session, now))];
}

function sessionCheck(session: SessionStatus, now: number): Check {
  const { browser, profile, container, orgs, problem, waiting_until, failures, errors, last_poll_at } =
    session;
  const where = `${profile}${container === null ? '' : `, container ${container}`}`;
  const asked = `asked ${ago(Date.parse(last_poll_at), now)}`;
  if (problem === null) return ok(browser, `${where}: ${count(orgs, 'organization')}, ${asked}.`);
  const wait =
    waiting_until === null
      ? ''
      : ` Not asked again before ${waiting_until} (${count(failures, 'failure')} in a row).`;
  return todo(browser, `${where}: ${errors[0] ?? problem.kind}${wait}`, PROBLEM_ADVICE[problem.kind]);
}

const PROBLEM_ADVICE: Readonly<Record<ProblemKind, string>> = {
  signed_out: 'Sign in at https://claude.ai in this browser.',
  wrong_org: 'Switch to that organization at https://claude.ai, or forget the account.',
  challenged: 'Load the extension into this browser: it is asked as the browser that it is.',
  rate_limited: 'Wait. "claude-meter refresh" asks before that.',
  schema: 'Look for a newer ClaudeMeter.',
  network: 'Check the connection.',
  server: 'Wait. "claude-meter refresh" asks before that.',
};

/** What is as it should be, or a matter of taste. */
const HARMLESS: ReadonlySet<string> = new Set(['no_claude_cookies', 'anonymous', 'key_not_asked']);

function findingCheck({ browser, kind, says, advice }: FindingStatus): Check {
  if (kind === 'session') return ok(browser, says);
  if (HARMLESS.has(kind) || advice === null) return note(browser, says, advice);
  return todo(browser, says, advice);
}

function statuslineCheck({ statusline }: Facts): Check {
  switch (statusline) {
    case 'installed':
      return ok('statusline', 'Installed in Claude Code.');
    case 'replaced':
      return note(
        'statusline',
        'It was installed, but Claude Code has another one now.',
        'Run "claude-meter statusline install" to have both.',
      );
    case 'absent':
      return note(
        'statusline',
        'Not installed in Claude Code.',
        'Run "claude-meter statusline install" if you want it.',
      );
    case 'no_claude_code':
      return note('statusline', 'There is no Claude Code here.');
  }
}

function transcriptsCheck({ health: { transcripts } }: RunningMeter, now: number): Check {
  const words = transcriptsWords(transcripts, now);
  const says = `${words.charAt(0).toUpperCase()}${words.slice(1)}${words.endsWith('.') ? '' : '.'}`;
  if (transcripts.state === 'failed') {
    const advice =
      'Make room or give your user the state folder; or do without: "claude-meter config set sources.transcripts off".';
    return todo('transcripts', says, advice);
  }
  if (transcripts.unreadable > 0) {
    return todo(
      'transcripts',
      says,
      '"claude-meter report" names what cannot be read; give your user the right to.',
    );
  }
  return transcripts.state === 'ready' ? ok('transcripts', says) : note('transcripts', says);
}

function claudeCodeChecks({ oauth, passive }: SourcesStatus, now: number): Check[] {
  const checks: Check[] = [];
  if (!oauth.on) checks.push(note('oauth', 'Switched off (sources.oauth).'));
  else if (oauth.error !== null) {
    const wait = oauth.waiting_until === null ? '' : ` Not asked again before ${oauth.waiting_until}.`;
    const advice = 'Or do without it: "claude-meter config set sources.oauth off".';
    checks.push(todo('oauth', oauth.error + wait, advice));
  } else if (oauth.last_request_at === null) checks.push(note('oauth', 'On, not asked yet.'));
  else checks.push(ok('oauth', `Asked ${ago(Date.parse(oauth.last_request_at), now)}.`));
  if (!passive.on) checks.push(note('cache', 'Switched off (sources.passive).'));
  else if (passive.cached_at !== null) {
    checks.push(ok('cache', `Claude Code has kept numbers from ${ago(Date.parse(passive.cached_at), now)}.`));
  }
  return checks;
}

function divergenceChecks({ timeline }: RunningMeter, now: number): Check[] {
  const told = timeline.filter(({ kind, at }) => kind === 'divergence' && now - at < DAY_MS);
  const [last] = told;
  if (last === undefined) return [];
  const says = `Two sources disagreed ${count(told.length, 'time')} in the last day, last ${ago(last.at, now)} (${last.detail}).`;
  return [note('agreement', says, 'Run "claude-meter verify" to see which one is right.')];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
