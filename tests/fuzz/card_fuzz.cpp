// Texts as plugin cards: nothing crashes, and the defaults of an accepted card are in order.
#include "plugin/card.h"

using namespace tcplab;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto card = parseCard({reinterpret_cast<const char*>(data), size});
    if (!card) {
        TCPLAB_ASSURE(!card.error().sentence.empty());
        return 0;
    }
    TCPLAB_ASSURE(normalize(card->parameters, {}).has_value());
    return 0;
}
