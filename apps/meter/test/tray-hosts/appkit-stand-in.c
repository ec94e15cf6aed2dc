/*
 * A stand-in for libobjc, AppKit and CoreFoundation, to run the menu bar host on systems without them (x86-64 only: it
 * relies on that calling convention keeping integers and doubles in registers of their own).
 *
 * It checks what it is sent: every selector must be one it knows on a class that has it, with as many arguments of each
 * kind as the method takes. What AppKit would hold is held here as an object graph with reference counts, and printed
 * on request. The host's run loop waits for its standard input and for the control pipe named by STAND_IN_CONTROL:
 *   dump | open | close | click ID | hide | quit     one command a line, answers go to the file STAND_IN_ANSWERS.
 */
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <fcntl.h>

typedef struct Object Object;
typedef void (*Method)(Object *, const char *, Object *);

typedef struct Class {
  char name[64];
  struct { char selector[64]; Method method; } added[8];
  int count;
} Class;

struct Object {
  Class *class;
  int is_class, retained, autoreleased;
  char *text;
  double number;
  Object *kids[256];
  int kid_count;
  Object *title, *submenu, *represented, *target, *delegate, *action_owner, *menu, *tooltip, *label, *font, *ink, *ground;
  const char *action;
  int state, enabled, hidden, separator, autoenables;
};

static Class classes[64];
static Object class_objects[64];
static int class_count;
static long live_objects;
static Object *pool[65536];
static int pool_count;
static Object *status_item, *window_object;
static int tracking, hidden_item;
static const char *control_path, *answers_path;
static int control_fd = -1;

static void fail(const char *format, ...) {
  va_list list;
  va_start(list, format);
  fprintf(stderr, "stand-in error: ");
  vfprintf(stderr, format, list);
  fprintf(stderr, "\n");
  va_end(list);
  abort();
}

static Class *class_named(const char *name, int make) {
  for (int i = 0; i < class_count; i++) if (!strcmp(classes[i].name, name)) return &classes[i];
  if (!make) return NULL;
  snprintf(classes[class_count].name, 64, "%s", name);
  class_objects[class_count].class = &classes[class_count];
  class_objects[class_count].is_class = 1;
  return &classes[class_count++];
}

static const char *known_classes[] = { "NSObject", "NSString", "NSMutableDictionary", "NSAttributedString",
  "NSMutableAttributedString", "NSColor", "NSFont", "NSDate", "NSProcessInfo", "NSApplication", "NSStatusBar",
  "NSStatusItem", "NSStatusBarButton", "NSMenu", "NSMenuItem", "NSWindow", "Activity", NULL };

static Object *new_object(const char *name) {
  Object *made = calloc(1, sizeof *made);
  made->class = class_named(name, 1);
  made->retained = 1;
  made->enabled = made->autoenables = 1;
  live_objects++;
  return made;
}

static void release(Object *object);
static void set(Object **place, Object *value) {
  if (value) value->retained++;
  if (*place) release(*place);
  *place = value;
}
static void release(Object *object) {
  if (!object || object->is_class) return;
  if (object->retained <= 0) fail("%s released too often", object->class->name);
  if (--object->retained > 0) return;
  for (int i = 0; i < object->kid_count; i++) release(object->kids[i]);
  Object **parts[] = { &object->title, &object->submenu, &object->represented, &object->tooltip, &object->label,
    &object->font, &object->ink, &object->ground, &object->menu };
  for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++) if (*parts[i]) release(*parts[i]);
  free(object->text);
  object->text = NULL;
  object->retained = -1000;
  live_objects--;
}
static Object *later(Object *object) {
  if (pool_count >= 65536) fail("the pool is full: no pool was popped");
  pool[pool_count++] = object;
  return object;
}
static Object *text_object(const char *text) {
  Object *made = new_object("NSString");
  made->text = strdup(text);
  return made;
}

