/* What Apple's Objective-C runtime has and the one of GNUstep has not: objc_msgSend, the pools by function, and the
   methods of AppKit that are newer than GNUstep. With it the host talks to real NSMenu, NSMenuItem, NSColor, NSFont and
   NSMutableAttributedString. */
#include <objc/message.h>
#include <objc/runtime.h>
#include <stdbool.h>
#include <stddef.h>

/* Looks the method up and jumps into it with every register as it came. */
__attribute__((naked)) void objc_msgSend(void) {
  __asm__(
      "push %rbp\n mov %rsp, %rbp\n sub $0xc0, %rsp\n"
      "mov %rdi, -0x08(%rbp)\n mov %rsi, -0x10(%rbp)\n mov %rdx, -0x18(%rbp)\n mov %rcx, -0x20(%rbp)\n"
      "mov %r8, -0x28(%rbp)\n mov %r9, -0x30(%rbp)\n mov %rax, -0x38(%rbp)\n"
      "movups %xmm0, -0x50(%rbp)\n movups %xmm1, -0x60(%rbp)\n movups %xmm2, -0x70(%rbp)\n"
      "movups %xmm3, -0x80(%rbp)\n movups %xmm4, -0x90(%rbp)\n movups %xmm5, -0xa0(%rbp)\n"
      "movups %xmm6, -0xb0(%rbp)\n movups %xmm7, -0xc0(%rbp)\n"
      "call objc_msg_lookup@PLT\n mov %rax, %r11\n"
      "mov -0x08(%rbp), %rdi\n mov -0x10(%rbp), %rsi\n mov -0x18(%rbp), %rdx\n mov -0x20(%rbp), %rcx\n"
      "mov -0x28(%rbp), %r8\n mov -0x30(%rbp), %r9\n mov -0x38(%rbp), %rax\n"
      "movups -0x50(%rbp), %xmm0\n movups -0x60(%rbp), %xmm1\n movups -0x70(%rbp), %xmm2\n"
      "movups -0x80(%rbp), %xmm3\n movups -0x90(%rbp), %xmm4\n movups -0xa0(%rbp), %xmm5\n"
      "movups -0xb0(%rbp), %xmm6\n movups -0xc0(%rbp), %xmm7\n"
      "leave\n jmp *%r11\n");
}

static id send(id to, const char *name) {
  SEL selector = sel_registerName(name);
  return ((id(*)(id, SEL))objc_msg_lookup(to, selector))(to, selector);
}

void *objc_autoreleasePoolPush(void) { return send(send((id)objc_getClass("NSAutoreleasePool"), "alloc"), "init"); }
void objc_autoreleasePoolPop(void *pool) { send(pool, "release"); }

/* NSMenuItem's hidden, which GNUstep has not. */
static struct { id item; bool hidden; } rows[4096];
static size_t used;

static void set_hidden(id self, SEL selector, bool hidden) {
  for (size_t at = 0; at < used; at++)
    if (rows[at].item == self) { rows[at].hidden = hidden; return; }
  if (used < sizeof rows / sizeof *rows) { rows[used].item = self; rows[used++].hidden = hidden; }
}

static bool is_hidden(id self, SEL selector) {
  for (size_t at = 0; at < used; at++) if (rows[at].item == self) return rows[at].hidden;
  return false;
}

static void remove_all(id self, SEL selector) {
  SEL count = sel_registerName("numberOfItems"), drop = sel_registerName("removeItemAtIndex:");
  while (((long (*)(id, SEL))objc_msg_lookup(self, count))(self, count) > 0)
    ((void (*)(id, SEL, long))objc_msg_lookup(self, drop))(self, drop, 0);
}

static id digits(id self, SEL selector, double size, double weight) {
  SEL fixed = sel_registerName("userFixedPitchFontOfSize:");
  return ((id(*)(id, SEL, double))objc_msg_lookup(self, fixed))(self, fixed, size);
}

void prepare_gnustep(void) {
  class_addMethod(objc_getClass("NSMenuItem"), sel_registerName("setHidden:"), (IMP)set_hidden, "v@:B");
  class_addMethod(objc_getClass("NSMenuItem"), sel_registerName("isHidden"), (IMP)is_hidden, "B@:");
  class_addMethod(objc_getClass("NSMenu"), sel_registerName("removeAllItems"), (IMP)remove_all, "v@:");
  class_addMethod(object_getClass((id)objc_getClass("NSFont")),
                  sel_registerName("monospacedDigitSystemFontOfSize:weight:"), (IMP)digits, "@@:dd");
}
