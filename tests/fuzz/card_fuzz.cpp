// Texts as plugin cards: nothing crashes, and an accepted card's defaults are in order unless something must be given.
#include <algorithm>

#include "plugin/card.h"

using namespace tcplab;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto card = parseCard({reinterpret_cast<const char*>(data), size});
    if (!card) {
        TCPLAB_ASSURE(!card.error().sentence.empty());
        return 0;
    }
    const bool needsNothing =
        std::none_of(card->parameters.begin(), card->parameters.end(), [](const ParameterSpec& spec) { return spec.required; });
    TCPLAB_ASSURE(normalize(card->parameters, {}).has_value() == needsNothing);
    return 0;
}
