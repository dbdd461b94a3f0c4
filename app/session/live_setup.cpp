#include "session/live_setup.h"

#include <random>

#include <fmt/format.h>

#include "base/json.h"
#include "sim/prepare.h"

namespace tcplab {
namespace {

tl::unexpected<Problem> wrong(Sentence sentence) { return tl::unexpected(problemAt({}, std::move(sentence))); }

// Nothing for what is not a decimal number from 0 to `most`.
std::optional<unsigned> parseNumber(std::string_view text, unsigned most)
{
    unsigned value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9' || value > most)
            return std::nullopt;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    return text.empty() || value > most ? std::nullopt : std::optional(value);
}

// The two sides of the last separator; the second one is empty when there is none.
std::pair<std::string, std::string> splitAt(char separator, const std::string& text)
{
    const std::size_t at = text.rfind(separator);
    return at == std::string::npos ? std::pair(text, std::string()) : std::pair(text.substr(0, at), text.substr(at + 1));
}

// RFC 1122 §3.2.1.3, RFC 4291 §2.5: neither this network, nor loopback, nor multicast and above.
bool canBeAHost(const IpAddress& address)
{
    if (!address.isV4())
        return address.high() >> 56 != 0xff && (address.high() != 0 || address.low() > 1);
    const std::uint32_t first = address.v4().value >> 24;
    return first != 0 && first != 127 && first < 224;
}

Result<PluginUse> serviceNamed(const std::string& text)
{
    const auto [service, portText] = splitAt(':', text);
    const auto port = parseNumber(portText, 65535);
    if (!port || *port == 0)
        return wrong({QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is no service with a port, such as http:80."), text});
    const Value portValue{std::int64_t{*port}};
    if (service == "http")
        return PluginUse{"app_http", {{"role", {std::string("server")}}, {"port", portValue}}};
    if (service == "echo" || service == "discard" || service == "chargen")
        return PluginUse{"app_services", {{"service", {service}}, {"port", portValue}}};
    return wrong({QT_TRANSLATE_NOOP("Sentence", "There is no service \"{0}\"; there are http, echo, discard and chargen."), service});
}

// As in a lab's JSON; a text needs no quotation marks.
Value valueOf(const std::string& text)
{
    auto read = parseJson(text);
    return read ? std::move(read->root) : Value{text};
}

Result<void> applySetting(LabHost& host, const std::string& setting)
{
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos || equals == 0)
        return wrong({QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is no setting: write NAME=VALUE, such as tcp_sack=false."), setting});
    const auto [controller, name] = splitAt('.', setting.substr(0, equals));
    ValueMap& parameters = name.empty() ? host.engine.parameters : host.congestionControls[controller];
    parameters[name.empty() ? controller : name] = valueOf(setting.substr(equals + 1));
    return {};
}

std::uint64_t newSeed()
{
    std::random_device device;
    return std::uint64_t{device()} << 32 | device();
}

}  // namespace

Result<LiveSetup> liveSetupOf(const LiveOptions& options)
{
    LiveSetup setup;
    setup.seed = newSeed();
    setup.host.name = "engine";
    setup.host.engine.plugin = "engine_tcp";

    const auto [addressText, prefixText] = splitAt('/', options.address);
    const auto address = parseIpv4(addressText);
    const auto prefix = parseNumber(prefixText, 32);
    if (!address || !prefix || !canBeAHost(*address))
        return wrong(
            {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is no host's address with the length of its network's prefix, such as 10.9.0.2/24."),
             options.address});
    setup.host.address = *address;
    setup.prefixLength = *prefix;

    if (!options.address6.empty()) {
        setup.host.address6 = parseIpv6(options.address6);
        if (!setup.host.address6 || !canBeAHost(*setup.host.address6))
            return wrong(
                {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is not the IPv6 address of one host, such as 2001:db8::1."), options.address6});
    }
    if (!options.gateway.empty()) {
        setup.gateway = parseIpv4(options.gateway);
        if (!setup.gateway || !canBeAHost(*setup.gateway))
            return wrong({QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is no gateway's address, such as 10.9.0.1."), options.gateway});
    }
    for (const std::string& text : options.services) {
        auto service = serviceNamed(text);
        if (!service)
            return tl::unexpected(service.error());
        setup.host.apps.push_back(std::move(*service));
    }
    for (const std::string& setting : options.settings)
        if (const auto applied = applySetting(setup.host, setting); !applied)
            return tl::unexpected(applied.error());
    if (options.loss > 0) {
        const PluginUse loss{"link_loss", {{"probability", {options.loss}}}};
        setup.outbound.push_back(loss);
        setup.inbound.push_back(loss);
    }
    return setup;
}

Result<std::unique_ptr<PacketIo>> tapDoor(const std::string& device, const Catalogue& catalogue)
{
    const PluginUse use{"io_tap", {{"device", {device}}}};
    const auto door = Preparation(catalogue).packetIo({use, "/door"});
    if (!door)
        return tl::unexpected(door.error());
    return (*door->factory)(door->parameters);
}

Result<Endpoint> parseEndpoint(const std::string& text)
{
    const auto endpoint = resolve({}, text);
    if (!endpoint || !canBeAHost(endpoint->address))
        return wrong({QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is no address with a port, such as 10.9.0.1:80."), text});
    return *endpoint;
}

}  // namespace tcplab
