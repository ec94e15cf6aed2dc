import { randomUUID } from 'node:crypto';
import { canChat, firstChatOrg, orgsOf } from './api.ts';
import { activeOrgCookie, anonymousCookie, signInCookies, signOutCookies } from './cookies.ts';
import { escapeHtml, page } from './markup.ts';
import { htmlReply, seeOther } from './reply.ts';
import { USAGE_SCRIPT } from './usage-script.ts';
import type { Handler, Visit } from './visit.ts';

/** `GET /login`: a form that lists the scenario's accounts. */
export const signInForm: Handler = (visit) => signInPage(visit, { status: 200, problem: null });

/** `POST /login` with `email`: sets the cookies of a signed-in browser and leads to the settings page. */
export const signIn: Handler = (visit) => {
  const { world, form, host } = visit;
  const email = form.get('email') ?? '';
  const account = world.account(email);
  if (!account) {
    return signInPage(visit, { status: 400, problem: `There is no account ${JSON.stringify(email)} here.` });
  }
  const session = world.sessions.begin(account.email, world.clock.now());
  return seeOther('/settings/usage', signInCookies(host, session.key, firstChatOrg(world, account)));
};

/** `GET /logout`: ends the session and takes its cookies back. */
export const signOut: Handler = ({ world, cookies, host }) => {
  const key = cookies.get('sessionKey');
  if (key) world.sessions.end(key);
  return seeOther('/login', signOutCookies(host));
};

/** `GET /settings/usage`: makes one XHR for the active org's usage and draws its bars. */
export const settingsPage: Handler = ({ world, session, cookies, host }) => {
  const who = session && world.account(session.email);
  if (!who) return seeOther('/login');
  const orgs = orgsOf(world, who).filter(({ org }) => canChat(org));
  const wanted = cookies.get('lastActiveOrg');
  const active = orgs.find(({ org }) => org.uuid === wanted)?.org.uuid ?? firstChatOrg(world, who);
  const choices = orgs.map(
    ({ org }) =>
      `<option value="${escapeHtml(org.uuid)}"${org.uuid === active ? ' selected' : ''}>${escapeHtml(org.name)}</option>`,
  );
  const switcher = `<form method="post" action="/settings/organization"><label>Organization
<select name="org">${choices.join('')}</select></label> <button>Switch</button></form>`;
  const html = page({
    title: 'Usage',
    body: `<h1>Plan usage limits</h1>
<p class="soft">${escapeHtml(who.email)}</p>
<div id="usage" aria-live="polite">Loading…</div>
<nav>${orgs.length > 1 ? switcher : ''}<form action="/logout"><button>Sign out</button></form></nav>`,
    script: USAGE_SCRIPT,
  });
  return htmlReply(
    html,
    active && active !== wanted ? { headers: { 'set-cookie': activeOrgCookie(host, active) } } : {},
  );
};

/** `POST /settings/organization` with `org`: makes it the active one. */
export const switchOrg: Handler = ({ world, session, form, host }) => {
  const who = session && world.account(session.email);
  if (!who) return seeOther('/login');
  const org = form.get('org') ?? '';
  const isTheirs = orgsOf(world, who).some((candidate) => candidate.org.uuid === org);
  return seeOther('/settings/usage', isTheirs ? [activeOrgCookie(host, org)] : []);
};

/** `GET /`: to where the visitor can go on. */
export const entrance: Handler = ({ session }) => seeOther(session ? '/settings/usage' : '/login');

function signInPage(
  { world, cookies }: Visit,
  { status, problem }: { status: number; problem: string | null },
) {
  const choices = world.scenario.accounts.map(
    ({ email, fullName }, i) =>
      `<label class="choice"><input type="radio" name="email" value="${escapeHtml(email)}"${i === 0 ? ' checked' : ''}>
${escapeHtml(fullName)} (${escapeHtml(email)})</label>`,
  );
  const html = page({
    title: 'Sign in',
    body: `<h1>Sign in</h1>
${problem ? `<p role="alert">${escapeHtml(problem)}</p>` : ''}
<form method="post" action="/login">
<fieldset><legend>Account</legend>
${choices.join('\n')}
</fieldset>
<button type="submit">Continue</button>
</form>
<p class="soft">Scenario: ${escapeHtml(world.scenario.name)}</p>`,
  });
  const isNew = !cookies.has('anthropic-device-id');
  return htmlReply(html, { status, headers: isNew ? { 'set-cookie': anonymousCookie(randomUUID()) } : {} });
}