/* ---- the runtime ---- */
void *objc_getClass(const char *name) {
  Class *found = class_named(name, 0);
  for (int i = 0; !found && known_classes[i]; i++) if (!strcmp(known_classes[i], name)) found = class_named(name, 1);
  return found ? &class_objects[found - classes] : NULL;
}
void *sel_registerName(const char *name) {
  static char *names[256];
  static int count;
  for (int i = 0; i < count; i++) if (!strcmp(names[i], name)) return names[i];
  return names[count++] = strdup(name);
}
void *objc_allocateClassPair(Object *parent, const char *name, size_t extra) {
  if (!parent || extra) fail("objc_allocateClassPair");
  return &class_objects[class_named(name, 1) - classes];
}
int class_addMethod(Object *class, const char *selector, Method method, const char *types) {
  if (strcmp(types, "v@:@")) fail("class_addMethod %s with %s", selector, types);
  Class *of = class->class;
  snprintf(of->added[of->count].selector, 64, "%s", selector);
  of->added[of->count++].method = method;
  return 1;
}
void objc_registerClassPair(Object *class) { if (!class->is_class) fail("objc_registerClassPair"); }
void *objc_autoreleasePoolPush(void) { return (void *)(intptr_t)(pool_count + 1); }
void objc_autoreleasePoolPop(void *mark) {
  int down = (int)(intptr_t)mark - 1;
  if (down < 0 || down > pool_count) fail("a pool was popped that is not there");
  while (pool_count > down) release(pool[--pool_count]);
}

static void call(Object *target, const char *selector, Object *argument) {
  Class *of = target->class;
  for (int i = 0; i < of->count; i++)
    if (!strcmp(of->added[i].selector, selector)) { of->added[i].method(target, sel_registerName(selector), argument); return; }
  fail("%s has no method %s", of->name, selector);
}

static int is(Object *object, const char *name) { return object && !strcmp(object->class->name, name); }
static void need(Object *object, const char *name, const char *selector) {
  if (!is(object, name)) fail("%s: an argument is %s instead of %s", selector, object ? object->class->name : "nil", name);
}

/* An integer and a double result live in different registers; a host reads the one that its method answers with. */
typedef struct { uint64_t integer; double real; } Result;
static Result integer(uint64_t value) { return (Result){ value, 0 }; }
static Result object_result(Object *value) { return (Result){ (uint64_t)(uintptr_t)value, 0 }; }

static Object *find(Object *menu, const char *id) {
  for (int i = 0; i < menu->kid_count; i++) {
    Object *row = menu->kids[i];
    if (row->represented && !strcmp(row->represented->text, id)) return row;
    Object *below = row->submenu ? find(row->submenu, id) : NULL;
    if (below) return below;
  }
  return NULL;
}

