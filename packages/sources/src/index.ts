export { type DecodedCredentials, decodeCredentials } from './claude-oauth/decode-credentials.ts';
export {
  type DecodedOauth,
  decodeOauthAnswer,
  OAUTH_BETA,
  OAUTH_ORIGIN,
  OAUTH_USAGE_PATH,
} from './claude-oauth/decode-oauth-answer.ts';
export {
  type DecodedStatusline,
  decodeStatusline,
  type Statusline,
  type StatuslineContext,
  type StatuslineCost,
} from './claude-statusline/decode-statusline.ts';
export { decodeStatuslineUsage } from './claude-statusline/decode-statusline-usage.ts';
export {
  BufferLineFinder,
  decodeLines,
  type LineFinder,
  type LineSink,
  type SearchableBytes,
  USAGE_MARK,
} from './claude-transcript/decode.ts';
export { type KeyTable, KINDS, type WantedKey } from './claude-transcript/key-table.ts';
export { type RequestRow, RequestRows } from './claude-transcript/request-rows.ts';
export { ByteSkimmer, type Skimmed, type Skimmer, takeValue } from './claude-transcript/skim.ts';
export type { Hash64 } from './claude-transcript/text-hash.ts';
export { ABSENT } from './claude-transcript/token-count.ts';
export { LINE_SLOTS, OWN_SLOTS, QUOTED_SLOTS, TRANSCRIPT_KEYS } from './claude-transcript/transcript-keys.ts';
export { outranks, uniqueRequests } from './claude-transcript/unique-requests.ts';
export {
  CHAIN,
  LINE_DAMAGES,
  type LineDamage,
  type LineText,
  type LineVerdict,
  USAGE_WORDS,
  UsageLine,
} from './claude-transcript/usage-line.ts';
export { stringText, utf8Text } from './claude-transcript/utf8-text.ts';
export { type Answer, networkProblem, problemOf, type Refusal } from './claude-web/classify.ts';
export { decodeAccount, type WebAccount } from './claude-web/decode-account.ts';
export { type DecodedLimits, decodeLimits } from './claude-web/decode-limits.ts';
export { decodeOrganizations } from './claude-web/decode-organizations.ts';
export { decodeOverage } from './claude-web/decode-overage.ts';
export { decodeSubscription } from './claude-web/decode-subscription.ts';
export { type DecodedUsage, decodeUsage } from './claude-web/decode-usage.ts';
export {
  ACCOUNT_PATH,
  CLAUDE_ORIGIN,
  ORGANIZATIONS_PATH,
  overagePath,
  SETTINGS_URL,
  subscriptionPath,
  usagePath,
} from './claude-web/endpoints.ts';
export { type Given, observeWeb } from './claude-web/observe.ts';
export { chatOrgs, type Org, type OrgFacts } from './claude-web/org.ts';
export { type PlanFacts, planOf } from './claude-web/plan.ts';
export { type PollInput, type PollResult, pollSession } from './claude-web/poll.ts';
export type { Got } from './claude-web/poll-account.ts';
export { META_MS, type PollMemory } from './claude-web/poll-memory.ts';
export { observe } from './observe.ts';
