// Packet lines: TCP segments, ICMP messages, UDP datagrams.
#include <algorithm>
#include <array>

#include "packetdrill/option_octets.h"
#include "packetdrill/reader.h"

namespace tcplab::packetdrill {
namespace {

constexpr std::size_t kOptionOctetsMax = 40;  // RFC 9293 §3.1: the data offset has four bits
constexpr std::size_t kBlocksMax = 4;         // RFC 2018 §3

struct NamedEcn {
    std::string_view name;
    Ecn ecn;
};
constexpr std::array<NamedEcn, 5> kEcnNames{{
    {"noecn", Ecn::NoEcn},
    {"ect0", Ecn::Ect0},
    {"ect1", Ecn::Ect1},
    {"ect01", Ecn::Ect01},
    {"ce", Ecn::Ce},
}};

class PacketReader {
public:
    PacketReader(Reader& reader, Direction direction) : reader_(reader), cursor_(reader.cursor) { packet_.direction = direction; }

    Packet read()
    {
        readEncapsulations();
        readIpInfo();
        readPorts();
        cursor_.skipBlank();
        const std::string word = cursor_.wordAhead();
        if (word == "icmp")
            packet_.body = readIcmp();
        else if (word == "udp")
            packet_.body = readUdp();
        else
            packet_.body = readTcp();
        readTunnel();
        return std::move(packet_);
    }

private:
    void readEncapsulations()
    {
        for (;;) {
            cursor_.skipBlank();
            const std::string word = cursor_.wordAhead();
            if (word != "ipv4" && word != "ipv6" && word != "gre" && word != "mpls" && word != "psp")
                return;
            const Place begin = cursor_.place();
            std::string text;
            // An IPv6 address has colons of its own: the one that ends the header has a blank behind it.
            while (!cursor_.atEnd() && !(cursor_.peek() == ':' && !isWordCharacter(cursor_.peek(1)) && cursor_.peek(1) != ':'))
                text += cursor_.next();
            if (cursor_.atEnd())
                return reader_.fail(begin, {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is missing here"), std::string(":")});
            cursor_.next();
            packet_.encapsulations.push_back(text);
        }
    }

    void readIpInfo()
    {
        const std::string_view end = reader_.accept("(") ? ")" : reader_.accept("[") ? "]" : "";
        if (end.empty())
            return;
        while (!reader_.failed() && !reader_.accept(end)) {
            readIpFact();
            reader_.accept(",");
        }
    }

    void readIpFact()
    {
        const Place place = cursor_.place();
        const std::string word = cursor_.word();
        const auto ecn = std::find_if(kEcnNames.begin(), kEcnNames.end(), [&](const NamedEcn& named) { return named.name == word; });
        if (ecn != kEcnNames.end())
            packet_.ip.ecn = ecn->ecn;
        else if (word == "tos" || word == "class")
            packet_.ip.typeOfService = static_cast<std::uint8_t>(reader_.integer(0, 0xff));
        else if (word == "ttl" || word == "hlim")
            packet_.ip.timeToLive = static_cast<std::uint8_t>(reader_.integer(0, 0xff));
        else if (word == "flowlabel")
            packet_.ip.flowLabel = static_cast<std::uint32_t>(reader_.integer(0, 0xfffff));
        else
            reader_.fail(place, {QT_TRANSLATE_NOOP("Sentence",
                                                   "\"{0}\" is no fact about IP: take noecn, ect0, ect1, ect01, ce, tos, "
                                                   "ttl or flowlabel"),
                                 word});
        if (packet_.ip.ecn == Ecn::Ect01 && !packet_.outbound())
            reader_.fail(place, QT_TRANSLATE_NOOP("Sentence", "ect01 leaves a choice: only an outbound packet may have it"));
    }

    // "60000 > 8080"; a digit alone may also be an ACE field.
    void readPorts()
    {
        cursor_.skipBlank();
        Cursor ahead = cursor_;
        if (ahead.alphanumerics().empty())
            return;
        ahead.skipBlank();
        if (isDigit(cursor_.peek()) && ahead.peek() == '>')
            packet_.ports = readPortPair();
    }

    Ports readPortPair()
    {
        Ports ports;
        ports.from = reader_.number16();
        reader_.expect(">");
        ports.to = reader_.number16();
        return ports;
    }

    void readTunnel()
    {
        Cursor ahead = cursor_;
        ahead.skipBlank();
        if (!ahead.lookingAt("/udp"))
            return;
        reader_.accept("/udp");
        reader_.expect("(");
        packet_.tunnel = readPortPair();
        reader_.expect(")");
    }

    TcpSegment readTcp()
    {
        TcpSegment segment;
        segment.flags = readFlags();
        readSequence(segment);
        if (reader_.acceptWord("ack"))
            segment.ack = reader_.number32();
        if (reader_.acceptWord("win"))
            segment.window = reader_.number16();
        else if (!packet_.outbound())
            reader_.fail(QT_TRANSLATE_NOOP("Sentence", "an inbound segment needs its window: \"win 1000\""));
        if (reader_.acceptWord("urg"))
            segment.urgent = reader_.number16();
        if (reader_.accept("<"))
            readOptions(segment);
        return segment;
    }

    // "S.", "SEW", "-"; a digit is the ACE field of RFC 9768. "F ." is written at times.
    std::uint16_t readFlags()
    {
        cursor_.skipBlank();
        const Place place = cursor_.place();
        if (cursor_.take("-"))
            return 0;
        std::string letters;
        while (!cursor_.atEnd() && !cursor_.lookingAt("...") && flagOf(cursor_.peek()))
            letters += cursor_.next();
        cursor_.skipBlank();
        if (!letters.empty() && !cursor_.lookingAt("...") && cursor_.take("."))
            letters += '.';
        if (letters.empty())
            reader_.fail(place, QT_TRANSLATE_NOOP("Sentence",
                                                  "the segment's flags are missing here: some of SFRPUEWA and a dot for ACK, "
                                                  "or - for none"));
        if (letters.find_first_of("01234567") != std::string::npos && letters.find_first_of("EWA") != std::string::npos)
            reader_.fail(place,
                         QT_TRANSLATE_NOOP("Sentence", "an ACE digit and the letters E, W and A say the same thing: write one of them"));
        std::uint16_t flags = 0;
        for (const char letter : letters)
            flags |= *flagOf(letter);
        return flags;
    }

    static std::optional<std::uint16_t> flagOf(char letter)
    {
        switch (letter) {
        case 'S': return flag::kSyn;
        case 'F': return flag::kFin;
        case 'R': return flag::kRst;
        case 'P': return flag::kPsh;
        case 'U': return flag::kUrg;
        case '.': return flag::kAck;
        case 'E': return flag::kEce;
        case 'W': return flag::kCwr;
        case 'A': return flag::kAe;
        default: break;
        }
        if (letter < '0' || letter > '7')
            return std::nullopt;
        const int ace = letter - '0';
        return static_cast<std::uint16_t>((ace & 1 ? flag::kEce : 0) | (ace & 2 ? flag::kCwr : 0) | (ace & 4 ? flag::kAe : 0));
    }

    void readSequence(TcpSegment& segment)
    {
        cursor_.skipBlank();
        const Place place = cursor_.place();
        segment.anySequence = cursor_.take("...");
        std::uint32_t end = 0;
        if (segment.anySequence) {
            if (!packet_.outbound())
                reader_.fail(place, QT_TRANSLATE_NOOP("Sentence", "\"...\" leaves a choice: only an outbound packet may have it"));
        } else {
            segment.start = reader_.number32();
            reader_.expect(":");
            end = reader_.number32();
        }
        reader_.expect("(");
        segment.length = static_cast<std::uint32_t>(reader_.integer(0, 65535));
        reader_.expect(")");
        segment.absoluteSequence = cursor_.take("!");
        if (!segment.anySequence && end != segment.start + segment.length)
            reader_.fail(place, {QT_TRANSLATE_NOOP("Sentence", "{0}:{1} is not as long as the ({2}) behind it says"), segment.start, end,
                                 segment.length});
    }

    void readOptions(TcpSegment& segment)
    {
        const Place place = cursor_.place();
        if (reader_.accept("...")) {
            segment.anyOptions = true;
            if (!packet_.outbound())
                reader_.fail(place, QT_TRANSLATE_NOOP("Sentence", "\"...\" leaves a choice: only an outbound packet may have it"));
            return reader_.expect(">");
        }
        do
            segment.options.push_back(readOption());
        while (!reader_.failed() && reader_.accept(","));
        reader_.expect(">");
        if (reader_.failed())
            return;
        const std::size_t octets = octetsOf(segment.options).size();
        if (octets > kOptionOctetsMax)
            reader_.fail(place, {QT_TRANSLATE_NOOP("Sentence", "these options take {0} octets, but a header has room for {1}"), octets,
                                 kOptionOctetsMax});
        else if (octets % 4 != 0)
            reader_.fail(
                place,
                {QT_TRANSLATE_NOOP("Sentence", "these options take {0} octets: pad them to a multiple of 4 with nop or eol"), octets});
    }

    TcpOption readOption()
    {
        using Kind = TcpOption::Kind;
        TcpOption option;
        cursor_.skipBlank();
        const Place place = cursor_.place();
        const std::string name = cursor_.word();
        if (name == "mss") {
            option.kind = Kind::MaximumSegmentSize;
            option.value = reader_.number16();
        } else if (name == "wscale") {
            option.kind = Kind::WindowScale;
            option.value = static_cast<std::uint32_t>(reader_.integer(0, 255));
        } else if (name == "sackOK") {
            option.kind = Kind::SackPermitted;
        } else if (name == "sack") {
            option.kind = Kind::Sack;
            readBlocks(option);
        } else if (name == "TS") {
            option.kind = Kind::Timestamps;
            readTimestamps(option);
        } else if (name == "nop") {
            option.kind = Kind::Nop;
        } else if (name == "eol") {
            option.kind = Kind::EndOfList;
        } else if (name == "FO" || name == "FOEXP") {
            option.kind = name == "FO" ? Kind::FastOpen : Kind::FastOpenExperimental;
            option.octets = readHex();
        } else if (name == "md5") {
            option.kind = Kind::Md5;
            if (!reader_.acceptWord("valid"))
                option.octets = readHex();
        } else if (name == "ECN") {
            option.kind = Kind::AccurateEcn;
            readCounters(option);
        } else if (name == "uto") {
            option.kind = Kind::UserTimeout;
            readUserTimeout(option);
        } else {
            reader_.fail(place, {QT_TRANSLATE_NOOP("Sentence",
                                                   "\"{0}\" is no TCP option: take mss, wscale, sackOK, sack, TS, nop, eol, FO, "
                                                   "FOEXP, md5, ECN or uto"),
                                 name});
        }
        return option;
    }

    // Seconds, or minutes with an "m" behind.
    void readUserTimeout(TcpOption& option)
    {
        option.value = static_cast<std::uint32_t>(reader_.integer(0, 0x7fff));
        if (reader_.acceptWord("m"))
            option.value |= 0x8000;
    }

    void readBlocks(TcpOption& option)
    {
        do {
            const std::uint32_t left = reader_.number32();
            reader_.expect(":");
            option.blocks.emplace_back(left, reader_.number32());
            cursor_.skipBlank();
        } while (!reader_.failed() && isDigit(cursor_.peek()));
        if (option.blocks.size() > kBlocksMax)
            reader_.fail({QT_TRANSLATE_NOOP("Sentence", "a segment has room for {0} SACK blocks"), kBlocksMax});
    }

    void readTimestamps(TcpOption& option)
    {
        if (!reader_.acceptWord("val"))
            reader_.fail({QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is missing here"), std::string("val")});
        option.value = reader_.number32();
        if (!reader_.acceptWord("ecr"))
            reader_.fail({QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is missing here"), std::string("ecr")});
        option.echo = reader_.number32();
    }

    Octets readHex()
    {
        cursor_.skipBlank();
        const Place place = cursor_.place();
        std::string text = cursor_.take("\"") ? cursor_.alphanumerics() : reader_.meaning(cursor_.alphanumerics());
        cursor_.take("\"");
        std::erase(text, '"');
        if (text.starts_with("0x"))
            text.erase(0, 2);
        auto octets = octetsOfHex(text);
        if (!octets)
            reader_.fail(place, {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is no row of hexadecimal pairs"), text});
        return octets.value_or(Octets{});
    }

    void readCounters(TcpOption& option)
    {
        for (;;) {
            cursor_.skipBlank();
            const std::string name = cursor_.wordAhead();
            if (name != "e0b" && name != "e1b" && name != "ceb")
                return;
            cursor_.word();
            option.counters.emplace_back(name, static_cast<std::uint32_t>(reader_.integer(0, 0xffffff)));
            if (option.counters.size() > 3)
                return reader_.fail(QT_TRANSLATE_NOOP("Sentence", "the option has three counters at most"));
        }
    }

    IcmpMessage readIcmp()
    {
        IcmpMessage message;
        cursor_.word();
        cursor_.skipBlank();
        const Place place = cursor_.place();
        message.type = cursor_.word();
        if (message.type.empty())
            reader_.fail(place, QT_TRANSLATE_NOOP("Sentence", "the kind of ICMP message is missing here"));
        cursor_.skipBlank();
        const std::string word = cursor_.wordAhead();
        if (!word.empty() && word != "mtu" && word != "id") {
            message.code = reader_.meaning(cursor_.word());
            std::erase(message.code, '"');
        }
        if (reader_.acceptWord("mtu"))
            message.mtu = reader_.number32();
        if (reader_.acceptWord("id"))
            message.id = reader_.number32();
        if (reader_.accept("["))
            readQuote(message);
        return message;
    }

    void readQuote(IcmpMessage& message)
    {
        const bool udp = reader_.acceptWord("udp");
        const bool raw = !udp && reader_.acceptWord("raw");
        message.quote = udp ? IcmpMessage::Quote::Udp : raw ? IcmpMessage::Quote::Raw : IcmpMessage::Quote::Sequence;
        if (udp || raw) {
            reader_.expect("(");
            message.length = static_cast<std::uint32_t>(reader_.integer(0, 65535));
            reader_.expect(")");
        } else {
            TcpSegment quoted;
            packet_.direction = Direction::Outbound;  // what is quoted was sent by the stack under test
            readSequence(quoted);
            packet_.direction = Direction::Inbound;
            message.start = quoted.start;
            message.length = quoted.length;
        }
        readTunnel();
        reader_.expect("]");
    }

    UdpDatagram readUdp()
    {
        cursor_.word();
        UdpDatagram datagram;
        reader_.expect("(");
        datagram.length = static_cast<std::uint32_t>(reader_.integer(0, 65507));
        reader_.expect(")");
        return datagram;
    }

    Reader& reader_;
    Cursor& cursor_;
    Packet packet_;
};

}  // namespace

Packet readPacket(Reader& reader, Direction direction) { return PacketReader(reader, direction).read(); }

}  // namespace tcplab::packetdrill
