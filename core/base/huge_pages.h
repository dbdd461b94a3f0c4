// Memory in pages of megabytes, where the system has them and a program has to ask.
#pragma once

namespace tcplab {

// To be called first of all by main(), with its arguments: begins the program anew if it has to, with glibc told to ask for huge pages,
// which it takes no order for later. With a thousand hosts, whose states lie all over the memory, a run then takes a sixth less time; a
// long queue of datagrams feels it, too. Does nothing where the system gives them unasked or not at all, or where GLIBC_TUNABLES is set.
void askForHugePages(char** arguments);

}  // namespace tcplab
