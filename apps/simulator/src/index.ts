export { ControlError } from './client/control-client.ts';
export { type Simulator, type SimulatorOptions, startSimulator } from './client/start-simulator.ts';
export type { Endpoint, Fault, FaultAnswer, OrgEndpoint, RetryAfter } from './world/fault.ts';
export type { RequestFilter, RequestRecord } from './world/request-log.ts';
