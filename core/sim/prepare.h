// From the name of a plugin in a lab to its factory and its checked parameters.
#pragma once

#include <vector>

#include "lab/lab.h"
#include "plugin/catalogue.h"
#include "sim/link_direction.h"

namespace tcplab {

// A use of a plugin and where it stands in the lab.
struct PlacedUse {
    const PluginUse& use;
    std::string path;
};

template <class Factory>
struct Prepared {
    const Factory* factory = nullptr;
    Parameters parameters;
};

// The uses of one world. It may have thousands of hosts that are alike: parameters that were given before, and not long ago, are not
// worked out again, and all who use them share them.
class Preparation {
public:
    // All that it is asked about outlives it, too.
    explicit Preparation(const Catalogue& catalogue) : catalogue_(catalogue) {}

    // A Problem names the plugin or parameter by its path in the lab.
    Result<Prepared<EngineFactory>> engine(const PlacedUse& place);
    Result<Prepared<AppFactory>> app(const PlacedUse& place);
    Result<Prepared<PacketIoFactory>> packetIo(const PlacedUse& place);
    // Puts a stage at the end of a direction.
    Result<void> addStage(LinkDirection& link, const PlacedUse& place, const RandomStream& random);
    // What a host sets of congestion controls, against their cards. `path` is the host's.
    Result<void> checkCongestionControls(const LabHost& host, const std::string& path);

private:
    struct Known {
        const Card* card;
        const ValueMap* given;
        Parameters parameters;
    };

    template <class Factory>
    Result<Prepared<Factory>> prepare(const PlacedUse& place, PluginKind kind, const Factory* factory);
    // The path of a Problem begins at the parameters.
    Result<Parameters> check(const Card& card, const ValueMap& given);
    Result<void> findNamed(const Card& card, const Parameters& parameters) const;

    const Catalogue& catalogue_;
    std::vector<Known> known_;  // few; the one asked for last comes first
};

}  // namespace tcplab
