import { startOptions } from '../../options/start-options.tsx';

const root = document.getElementById('root');
if (root !== null) startOptions(root, new AbortController().signal);
