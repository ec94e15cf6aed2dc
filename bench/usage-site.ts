import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { issueCertificates } from '../apps/simulator/src/tls/issue-certificates.ts';

/** The other end of the own fetch path, as cheap as can be: prepared answers for three orgs over TLS. */
const [caFile = ''] = process.argv.slice(2);
const usage = readFileSync(
  new URL('../packages/sources/src/claude-web/fixtures/2026-09-14-newest-plain.json', import.meta.url),
);
const organizations = [1, 2, 3].map((n) => ({
  uuid: `d03d2d69-0000-4000-8000-00000000000${n}`,
  name: `Org ${n}`,
  capabilities: ['chat', 'claude_max'],
  rate_limit_tier: 'default_claude_max_20x',
}));
const account = {
  email_address: 'ada@example.com',
  memberships: organizations.map((organization) => ({ organization })),
};
const answers: Record<string, Buffer> = {
  '/api/account': Buffer.from(JSON.stringify(account)),
  '/api/organizations': Buffer.from(JSON.stringify(organizations)),
};
let bytes = 0;
let requests = 0;

const { ca, cert, key } = await issueCertificates(Date.now());
writeFileSync(caFile, ca);
const server = createServer({ cert, key }, (request, response) => {
  const path = request.url ?? '';
  if (path === '/count') return void response.end(JSON.stringify({ bytes, requests }));
  requests += 1;
  const body = answers[path] ?? (path.endsWith('/usage') ? usage : Buffer.from('{}'));
  const status = answers[path] !== undefined || path.endsWith('/usage') ? 200 : 404;
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
  bytes += request.rawHeaders.join('').length + body.length;
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
