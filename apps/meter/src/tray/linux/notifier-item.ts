import { answerProperties, type Property } from '../../dbus/answer-properties.ts';
import type { Answer, Bus, BusSignal, IncomingCall } from '../../dbus/bus.ts';
import { answerIntrospect, type InterfaceDescription } from '../../dbus/describe-interface.ts';
import { MENU_PATH } from './dbus-menu.ts';

export const ITEM_PATH = '/StatusNotifierItem';

const ITEM = 'org.kde.StatusNotifierItem';

/** An icon in one of its sizes, bytes in the order alpha, red, green, blue. */
export type Pixmap = [width: number, height: number, bytes: Uint8Array];

const DESCRIPTION: InterfaceDescription = {
  name: ITEM,
  methods: {
    Activate: ['ii', ''],
    SecondaryActivate: ['ii', ''],
    ContextMenu: ['ii', ''],
    Scroll: ['is', ''],
    XAyatanaSecondaryActivate: ['u', ''],
  },
  signals: { NewIcon: '', NewToolTip: '', XAyatanaNewLabel: 'ss' },
  properties: {
    Category: 's',
    Id: 's',
    Title: 's',
    Status: 's',
    WindowId: 'i',
    IconName: 's',
    IconThemePath: 's',
    IconPixmap: 'a(iiay)',
    IconAccessibleDesc: 's',
    OverlayIconName: 's',
    OverlayIconPixmap: 'a(iiay)',
    AttentionIconName: 's',
    AttentionIconPixmap: 'a(iiay)',
    AttentionMovieName: 's',
    ToolTip: '(sa(iiay)ss)',
    ItemIsMenu: 'b',
    Menu: 'o',
    XAyatanaLabel: 's',
    XAyatanaLabelGuide: 's',
    XAyatanaOrderingIndex: 'u',
  },
};

/** What the item looks like now. */
export interface ItemLook {
  /** Absolute path of an icon file, for hosts that take no pixels; '' for the others. */
  iconName: string;
  /** Drawn when a panel asks, which not every change makes it do. */
  pixmaps: () => readonly Pixmap[];
  tooltip: string;
  a11y: string;
  label: string;
}

export interface NotifierItemOptions {
  variant: Bus['variant'];
  emit: (signal: BusSignal) => void;
  look: () => ItemLook;
  onActivate: () => void;
}

/** The icon as an object on the bus (`org.kde.StatusNotifierItem`). */
export interface NotifierItem {
  answer(call: IncomingCall): Answer | null;
  iconChanged(): void;
  tooltipChanged(): void;
  labelChanged(): void;
}

export function createNotifierItem(options: NotifierItemOptions): NotifierItem {
  const { variant, look, onActivate } = options;
  const announce = (member: string, signature = '', body: unknown[] = []) =>
    options.emit({ path: ITEM_PATH, interface: ITEM, member, signature, body });

  return {
    answer(call) {
      if (call.path !== ITEM_PATH) return null;
      const described =
        answerIntrospect(call, DESCRIPTION) ??
        answerProperties(call, ITEM, { properties: () => properties(look()), variant });
      if (described !== null) return described;
      if (DESCRIPTION.methods[call.member] === undefined) return null;
      if (call.member === 'Activate') onActivate();
      return { signature: '', body: [] };
    },
    iconChanged: () => announce('NewIcon'),
    tooltipChanged: () => announce('NewToolTip'),
    labelChanged: () => announce('XAyatanaNewLabel', 'ss', [look().label, LABEL_GUIDE]),
  };
}

/** The widest usual label, so that panels do not jump with every digit. */
const LABEL_GUIDE = '100% · 100%';

const PLAIN: Readonly<Record<string, unknown>> = {
  Category: 'ApplicationStatus',
  Id: 'claude-meter',
  Title: 'ClaudeMeter',
  Status: 'Active',
  WindowId: 0,
  IconThemePath: '',
  OverlayIconName: '',
  OverlayIconPixmap: [],
  AttentionIconName: '',
  AttentionIconPixmap: [],
  AttentionMovieName: '',
  // A click on the icon opens the menu, where the panel heeds it.
  ItemIsMenu: true,
  Menu: MENU_PATH,
  XAyatanaLabelGuide: LABEL_GUIDE,
  XAyatanaOrderingIndex: 0,
};

function properties(look: ItemLook): Record<string, Property> {
  const values: Record<string, unknown> = {
    ...PLAIN,
    IconName: look.iconName,
    IconPixmap: look.pixmaps().map(([width, height, bytes]) => [width, height, Buffer.from(bytes)]),
    IconAccessibleDesc: look.a11y,
    ToolTip: ['', [], 'ClaudeMeter', escapeMarkup(look.tooltip)],
    XAyatanaLabel: look.label,
  };
  const entries = Object.entries(DESCRIPTION.properties);
  return Object.fromEntries(entries.map(([name, signature]) => [name, { signature, value: values[name] }]));
}

/** The text of a tooltip may carry markup, so its plain characters must not look like it. */
function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
