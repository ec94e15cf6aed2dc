export { type BridgeProblem, lagOf, onlyOrg, orgsOf, type PickedRow, pickRow } from './bridge-row.ts';
export {
  type Claim,
  type ClaimRelation,
  type Claims,
  type JudgedClaim,
  judgeClaims,
  parseClaims,
} from './claims.ts';
export {
  type Compared,
  type ComparedValue,
  type Comparison,
  compareBodies,
  type Relation,
  type Sameness,
} from './compare.ts';
export { readHar } from './har.ts';
export { type Findings, judge, judgeBridge, TRUTH_MS } from './judge.ts';
export { type RecordedRequest, type RefusalCause, refusalOf } from './refusal.ts';
export { checkTruth, type Truth, type TruthOrigin, type TruthProblem, type TruthResult } from './truth.ts';
export { VERDICTS, type Verdict, type VerdictId, verdictOf } from './verdict.ts';
export { EXIT_OF, type VerdictClass, type VerdictWords } from './verdict-words.ts';
