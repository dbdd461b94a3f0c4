#include "capture/pcapng.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include <fmt/format.h>

#include "capture/host_capture.h"

namespace tcplab {
namespace {

constexpr std::uint32_t kSectionHeader = 0x0a0d0d0a, kInterfaceDescription = 1, kEnhancedPacket = 6;
constexpr std::uint32_t kByteOrderMagic = 0x1a2b3c4d;
constexpr std::uint16_t kEndOfOptions = 0, kComment = 1, kApplication = 4, kInterfaceName = 2, kTimeResolution = 9;
constexpr char kNanoseconds = 9;  // if_tsresol: 10^-9 s
constexpr std::size_t kOptionOctetsMax = 0xffff;

// One block, little-endian; its length stands before and behind its body (§3.1).
class Block {
public:
    explicit Block(std::uint32_t type) { word32(type), word32(0); }

    void word16(std::uint16_t value) { number(value, 2); }
    void word32(std::uint32_t value) { number(value, 4); }
    void word64(std::uint64_t value) { number(value, 8); }

    void padded(std::string_view octets)
    {
        octets_.append(octets);
        octets_.append((4 - octets.size() % 4) % 4, '\0');
    }

    void option(std::uint16_t code, std::string_view value)
    {
        value = value.substr(0, kOptionOctetsMax);
        word16(code), word16(static_cast<std::uint16_t>(value.size()));
        padded(value);
    }
    void endOptions() { option(kEndOfOptions, {}); }

    void writeTo(std::ostream& out)
    {
        const auto length = static_cast<std::uint32_t>(octets_.size() + 4);
        word32(length);
        for (std::size_t i = 0; i < 4; ++i)
            octets_[4 + i] = octets_[octets_.size() - 4 + i];
        out.write(octets_.data(), static_cast<std::streamsize>(octets_.size()));
    }

private:
    void number(std::uint64_t value, int octets)
    {
        for (int i = 0; i < octets; ++i)
            octets_.push_back(static_cast<char>(value >> 8 * i));
    }

    std::string octets_;
};

std::string_view asText(OctetView octets) { return {reinterpret_cast<const char*>(octets.data()), octets.size()}; }

std::string inWords(Rule rule)
{
    const RuleText& text = textOf(rule);
    return fmt::format("{} ({}, {})", text.name, text.document, text.section);
}

}  // namespace

PcapngWriter::PcapngWriter(std::ostream& out, CaptureLinkType linkType, std::string_view interfaceName, std::int64_t epoch)
    : out_(out), epoch_(epoch)
{
    Block section(kSectionHeader);
    section.word32(kByteOrderMagic);
    section.word16(1), section.word16(0);  // version 1.0
    section.word64(~std::uint64_t{0});     // the section's length is not known beforehand
    section.option(kApplication, "TCP Lab"), section.endOptions();
    section.writeTo(out_);

    Block interface(kInterfaceDescription);
    interface.word16(static_cast<std::uint16_t>(linkType)), interface.word16(0);
    interface.word32(0);  // no limit on the packets' length
    interface.option(kInterfaceName, interfaceName);
    interface.option(kTimeResolution, {&kNanoseconds, 1}), interface.endOptions();
    interface.writeTo(out_);
}

void PcapngWriter::write(Instant at, OctetView octets, std::uint32_t length, std::string_view comment)
{
    const auto time = static_cast<std::uint64_t>(epoch_ + nanoseconds(at));
    Block packet(kEnhancedPacket);
    packet.word32(0);  // the interface
    packet.word32(static_cast<std::uint32_t>(time >> 32)), packet.word32(static_cast<std::uint32_t>(time));
    packet.word32(static_cast<std::uint32_t>(octets.size())), packet.word32(length);
    packet.padded(asText(octets));
    if (!comment.empty())
        packet.option(kComment, comment), packet.endOptions();
    packet.writeTo(out_);
}

void writePcapng(const Trace& trace, HostId seenAt, std::ostream& out)
{
    const HostCapture capture(trace, seenAt);
    PcapngWriter writer(out, capture.isEthernet() ? CaptureLinkType::Ethernet : CaptureLinkType::RawIp,
                        seenAt.valid() ? trace.host(seenAt).name : "capture");
    const std::size_t size = trace.size();
    for (std::size_t i = 0; i < size; ++i)
        if (const auto packet = capture.at(i))
            writer.write(trace[i].at, packet->octets, packet->length, inWords(packet->rule));
}

Result<void> savePcapng(const Trace& trace, HostId seenAt, const std::string& path)
{
    const auto problem = [&path](const Sentence& what) {
        return tl::unexpected(problemIn(path, {QT_TRANSLATE_NOOP("Sentence", "{0}: {1}."), what, std::string(std::strerror(errno))}));
    };
    const std::string unfinished = path + ".part";
    errno = 0;
    std::ofstream out(unfinished, std::ios::binary);
    if (!out)
        return problem(QT_TRANSLATE_NOOP("Sentence", "The capture cannot be written"));
    writePcapng(trace, seenAt, out);
    out.close();
    if (!out || std::rename(unfinished.c_str(), path.c_str()) != 0) {
        const int cause = errno;
        std::remove(unfinished.c_str());
        errno = cause;
        return problem(QT_TRANSLATE_NOOP("Sentence", "The capture could not be written completely"));
    }
    return {};
}

}  // namespace tcplab
