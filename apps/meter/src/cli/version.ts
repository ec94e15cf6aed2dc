import manifest from '../../package.json' with { type: 'json' };

/** A file of its own, so that only who asks for the version loads it. */
export const VERSION: string = manifest.version;
