// Makes the hosts and the links of a lab, and makes them anew.
#pragma once

#include "base/result.h"
#include "lab/lab.h"
#include "sim/host.h"
#include "sim/link_direction.h"
#include "sim/prepare.h"

namespace tcplab {

// Each part has its own streams of random numbers, and each life of a part has others: what it draws after a reboot or a cut depends on
// nothing that happened before, so that an edit there changes nothing here. A kernel, too, draws its secrets anew when it starts.
class LabParts {
public:
    // All outlive the parts.
    LabParts(const Lab& lab, const Catalogue& catalogue, std::uint64_t seed, Recorder& recorder);

    // `life`: 1 is the first. A Problem names the plugin or parameter by its path in the lab.
    Result<std::unique_ptr<Host>> host(std::size_t index, HostId id, int life, Host::Outlet outlet);
    // Direction 2 i is link i from its first host to its second, 2 i + 1 the way back.
    Result<std::unique_ptr<LinkDirection>> direction(std::size_t index, LinkId id, int life, LinkDirection::Loses loses,
                                                     LinkDirection::TooBig tooBig);

private:
    RandomStream random(const std::string& place, int life) const;
    Result<void> addApps(Host& host, std::size_t index, int life);

    const Lab& lab_;
    const Catalogue& catalogue_;
    Preparation preparation_;
    std::uint64_t seed_;
    Recorder& recorder_;
    HostNames names_;
};

}  // namespace tcplab
