/* Reads lines of `+ Class selector` or `- Class selector` and prints the type encoding that GNUstep has for each. */
#include <dlfcn.h>
#include <objc/runtime.h>
#include <stdio.h>

int main(void) {
  if (!dlopen("libgnustep-gui.so.0.29", RTLD_NOW | RTLD_GLOBAL)) return 2;
  char line[256];
  while (fgets(line, sizeof line, stdin)) {
    char kind, name[64], selector[128];
    if (sscanf(line, "%c %63s %127s", &kind, name, selector) != 3) continue;
    Class class = objc_lookUpClass(name);
    SEL sel = sel_registerName(selector);
    Method method = class ? (kind == '+' ? class_getClassMethod(class, sel) : class_getInstanceMethod(class, sel)) : NULL;
    printf("%s\n", method ? method_getTypeEncoding(method) : "none");
  }
  return 0;
}
