#include <array>

#include <fmt/format.h>

#include "packetdrill/option_octets.h"
#include "packetdrill/parser.h"

namespace tcplab::packetdrill {
namespace {

// As many digits as are needed, microseconds at least when it is no whole number of them.
std::string seconds(Duration duration)
{
    constexpr std::int64_t kSecond = 1'000'000'000;
    std::string text = fmt::format("{}.{:09}", duration.count() / kSecond, duration.count() % kSecond);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.')
        text.pop_back();
    return text;
}

std::string timeText(const EventTime& time)
{
    using Kind = EventTime::Kind;
    switch (time.kind) {
    case Kind::Absolute: return seconds(time.at);
    case Kind::Relative: return "+" + seconds(time.at);
    case Kind::Any: return "*";
    case Kind::AbsoluteRange: return seconds(time.at) + "~" + seconds(time.until);
    case Kind::RelativeRange: return "+" + seconds(time.at) + "~+" + seconds(time.until);
    }
    return {};
}

std::string quoted(const std::string& text)
{
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result += '\\';
        if (c == '\n')
            result += "\\n";
        else if (c == '\t')
            result += "\\t";
        else if (c == '\r')
            result += "\\r";
        else if (c == '\0')
            result += "\\0";
        else
            result += c;
    }
    return result + '"';
}

std::string joined(const std::vector<Expression>& parts, std::string_view separator)
{
    std::string text;
    for (const Expression& part : parts)
        text += (text.empty() ? "" : std::string(separator)) + writeExpression(part);
    return text;
}

std::string fieldText(const Field& field)
{
    if (field.name.empty())
        return writeExpression(field.value);
    const std::string count = field.count.empty() ? "" : "(" + writeExpression(field.count.front()) + ")";
    return field.name + count + "=" + writeExpression(field.value);
}

std::string structureText(const std::vector<Field>& fields)
{
    std::string text;
    for (const Field& field : fields)
        text += (text.empty() ? "" : ", ") + fieldText(field);
    return "{" + text + "}";
}

std::string flagsText(std::uint16_t flags)
{
    constexpr std::array<std::pair<char, std::uint16_t>, 9> kFlags{{{'S', flag::kSyn},
                                                                    {'F', flag::kFin},
                                                                    {'R', flag::kRst},
                                                                    {'P', flag::kPsh},
                                                                    {'U', flag::kUrg},
                                                                    {'E', flag::kEce},
                                                                    {'W', flag::kCwr},
                                                                    {'A', flag::kAe},
                                                                    {'.', flag::kAck}}};
    std::string text;
    for (const auto& [letter, bit] : kFlags)
        if (flags & bit)
            text += letter;
    return text.empty() ? "-" : text;
}

std::string ipText(const IpInfo& ip)
{
    constexpr std::array<std::string_view, 5> kEcn{"noecn", "ect1", "ect0", "ce", "ect01"};
    std::string text;
    const auto add = [&](const std::string& fact) { text += (text.empty() ? "" : ", ") + fact; };
    if (ip.ecn)
        add(std::string(kEcn[static_cast<std::size_t>(*ip.ecn)]));
    if (ip.typeOfService)
        add(fmt::format("tos 0x{:02x}", *ip.typeOfService));
    if (ip.timeToLive)
        add(fmt::format("ttl {}", *ip.timeToLive));
    if (ip.flowLabel)
        add(fmt::format("flowlabel 0x{:x}", *ip.flowLabel));
    return text.empty() ? text : "(" + text + ") ";
}

std::string tunnelText(const std::optional<Ports>& tunnel) { return tunnel ? fmt::format("/udp({} > {})", tunnel->from, tunnel->to) : ""; }

std::string segmentText(const TcpSegment& segment)
{
    std::string text = flagsText(segment.flags) + " ";
    text += segment.anySequence ? "..." : fmt::format("{}:{}", segment.start, segment.start + segment.length);
    text += fmt::format("({})", segment.length);
    if (segment.absoluteSequence)
        text += "!";
    if (segment.ack)
        text += fmt::format(" ack {}", *segment.ack);
    if (segment.window)
        text += fmt::format(" win {}", *segment.window);
    if (segment.urgent != 0)
        text += fmt::format(" urg {}", segment.urgent);
    if (segment.anyOptions)
        text += " <...>";
    else if (!segment.options.empty())
        text += " <" + format(segment.options) + ">";
    return text;
}

std::string icmpText(const IcmpMessage& message, const std::optional<Ports>& tunnel)
{
    std::string text = "icmp " + message.type;
    if (!message.code.empty())
        text += " " + message.code;
    if (message.mtu)
        text += fmt::format(" mtu {}", *message.mtu);
    if (message.id)
        text += fmt::format(" id {}", *message.id);
    switch (message.quote) {
    case IcmpMessage::Quote::Plain: return text + tunnelText(tunnel);
    case IcmpMessage::Quote::Sequence:
        text += fmt::format(" [{}:{}({})", message.start, message.start + message.length, message.length);
        break;
    case IcmpMessage::Quote::Udp: text += fmt::format(" [udp({})", message.length); break;
    case IcmpMessage::Quote::Raw: text += fmt::format(" [raw({})", message.length); break;
    }
    return text + tunnelText(tunnel) + "]";
}

struct EventWriter {
    std::string operator()(const Packet& packet) const { return writePacket(packet); }
    std::string operator()(const Call& call) const { return writeCall(call); }
    std::string operator()(const Command& command) const { return "`" + command.text + "`"; }
    std::string operator()(const Code& code) const { return "%{" + code.text + "}%"; }
};

}  // namespace