#define ON(name) if (!strcmp(selector, name))
Result objc_msgSend(Object *self, const char *selector, Object *a, Object *b, Object *c, uint64_t d,
                    double x, double y, double z, double w) {
  if (!self) return integer(0);
  const char *name = self->class->name;
  if (!self->is_class && self->retained <= 0) fail("%s: sent to a released %s", selector, name);
  ON("alloc") { if (!self->is_class) fail("alloc to an object"); return object_result(new_object(name)); }
  ON("init") return object_result(self);
  ON("retain") { if (!self->is_class) self->retained++; return object_result(self); }
  ON("release") { release(self); return integer(0); }
  if (self->is_class) {
    if (!strcmp(name, "NSString")) ON("stringWithUTF8String:") return object_result(later(text_object((char *)a)));
    if (!strcmp(name, "NSMutableDictionary")) ON("dictionary") return object_result(later(new_object(name)));
    if (!strcmp(name, "NSColor")) ON("colorWithSRGBRed:green:blue:alpha:") {
      char text[64];
      if (w != 1) fail("a colour that is not opaque");
      snprintf(text, 64, "%.0f,%.0f,%.0f", x * 255, y * 255, z * 255);
      Object *made = later(new_object(name));
      made->text = strdup(text);
      return object_result(made);
    }
    if (!strcmp(name, "NSFont")) {
      ON("menuBarFontOfSize:") { Object *made = later(new_object(name)); made->number = x ? x : 14; return object_result(made); }
      ON("monospacedDigitSystemFontOfSize:weight:") {
        if (x != 14 || y != 0) fail("font %f %f", x, y);
        return object_result(later(new_object(name)));
      }
    }
    if (!strcmp(name, "NSDate")) ON("distantFuture") return object_result(later(new_object(name)));
    if (!strcmp(name, "NSProcessInfo")) ON("processInfo") return object_result(later(new_object(name)));
    if (!strcmp(name, "NSApplication")) ON("sharedApplication") return object_result(new_object(name));
    if (!strcmp(name, "NSStatusBar")) ON("systemStatusBar") return object_result(later(new_object(name)));
    if (!strcmp(name, "NSMenuItem")) ON("separatorItem") {
      Object *made = later(new_object(name));
      made->separator = 1;
      return object_result(made);
    }
  }
  if (!strcmp(name, "NSString")) ON("UTF8String") return integer((uint64_t)(uintptr_t)self->text);
  if (!strcmp(name, "NSMutableDictionary")) ON("setObject:forKey:") {
    need(b, "NSString", selector);
    if (!strcmp(b->text, "NSFont")) { need(a, "NSFont", selector); set(&self->font, a); }
    else if (!strcmp(b->text, "NSColor")) { need(a, "NSColor", selector); set(&self->ink, a); }
    else if (!strcmp(b->text, "NSBackgroundColor")) { need(a, "NSColor", selector); set(&self->ground, a); }
    else fail("attribute %s", b->text);
    return integer(0);
  }
  if (!strcmp(name, "NSAttributedString")) ON("initWithString:attributes:") {
    need(a, "NSString", selector);
    need(b, "NSMutableDictionary", selector);
    self->text = strdup(a->text);
    set(&self->font, b->font);
    set(&self->ink, b->ink);
    set(&self->ground, b->ground);
    return object_result(self);
  }
  if (!strcmp(name, "NSMutableAttributedString")) {
    ON("appendAttributedString:") {
      need(a, "NSAttributedString", selector);
      a->retained++;
      self->kids[self->kid_count++] = a;
      return integer(0);
    }
    ON("string") {
      char whole[4096] = "";
      for (int i = 0; i < self->kid_count; i++) strncat(whole, self->kids[i]->text, sizeof whole - strlen(whole) - 1);
      return object_result(later(text_object(whole)));
    }
  }
  if (!strcmp(name, "NSFont")) ON("pointSize") return (Result){ 0, self->number };
  if (!strcmp(name, "NSProcessInfo")) ON("beginActivityWithOptions:reason:") {
    need(b, "NSString", selector);
    if ((uint64_t)(uintptr_t)a != (0x00FFFFFFULL & ~(1ULL << 20))) fail("activity %lx", (unsigned long)a);
    return object_result(later(new_object("Activity")));
  }
  if (!strcmp(name, "NSApplication")) {
    ON("setActivationPolicy:") { if ((uintptr_t)a != 1) fail("activation policy"); return integer(1); }
    ON("finishLaunching") return integer(0);
    ON("sendEvent:") return integer(0);
    ON("nextEventMatchingMask:untilDate:inMode:dequeue:") {
      need(b, "NSDate", selector);
      need(c, "NSString", selector);
      if ((uint64_t)(uintptr_t)a != ~0ULL || !(d & 0xff)) fail("mask or dequeue");
      extern Object *stand_in_next_event(void);
      return object_result(stand_in_next_event());
    }
  }
  if (!strcmp(name, "NSStatusBar")) ON("statusItemWithLength:") {
    if (x != -1) fail("length %f", x);
    status_item = later(new_object("NSStatusItem"));
    Object *button = new_object("NSStatusBarButton");
    status_item->kids[status_item->kid_count++] = button;
    return object_result(status_item);
  }
  if (!strcmp(name, "NSStatusItem")) {
    ON("button") return object_result(self->kids[0]);
    ON("setMenu:") { need(a, "NSMenu", selector); set(&self->menu, a); return integer(0); }
  }
  if (!strcmp(name, "NSStatusBarButton")) {
    ON("setAttributedTitle:") { need(a, "NSMutableAttributedString", selector); set(&self->title, a); return integer(0); }
    ON("attributedTitle") return object_result(self->title);
    ON("setToolTip:") { need(a, "NSString", selector); set(&self->tooltip, a); return integer(0); }
    ON("setAccessibilityLabel:") { need(a, "NSString", selector); set(&self->label, a); return integer(0); }
    ON("window") {
      if (hidden_item) return integer(0);
      if (!window_object) window_object = new_object("NSWindow");
      return object_result(window_object);
    }
  }
  if (!strcmp(name, "NSWindow")) ON("occlusionState") return integer(0x2002);
  if (!strcmp(name, "NSMenu")) {
    ON("initWithTitle:") { need(a, "NSString", selector); return object_result(self); }
    ON("setAutoenablesItems:") { self->autoenables = (uintptr_t)a & 0xff; return integer(0); }
    ON("setDelegate:") { self->delegate = a; return integer(0); }
    ON("addItem:") {
      need(a, "NSMenuItem", selector);
      if (tracking && self == status_item->menu) fail("a row was added to an open menu");
      a->retained++;
      self->kids[self->kid_count++] = a;
      return integer(0);
    }
    ON("removeAllItems") {
      if (tracking) fail("an open menu was emptied");
      while (self->kid_count > 0) release(self->kids[--self->kid_count]);
      return integer(0);
    }
    ON("numberOfItems") return integer(self->kid_count);
  }
  if (!strcmp(name, "NSMenuItem")) {
    ON("initWithTitle:action:keyEquivalent:") {
      need(a, "NSString", selector);
      need(c, "NSString", selector);
      set(&self->title, a);
      self->action = (const char *)b;
      return object_result(self);
    }
    ON("setTitle:") { need(a, "NSString", selector); set(&self->title, a); return integer(0); }
    ON("setState:") { self->state = (int)(intptr_t)a; return integer(0); }
    ON("setEnabled:") { self->enabled = (uintptr_t)a & 0xff; return integer(0); }
    ON("setHidden:") { self->hidden = (uintptr_t)a & 0xff; return integer(0); }
    ON("setTarget:") { self->target = a; return integer(0); }
    ON("setRepresentedObject:") { need(a, "NSString", selector); set(&self->represented, a); return integer(0); }
    ON("representedObject") return object_result(self->represented);
    ON("setSubmenu:") { need(a, "NSMenu", selector); set(&self->submenu, a); return integer(0); }
  }
  fail("%s%s does not understand %s", self->is_class ? "class " : "", name, selector);
  return integer(0);
}

