#include "support/checked_engine.h"

#include "all_plugins.h"

namespace tcplab::test {

std::optional<OutgoingPacket> CheckedEngine::nextPacket(Instant now)
{
    auto packet = TcpEngine::nextPacket(now);
    if (packet)
        return packet;
    if (const std::string broken = inconsistency(); !broken.empty())
        failAssurance(broken.c_str(), __FILE__, __LINE__);
    return std::nullopt;
}

const Catalogue& checkedCatalogue()
{
    static const Catalogue made = [] {
        Catalogue checked;
        // The first with an id stays.
        checked.add(*allPlugins().card("engine_tcp"),
                    EngineFactory([](const EngineSetup& setup) { return std::make_unique<CheckedEngine>(setup); }));
        contributeAll(checked);
        return checked;
    }();
    return made;
}

}  // namespace tcplab::test
