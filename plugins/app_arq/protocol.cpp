#include "app_arq/protocol.h"

#include "wire/octet_order.h"

namespace tcplab::app_arq {

Octets written(const Message& message)
{
    Octets octets(kHeaderOctets);
    octets[0] = static_cast<std::uint8_t>(message.kind);
    wire::put32(octets.data() + 1, message.number);
    octets.insert(octets.end(), message.payload.begin(), message.payload.end());
    return octets;
}

std::optional<Message> read(OctetView octets)
{
    if (octets.size() < kHeaderOctets)
        return std::nullopt;
    const auto kind = static_cast<Kind>(octets[0]);
    if (kind != Kind::Data && kind != Kind::Ack)
        return std::nullopt;
    return Message{kind, wire::get32(octets.data() + 1), octets.subspan(kHeaderOctets)};
}

Scheme schemeNamed(std::string_view name)
{
    if (name == "stopAndWait")
        return Scheme::StopAndWait;
    return name == "goBackN" ? Scheme::GoBackN : Scheme::SelectiveRepeat;
}

}  // namespace tcplab::app_arq