/* ---- text constants ---- */
void *NSFontAttributeName, *NSForegroundColorAttributeName, *NSBackgroundColorAttributeName, *NSDefaultRunLoopMode,
  *kCFRunLoopCommonModes;
__attribute__((constructor)) static void make_constants(void) {
  NSFontAttributeName = text_object("NSFont");
  NSForegroundColorAttributeName = text_object("NSColor");
  NSBackgroundColorAttributeName = text_object("NSBackgroundColor");
  NSDefaultRunLoopMode = text_object("kCFRunLoopDefaultMode");
  kCFRunLoopCommonModes = text_object("kCFRunLoopCommonModes");
  control_path = getenv("STAND_IN_CONTROL");
  answers_path = getenv("STAND_IN_ANSWERS");
}

/* ---- CoreFoundation ---- */
typedef void (*Readable)(void *, uint64_t, void *);
static struct { int fd, armed, scheduled; Readable callback; } watched;
void *CFFileDescriptorCreate(void *allocator, int fd, int close, Readable callback, void *context) {
  if (allocator || close || context) fail("CFFileDescriptorCreate");
  watched.fd = fd;
  watched.callback = callback;
  return &watched;
}
void CFFileDescriptorEnableCallBacks(void *descriptor, uint64_t kinds) {
  if (descriptor != &watched || kinds != 1) fail("CFFileDescriptorEnableCallBacks");
  watched.armed = 1;
}
void *CFFileDescriptorCreateRunLoopSource(void *allocator, void *descriptor, int64_t order) {
  if (allocator || descriptor != &watched || order) fail("CFFileDescriptorCreateRunLoopSource");
  return &watched;
}
void *CFRunLoopGetMain(void) { return &watched.scheduled; }
void CFRunLoopAddSource(void *loop, void *source, void *mode) {
  if (loop != &watched.scheduled || source != &watched || mode != kCFRunLoopCommonModes)
    fail("only a source in the common modes is heard while a menu is open");
  watched.scheduled = 1;
}

