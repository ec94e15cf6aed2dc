import type { Ffi, Native } from './ffi.ts';

/** Where the libraries lie. Other paths are for tests. */
export interface WindowsLibraries {
  user32: string;
  shell32: string;
  kernel32: string;
}

export const WINDOWS_LIBRARIES: WindowsLibraries = {
  user32: 'user32.dll',
  shell32: 'shell32.dll',
  kernel32: 'kernel32.dll',
};

/** The functions that the notification area host calls. */
export type WindowsApi = Readonly<
  Record<keyof typeof USER32 | keyof typeof SHELL32 | keyof typeof KERNEL32, Native>
>;

const USER32 = {
  RegisterClassExW: ['uint32', ['pointer']],
  CreateWindowExW: [
    'pointer',
    [
      'uint32',
      'pointer',
      'pointer',
      'uint32',
      'int32',
      'int32',
      'int32',
      'int32',
      'pointer',
      'pointer',
      'pointer',
      'pointer',
    ],
  ],
  DefWindowProcW: ['int64', ['pointer', 'uint32', 'uint64', 'int64']],
  GetMessageW: ['int32', ['pointer', 'pointer', 'uint32', 'uint32']],
  TranslateMessage: ['int32', ['pointer']],
  DispatchMessageW: ['int64', ['pointer']],
  PostMessageW: ['int32', ['pointer', 'uint32', 'uint64', 'int64']],
  RegisterWindowMessageW: ['uint32', ['pointer']],
  SetTimer: ['uint64', ['pointer', 'uint64', 'uint32', 'pointer']],
  SetForegroundWindow: ['int32', ['pointer']],
  GetCursorPos: ['int32', ['pointer']],
  GetSystemMetrics: ['int32', ['int32']],
  SetProcessDpiAwarenessContext: ['int32', ['int64']],
  CreatePopupMenu: ['pointer', []],
  AppendMenuW: ['int32', ['pointer', 'uint32', 'uint64', 'pointer']],
  CheckMenuRadioItem: ['int32', ['pointer', 'uint32', 'uint32', 'uint32', 'uint32']],
  TrackPopupMenu: ['int32', ['pointer', 'uint32', 'int32', 'int32', 'int32', 'pointer', 'pointer']],
  DestroyMenu: ['int32', ['pointer']],
  CreateIconFromResourceEx: ['pointer', ['pointer', 'uint32', 'int32', 'uint32', 'int32', 'int32', 'uint32']],
  DestroyIcon: ['int32', ['pointer']],
} as const;

const SHELL32 = { Shell_NotifyIconW: ['int32', ['uint32', 'pointer']] } as const;

const KERNEL32 = {
  GetModuleHandleW: ['pointer', ['pointer']],
  GetStdHandle: ['pointer', ['uint32']],
  PeekNamedPipe: ['int32', ['pointer', 'pointer', 'uint32', 'pointer', 'pointer', 'pointer']],
} as const;

export function openWindowsApi(ffi: Ffi, paths: WindowsLibraries): WindowsApi {
  const parts = [
    [ffi.load(paths.user32), USER32],
    [ffi.load(paths.shell32), SHELL32],
    [ffi.load(paths.kernel32), KERNEL32],
  ] as const;
  const functions = parts.flatMap(([library, table]) =>
    Object.entries(table).map(([name, [result, args]]) => [name, library.fn(name, result, args)] as const),
  );
  return Object.fromEntries(functions) as WindowsApi;
}
