#include "engine_tcp/plugin.h"

#include "card.h"
#include "engine_tcp/tcp_engine.h"

namespace tcplab::engine_tcp {

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), EngineFactory([](const EngineSetup& setup) { return std::make_unique<TcpEngine>(setup); }));
}

}  // namespace tcplab::engine_tcp
