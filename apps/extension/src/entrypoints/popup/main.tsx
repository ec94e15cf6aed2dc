import { startPopup } from '../../popup/start-popup.tsx';

const root = document.getElementById('root');
if (root !== null) startPopup(root, new AbortController().signal);
