// Datagrams of the protocol: one octet that says what it is, the number of the datagram in four, and the payload.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/octets.h"
#include "plugin/app.h"

namespace tcplab::app_arq {

enum class Scheme : std::uint8_t { StopAndWait, GoBackN, SelectiveRepeat };
enum class Kind : std::uint8_t { Data = 'D', Ack = 'A' };

constexpr std::size_t kHeaderOctets = 5;
constexpr std::size_t kDatagramMax = 1405;

struct Message {
    Kind kind{};
    // Data: its place, from 0 on. An ACK names the datagram that it acknowledges in selective repeat, otherwise the one that is
    // expected next.
    std::uint32_t number = 0;
    OctetView payload;
};

Octets written(const Message& message);
// Nothing when it is none of this protocol.
std::optional<Message> read(OctetView octets);

Scheme schemeNamed(std::string_view name);

std::unique_ptr<App> makeSender(const AppSetup& setup);
std::unique_ptr<App> makeReceiver(const AppSetup& setup);

}  // namespace tcplab::app_arq
