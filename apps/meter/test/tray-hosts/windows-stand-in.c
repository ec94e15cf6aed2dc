/*
 * A stand-in for user32, shell32 and kernel32, to run the notification area host on systems without them. It checks the
 * structures that it is given byte by byte, holds icon, tooltip and menus, and prints them on request. Its message loop
 * ticks the host's timer and waits for the control pipe named by STAND_IN_CONTROL:
 *   dump | menu ID-TEXT | menu- | explorer | refuse     one command a line, answers go to the file STAND_IN_ANSWERS.
 * `menu TEXT` clicks the icon and chooses the row with that text, `menu-` leaves the menu without choosing.
 */
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <fcntl.h>

typedef uint8_t Byte;
typedef int64_t (*Procedure)(void *, uint32_t, uint64_t, int64_t);

static void fail(const char *format, ...) {
  va_list list;
  va_start(list, format);
  fprintf(stderr, "stand-in error: ");
  vfprintf(stderr, format, list);
  fprintf(stderr, "\n");
  va_end(list);
  abort();
}

static uint32_t u32(const Byte *at) { uint32_t value; memcpy(&value, at, 4); return value; }
static uint64_t u64(const Byte *at) { uint64_t value; memcpy(&value, at, 8); return value; }

/* UTF-16 to UTF-8, refusing broken pairs. */
static void narrow(const uint16_t *from, int most, char *to, size_t size) {
  size_t n = 0;
  for (int i = 0; i < most && from[i]; i++) {
    uint32_t c = from[i];
    if (c >= 0xD800 && c < 0xDC00) {
      if (i + 1 >= most || from[i + 1] < 0xDC00 || from[i + 1] > 0xDFFF) fail("half a character");
      c = 0x10000 + ((c - 0xD800) << 10) + (from[++i] - 0xDC00);
    } else if (c >= 0xDC00 && c <= 0xDFFF) fail("half a character");
    if (n + 5 > size) fail("a long text");
    if (c < 0x80) to[n++] = (char)c;
    else if (c < 0x800) { to[n++] = (char)(0xC0 | c >> 6); to[n++] = (char)(0x80 | (c & 63)); }
    else if (c < 0x10000) { to[n++] = (char)(0xE0 | c >> 12); to[n++] = (char)(0x80 | (c >> 6 & 63)); to[n++] = (char)(0x80 | (c & 63)); }
    else { to[n++] = (char)(0xF0 | c >> 18); to[n++] = (char)(0x80 | (c >> 12 & 63)); to[n++] = (char)(0x80 | (c >> 6 & 63)); to[n++] = (char)(0x80 | (c & 63)); }
  }
  to[n] = 0;
}

static Procedure procedure;
static char class_name[64];
static uint16_t registered_name[64];
static Byte window_place;
#define WINDOW ((void *)&window_place)
static int timer_set, refuse, added, versioned, foreground;
static char tip[1024];
static uint64_t shown_icon;
static const char *answers_path;
static int control_fd = -1;
static char wanted[256];
static int menus_alive, icons_alive;

typedef struct { uint32_t flags; uint64_t id; char text[512]; int radio; } Row;
typedef struct Menu { Row rows[128]; int count, destroyed; } Menu;
static Menu *last_menu;

typedef struct { int size; uint32_t first; } Icon;

