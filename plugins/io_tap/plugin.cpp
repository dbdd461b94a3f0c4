#include "io_tap/plugin.h"

#include "card.h"
#include "io_tap/tap_io.h"

namespace tcplab::io_tap {

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(),
                  PacketIoFactory([](const Parameters& parameters) { return makeTapIo(parameters.text("device")); }));
}

}  // namespace tcplab::io_tap
