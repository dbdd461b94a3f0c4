// A shared library that is no plugin.
extern "C" int answer();
extern "C" __attribute__((visibility("default"))) int answer() { return 42; }
