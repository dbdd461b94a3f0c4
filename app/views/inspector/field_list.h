// Header fields, one behind the other.
#pragma once

#include <QCoreApplication>

#include "views/inspector/header_fields.h"
#include "wire/ip.h"

namespace tcplab {

struct HeaderWords {
    Q_DECLARE_TR_FUNCTIONS(HeaderWords)
};

class FieldList {
public:
    void begin(HeaderField::Part part, std::uint32_t octet)
    {
        part_ = part;
        bit_ = octet * 8;
    }
    void add(std::uint32_t bits, const QString& name, const QString& value)
    {
        fields_.push_back({part_, name, value, bit_, bits});
        bit_ += bits;
    }
    void add(std::uint32_t bits, const QString& name, std::uint64_t value) { add(bits, name, QString::number(value)); }
    std::vector<HeaderField> take() { return std::move(fields_); }

private:
    std::vector<HeaderField> fields_;
    HeaderField::Part part_ = HeaderField::Part::Ipv4;
    std::uint32_t bit_ = 0;
};

inline QString hex16(std::uint16_t value) { return QStringLiteral("0x%1").arg(value, 4, 16, QLatin1Char('0')); }

inline QString checksumText(std::uint16_t value, bool correct)
{
    return hex16(value) + u' ' + (correct ? HeaderWords::tr("correct") : HeaderWords::tr("wrong"));
}

// The fields of what the datagram carries, when it is TCP, UDP or ICMP and its header is whole. Returns the octets of that header.
std::size_t addTransport(FieldList& fields, const wire::IpDatagram& ip, const InitialNumbers& numbers);

}  // namespace tcplab