/* ---- control ---- */
static void print_rows(FILE *out, Object *menu, int depth) {
  if (menu->autoenables) fail("rows would turn grey: the menu enables its items itself");
  for (int i = 0; i < menu->kid_count; i++) {
    Object *row = menu->kids[i];
    fprintf(out, "%*s", depth * 2, "");
    if (row->separator) fprintf(out, "-- hidden=%d\n", row->hidden);
    else fprintf(out, "%s | %s | enabled=%d hidden=%d state=%d action=%s target=%s\n", row->represented->text,
      row->title->text, row->enabled, row->hidden, row->state, row->action ? row->action : "none",
      row->target ? row->target->class->name : "nil");
    if (row->submenu) print_rows(out, row->submenu, depth + 1);
  }
}
static void dump(FILE *out) {
  Object *button = status_item->kids[0];
  for (int i = 0; i < button->title->kid_count; i++) {
    Object *run = button->title->kids[i];
    fprintf(out, "run | %s | ground=%s ink=%s font=%d\n", run->text, run->ground ? run->ground->text : "none",
      run->ink ? run->ink->text : "none", run->font != NULL);
  }
  fprintf(out, "label | %s\ntooltip | %s\n", button->label->text, button->tooltip->text);
  print_rows(out, status_item->menu, 0);
  fprintf(out, "live %ld\n", live_objects);
}
static void command(char *line) {
  FILE *out = fopen(answers_path, "a");
  Object *menu = status_item->menu;
  if (!strcmp(line, "dump")) dump(out);
  else if (!strcmp(line, "open")) { call(menu->delegate, "menuWillOpen:", menu); tracking = 1; }
  else if (!strcmp(line, "close")) { tracking = 0; call(menu->delegate, "menuDidClose:", menu); }
  else if (!strcmp(line, "hide")) hidden_item = 1;
  else if (!strcmp(line, "quit")) exit(0);
  else if (!strncmp(line, "click ", 6)) {
    Object *row = find(menu, line + 6);
    if (!row || !row->enabled || !row->action) fail("%s cannot be clicked", line + 6);
    call(row->target, row->action, row);
  } else fail("command %s", line);
  fprintf(out, "done %s\n", line);
  fclose(out);
}
static void read_control(void) {
  static char rest[65536];
  static size_t length;
  ssize_t got = read(control_fd, rest + length, sizeof rest - length - 1);
  if (got <= 0) return;
  length += (size_t)got;
  rest[length] = 0;
  char *end;
  while ((end = strchr(rest, '\n'))) {
    *end = 0;
    command(rest);
    length -= (size_t)(end - rest) + 1;
    memmove(rest, end + 1, length + 1);
  }
}

/* Waits as a run loop does, and calls what is due. It answers with no event: there are no mouse and no keys here. */
Object *stand_in_next_event(void) {
  if (!watched.scheduled) fail("nothing will ever wake this loop");
  if (control_fd < 0 && control_path) control_fd = open(control_path, O_RDWR);
  struct pollfd fds[2] = { { watched.fd, watched.armed ? POLLIN : 0, 0 }, { control_fd, POLLIN, 0 } };
  if (!watched.armed) fds[0].fd = -1;
  poll(fds, control_fd < 0 ? 1 : 2, -1);
  if (fds[0].revents & (POLLIN | POLLHUP)) { watched.armed = 0; watched.callback(&watched, 1, NULL); }
  if (fds[1].revents & POLLIN) read_control();
  return NULL;
}