std::string writeExpression(const Expression& expression)
{
    using Kind = Expression::Kind;
    switch (expression.kind) {
    case Kind::Any: return "...";
    case Kind::Integer:
        // A negative number has no hexadecimal form in the language that everybody would read in the same way.
        return expression.hexadecimal && expression.number >= 0 ? fmt::format("0x{:x}", expression.number)
                                                                : std::to_string(expression.number);
    case Kind::Word: return expression.text;
    case Kind::Text: return quoted(expression.text);
    case Kind::Either: return joined(expression.parts, "|");
    case Kind::List: return "[" + joined(expression.parts, ", ") + "]";
    case Kind::Function: return expression.text + "(" + joined(expression.parts, ", ") + ")";
    case Kind::Structure: return structureText(expression.fields);
    }
    return {};
}

std::string writeCall(const Call& call)
{
    std::string text = call.until ? "..." + seconds(*call.until) + " " : "";
    text += call.name + "(" + joined(call.arguments, ", ") + ") = " + writeExpression(call.result);
    if (!call.error.empty())
        text += " " + call.error;
    if (!call.note.empty())
        text += " (" + call.note + ")";
    return text;
}

std::string writePacket(const Packet& packet)
{
    std::string text = packet.outbound() ? "> " : "< ";
    for (const std::string& encapsulation : packet.encapsulations)
        text += encapsulation + ": ";
    text += ipText(packet.ip);
    if (packet.ports)
        text += fmt::format("{} > {} ", packet.ports->from, packet.ports->to);
    if (const auto* icmp = std::get_if<IcmpMessage>(&packet.body))
        return text + icmpText(*icmp, packet.tunnel);
    if (const auto* udp = std::get_if<UdpDatagram>(&packet.body))
        return text + fmt::format("udp ({})", udp->length) + tunnelText(packet.tunnel);
    return text + segmentText(std::get<TcpSegment>(packet.body)) + tunnelText(packet.tunnel);
}

std::string writeEvent(const Event& event)
{
    const std::string what = std::visit(EventWriter{}, event.what);
    // The end of a blocking call belongs to the time before it.
    return timeText(event.time) + (what.starts_with("...") ? "" : " ") + what;
}

std::string writeScript(const Script& script)
{
    std::string text;
    for (const ScriptOption& option : script.options)
        text += "--" + option.name + (option.value.empty() ? "" : "=" + option.value) + "\n";
    if (script.setUp)
        text += "`" + script.setUp->command.text + "`\n";
    for (const Event& event : script.events)
        text += writeEvent(event) + "\n";
    if (script.cleanUp)
        text += "`" + script.cleanUp->command.text + "`\n";
    return text;
}

}  // namespace tcplab::packetdrill
