// All that scans transcripts, in one module.
export { findLine, layOut, skim } from './skim-kernel';
export { begin, candidate, drain, finish, layOutRows, push, takeLines } from './row-kernel';
