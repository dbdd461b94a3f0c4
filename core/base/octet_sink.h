// Where octets go that somebody else has.
#pragma once

#include "base/octet_source.h"

namespace tcplab {

class OctetSink {
public:
    virtual ~OctetSink() = default;
    // The next octets of the stream; they are gone when this returns.
    virtual void take(OctetView octets) = 0;
    // The same, for octets that still lie in their source: who does not look at them need not have them copied.
    virtual void take(const SourcePart& part)
    {
        lookAt(part, [this](OctetView octets) { take(octets); });
    }
};

}  // namespace tcplab
