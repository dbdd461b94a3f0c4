// An HTTP/1.1 client that gets one resource a number of times (RFC 9112).
#pragma once

#include <vector>

#include "app_http/fetching.h"

namespace tcplab::app_http {

class Client : public App {
public:
    explicit Client(const AppSetup& setup);

    void start(Instant now) override { timeHasCome(now); }
    void timeHasCome(Instant now) override;
    void notice(Instant now, const Notice& notice) override;
    Instant nextWake() const override { return begun_ ? kNever : begin_; }
    bool finished() const override;
    std::string source() const override { return source_; }

    // Complete responses so far, and the octets of their bodies.
    std::int64_t responses() const { return errand_.responses; }
    std::uint64_t bodyOctets() const { return errand_.bodyOctets; }

private:
    const Instant begin_;
    const std::string source_;
    bool begun_ = false;
    Errand errand_;
    std::vector<Fetching> connections_;
};

}  // namespace tcplab::app_http