uint16_t RegisterClassExW(const Byte *given) {
  if (u32(given) != 80) fail("WNDCLASSEXW of %u bytes", u32(given));
  procedure = (Procedure)u64(given + 8);
  memcpy(registered_name, (void *)u64(given + 64), 32);
  narrow(registered_name, 64, class_name, sizeof class_name);
  return 0xC001;
}
void *CreateWindowExW(uint32_t ex, const uint16_t *class, const uint16_t *name, uint32_t style, int32_t x, int32_t y,
                      int32_t w, int32_t h, void *parent, void *menu, void *instance, void *param) {
  char asked[64], title[64];
  narrow(class, 64, asked, sizeof asked);
  narrow(name, 64, title, sizeof title);
  if (strcmp(asked, class_name) || ex || style || x || y || w || h || parent || menu || param || !instance)
    fail("CreateWindowExW %s %s", asked, title);
  /* The procedure is called before the window is known to anybody. */
  procedure(WINDOW, 0x0081, 0, 0);
  return WINDOW;
}
int64_t DefWindowProcW(void *window, uint32_t message, uint64_t w, int64_t l) {
  (void)w; (void)l; (void)message;
  if (window != WINDOW) fail("DefWindowProcW");
  return 1;
}
uint32_t RegisterWindowMessageW(const uint16_t *name) {
  char asked[64];
  narrow(name, 64, asked, sizeof asked);
  if (strcmp(asked, "TaskbarCreated")) fail("RegisterWindowMessageW %s", asked);
  return 0xC0DE;
}
uint64_t SetTimer(void *window, uint64_t id, uint32_t ms, void *callback) {
  if (window != WINDOW || id != 1 || ms < 1000 || callback) fail("SetTimer every %u ms", ms);
  timer_set = 1;
  return 1;
}
int32_t SetForegroundWindow(void *window) { foreground = window == WINDOW; return 1; }
int32_t GetCursorPos(Byte *point) { int32_t at[2] = { 700, -5 }; memcpy(point, at, 8); return 1; }
int32_t GetSystemMetrics(int32_t index) { if (index != 49) fail("GetSystemMetrics"); return 20; }
int32_t SetProcessDpiAwarenessContext(int64_t context) { return context == -4; }
int32_t PostMessageW(void *window, uint32_t message, uint64_t w, int64_t l) { return window == WINDOW && !message && !w && !l; }
int32_t TranslateMessage(void *message) { (void)message; return 0; }
void *GetModuleHandleW(void *name) { if (name) fail("GetModuleHandleW"); return (void *)0x400000; }
void *GetStdHandle(uint32_t which) { if (which != (uint32_t)-10) fail("GetStdHandle"); return (void *)0x7; }
int32_t PeekNamedPipe(void *handle, void *buffer, uint32_t size, void *read, Byte *available, void *left) {
  if (handle != (void *)0x7 || buffer || size || read || left) fail("PeekNamedPipe");
  struct pollfd fd = { 0, POLLIN, 0 };
  poll(&fd, 1, 0);
  int bytes = 0;
  ioctl(0, FIONREAD, &bytes);
  if (!bytes && (fd.revents & (POLLHUP | POLLIN))) return 0;
  uint32_t count = (uint32_t)bytes;
  memcpy(available, &count, 4);
  return 1;
}

void *CreatePopupMenu(void) { menus_alive++; return calloc(1, sizeof(Menu)); }
int32_t AppendMenuW(Menu *menu, uint32_t flags, uint64_t id, const uint16_t *text) {
  Row *row = &menu->rows[menu->count++];
  row->flags = flags;
  row->id = id;
  if (!(flags & 0x800)) narrow(text, 512, row->text, sizeof row->text);
  if (flags & ~(uint32_t)(0x1 | 0x8 | 0x10 | 0x800)) fail("AppendMenuW flags %x", flags);
  return 1;
}
int32_t CheckMenuRadioItem(Menu *menu, uint32_t first, uint32_t last, uint32_t id, uint32_t by) {
  if (first != id || last != id || by) fail("CheckMenuRadioItem");
  for (int i = 0; i < menu->count; i++) if (menu->rows[i].id == id) menu->rows[i].radio = 1;
  return 1;
}
static void destroy(Menu *menu) {
  if (menu->destroyed) fail("a menu was destroyed twice");
  menu->destroyed = 1;
  menus_alive--;
  for (int i = 0; i < menu->count; i++) if (menu->rows[i].flags & 0x10) destroy((Menu *)menu->rows[i].id);
}
int32_t DestroyMenu(Menu *menu) { destroy(menu); return 1; }
static uint64_t choose(Menu *menu, const char *text) {
  for (int i = 0; i < menu->count; i++) {
    Row *row = &menu->rows[i];
    if (row->flags & 0x800) continue;
    if (row->flags & 0x10) {
      uint64_t below = choose((Menu *)row->id, text);
      if (below) return below;
    } else if (!strcmp(row->text, text)) {
      if (row->flags & 0x1) fail("%s is grey", text);
      return row->id;
    }
  }
  return 0;
}
int32_t TrackPopupMenu(Menu *menu, uint32_t flags, int32_t x, int32_t y, int32_t zero, void *window, void *rect) {
  if (flags != 0x182 || x != 700 || y != -5 || zero || window != WINDOW || rect || !foreground) fail("TrackPopupMenu");
  last_menu = menu;
  /* A menu runs a loop of its own: the timer goes on, and the icon can be clicked again. */
  procedure(WINDOW, 0x0113, 1, 0);
  procedure(WINDOW, 0x8001, 0, 0x007b);
  if (!*wanted) return 0;
  uint64_t id = choose(menu, wanted);
  if (!id) fail("there is no row %s", wanted);
  return (int32_t)id;
}

