/**
 * The script of the settings page. It makes exactly one XHR, to the usage endpoint of the org in the
 * `lastActiveOrg` cookie, as the real page does, and draws what it finds there.
 */
export const USAGE_SCRIPT = `
'use strict';
const place = document.getElementById('usage');
const cookie = document.cookie.split('; ').find((pair) => pair.startsWith('lastActiveOrg='));
const org = cookie ? cookie.slice('lastActiveOrg='.length) : '';
const NAMES = { session: 'Current session', weekly_all: 'All models, this week' };
const KNOWN = { five_hour: 'Current session', seven_day: 'All models, this week', seven_day_opus: 'Opus, this week',
  seven_day_sonnet: 'Sonnet, this week' };

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function row({ name, percent, note }) {
  const tone = percent >= 95 ? ' critical' : percent >= 75 ? ' warning' : '';
  const made = element('div', 'row' + tone);
  const bar = element('div', 'bar');
  bar.setAttribute('role', 'progressbar');
  bar.setAttribute('aria-label', name);
  bar.setAttribute('aria-valuenow', String(percent));
  bar.setAttribute('aria-valuemin', '0');
  bar.setAttribute('aria-valuemax', '100');
  const fill = element('div');
  fill.style.width = Math.min(100, Math.max(0, percent)) + '%';
  bar.append(fill);
  made.append(element('span', '', name), element('span', '', Math.round(percent) + '% used'), bar);
  if (note) made.append(element('small', '', note));
  return made;
}

function resets(at) {
  return at ? 'Resets ' + new Date(at).toLocaleString() : 'Starts on first use';
}

function rows(body) {
  const limits = Array.isArray(body.limits) && body.limits.length > 0
    ? body.limits.map((limit) => ({
        name: (limit.scope && limit.scope.model && limit.scope.model.display_name + ', this week') || NAMES[limit.kind] || limit.kind,
        percent: limit.percent, note: resets(limit.resets_at) }))
    : Object.keys(KNOWN).filter((key) => body[key] && typeof body[key].utilization === 'number')
        .map((key) => ({ name: KNOWN[key], percent: body[key].utilization, note: resets(body[key].resets_at) }));
  const pools = Object.keys(body).filter((key) => body[key] && typeof body[key].limit_dollars === 'number')
    .map((key) => ({ name: 'Seat budget', percent: body[key].utilization,
      note: '$' + body[key].used_dollars.toFixed(2) + ' of $' + body[key].limit_dollars.toFixed(2) }));
  const extra = body.extra_usage;
  const metered = extra && typeof extra.used_credits === 'number' && extra.currency
    ? [{ name: 'Extra usage', percent: extra.utilization || 0, note: money(extra.used_credits, extra) +
        (extra.monthly_limit === null ? '' : ' of ' + money(extra.monthly_limit, extra)) }]
    : [];
  return [...limits, ...pools, ...metered];
}

function money(minor, { currency, decimal_places: places = 2 }) {
  return new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(minor / 10 ** places);
}

function draw(body) {
  const drawn = rows(body).map(row);
  place.replaceChildren(...(drawn.length > 0 ? drawn : [element('p', 'soft', 'No usage to show.')]));
}

const request = new XMLHttpRequest();
request.open('GET', '/api/organizations/' + encodeURIComponent(org) + '/usage');
request.setRequestHeader('accept', '*/*');
request.addEventListener('load', () => {
  try {
    if (request.status !== 200) throw new Error('claude.ai answered ' + request.status);
    draw(JSON.parse(request.responseText));
  } catch (error) {
    place.replaceChildren(element('p', '', 'Usage could not be shown: ' + error.message));
  }
});
request.addEventListener('error', () => place.replaceChildren(element('p', '', 'Usage could not be loaded.')));
request.send();
`;
