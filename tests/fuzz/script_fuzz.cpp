// Texts as packetdrill scripts: nothing crashes or hangs, what is accepted is written so that it reads back to the same
// script, and it can be played against the engine.
#include "packetdrill/parser.h"
#include "script_run/player.h"
#include "support/checked_engine.h"

using namespace tcplab;

namespace {

// Years of virtual time and gigabytes are no mistake, but they take too long to look for one.
bool isSmall(const packetdrill::Script& script)
{
    Duration total{};
    for (const packetdrill::Event& event : script.events)
        total += event.time.at + event.time.until;
    return script.events.size() < 200 && total < std::chrono::hours(1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto script = packetdrill::parseScript(text, "fuzz.pkt");
    if (!script) {
        TCPLAB_ASSURE(!script.error().sentence.empty());
        return 0;
    }
    const std::string written = packetdrill::writeScript(*script);
    const auto again = packetdrill::parseScript(written, "fuzz.pkt");
    TCPLAB_ASSURE(again.has_value());
    TCPLAB_ASSURE(*again == *script);
    if (isSmall(*script))
        (void)script_run::play(*script, test::checkedCatalogue(), {});
    return 0;
}