void *CreateIconFromResourceEx(const Byte *bits, uint32_t size, int32_t icon, uint32_t version, int32_t w, int32_t h, uint32_t flags) {
  if (u32(bits) != 40 || (int32_t)u32(bits + 4) != w || (int32_t)u32(bits + 8) != 2 * h || bits[14] != 32 || !icon || flags ||
      version != 0x30000 || size != 40u + (uint32_t)(w * h * 4) + (uint32_t)h * (uint32_t)((w + 31) / 32 * 4))
    fail("icon %d x %d in %u bytes", w, h, size);
  Icon *made = malloc(sizeof *made);
  made->size = w;
  /* The pixel in the middle of the bottom row: blue, green, red, alpha. */
  made->first = u32(bits + 40 + (w / 2) * 4);
  icons_alive++;
  return made;
}
int32_t DestroyIcon(void *icon) {
  if ((uint64_t)icon == shown_icon) fail("the icon that is shown was destroyed");
  icons_alive--;
  free(icon);
  return 1;
}
int32_t Shell_NotifyIconW(uint32_t what, const Byte *given) {
  if (u32(given) != 976 || u64(given + 8) != (uint64_t)WINDOW || u32(given + 16) != 1 || u32(given + 20) != 0x87 ||
      u32(given + 24) != 0x8001 || u32(given + 816) != 4)
    fail("NOTIFYICONDATAW");
  if (what == 0) { if (refuse || added) return 0; added = 1; }
  else if (what == 4) { if (!added) fail("version before the icon"); versioned = 1; return 1; }
  else if (what == 2) { added = 0; return 1; }
  else if (what != 1 || !added) fail("Shell_NotifyIconW %u", what);
  narrow((const uint16_t *)(given + 40), 128, tip, sizeof tip);
  shown_icon = u64(given + 32);
  return 1;
}

static void dump_menu(FILE *out, Menu *menu, int depth) {
  for (int i = 0; i < menu->count; i++) {
    Row *row = &menu->rows[i];
    fprintf(out, "%*s", depth * 2, "");
    if (row->flags & 0x800) fprintf(out, "--\n");
    else fprintf(out, "%s%s%s%s\n", row->text, row->flags & 1 ? " (grey)" : "", row->flags & 8 ? " (checked)" : "", row->radio ? " (radio)" : "");
    if (row->flags & 0x10) dump_menu(out, (Menu *)row->id, depth + 1);
  }
}
static void command(char *line) {
  FILE *out = fopen(answers_path, "a");
  if (!strcmp(line, "dump")) {
    Icon *icon = (Icon *)shown_icon;
    fprintf(out, "added=%d version4=%d icons=%d menus=%d\n", added, versioned, icons_alive, menus_alive);
    if (icon) fprintf(out, "icon %d rgb %u,%u,%u\n", icon->size, icon->first >> 16 & 255, icon->first >> 8 & 255, icon->first & 255);
    fprintf(out, "tip %s\n", tip);
    if (last_menu) dump_menu(out, last_menu, 0);
  } else if (!strncmp(line, "menu", 4)) {
    snprintf(wanted, sizeof wanted, "%s", line[4] == ' ' ? line + 5 : "");
    foreground = 0;
    procedure(WINDOW, 0x8001, 0, 0x0400);
  } else if (!strcmp(line, "explorer")) { added = versioned = 0; procedure(WINDOW, 0xC0DE, 0, 0); }
  else if (!strcmp(line, "refuse")) refuse = 1;
  else fail("command %s", line);
  fprintf(out, "done %s\n", line);
  fclose(out);
}
int32_t GetMessageW(Byte *message, void *window, uint32_t first, uint32_t last) {
  if (window || first || last || !timer_set) fail("GetMessageW");
  const char *control_path = getenv("STAND_IN_CONTROL");
  answers_path = getenv("STAND_IN_ANSWERS");
  if (control_fd < 0 && control_path) control_fd = open(control_path, O_RDWR);
  memset(message, 0, 48);
  struct pollfd fds[2] = { { control_fd, POLLIN, 0 }, { 0, POLLIN, 0 } };
  /* The timer of a second, made faster for tests: it ticks as soon as something has come. */
  poll(fds, 2, 1000);
  if (fds[0].revents & POLLIN) {
    char line[1024];
    size_t n = 0;
    while (n < sizeof line - 1 && read(control_fd, line + n, 1) == 1 && line[n] != '\n') n++;
    line[n] = 0;
    command(line);
  }
  uint32_t timer = 0x0113;
  memcpy(message + 8, &timer, 4);
  return 1;
}
int64_t DispatchMessageW(const Byte *message) { return procedure(WINDOW, u32(message + 8), 1, 0); }
