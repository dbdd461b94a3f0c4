// What a plugin says about itself, readable without loading it.
#pragma once

#include <any>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/localized_text.h"
#include "base/result.h"
#include "base/value.h"
#include "trace/reading.h"

namespace tcplab {

// A plugin built for another number is not loaded.
constexpr int kContractVersion = 2;

enum class PluginKind : std::uint8_t { Engine, CongestionControl, LinkStage, App, PacketIo };
// "engine", "congestion-control", "link-stage", "app", "packet-io"
std::string_view name(PluginKind kind);

enum class ParameterType : std::uint8_t { Boolean, Count, Number, Duration, Rate, Size, Text, Choice, List };
std::string_view name(ParameterType type);

// Durations are kept as nanoseconds, rates as bit/s, sizes as octets.
struct ParameterSpec {
    std::string name;
    ParameterType type = ParameterType::Text;
    Value defaultValue;            // normalized; see Parameters
    std::optional<Value> minimum;  // inclusive; Count, Number, Duration, Rate, Size
    std::optional<Value> maximum;
    std::vector<std::string> choices;  // Choice
    std::vector<ParameterSpec> items;  // List: what each of its entries (an object) may hold
    std::optional<PluginKind> names;   // Text: the id of a plugin of this kind, which has to be loaded
    bool optional = false;             // no default: may be absent
    bool required = false;             // no default: must be given; a card says so by giving neither default nor optional
    bool counterfactual = false;       // anything but its default breaks the protocol, for a lesson; no real peer may meet it
    LocalizedText title;
    LocalizedText summary;  // one sentence
};

struct Card {
    std::string id;  // "link_delay"
    PluginKind kind = PluginKind::Engine;
    std::string version;
    int contract = 0;
    LocalizedText title;
    LocalizedText summary;
    std::vector<ParameterSpec> parameters;
    std::vector<ReadingSpec> readings;  // of a congestion control: what goes into the Trace
    bool counterfactual = false;        // using it at all breaks the protocol, for a lesson; no real peer may meet it
};

// The JSON form: plugins/README.md.
Result<Card> parseCard(std::string_view json);

// The values for a plugin, complete and in their ranges: made from a card and what a lab says. A copy shares them.
class Parameters {
public:
    Parameters() = default;
    explicit Parameters(ValueMap values) : values_(std::make_shared<const ValueMap>(std::move(values))), made_(std::make_shared<std::any>())
    {}

    // The type must be the card's; asking for another is our own mistake.
    bool boolean(std::string_view name) const { return get<bool>(name); }
    std::int64_t count(std::string_view name) const { return get<std::int64_t>(name); }
    double number(std::string_view name) const { return get<double>(name); }
    Duration duration(std::string_view name) const { return Duration{get<std::int64_t>(name)}; }
    BitRate rate(std::string_view name) const { return BitRate{get<std::int64_t>(name)}; }
    std::int64_t size(std::string_view name) const { return get<std::int64_t>(name); }
    const std::string& text(std::string_view name) const { return get<std::string>(name); }
    // Of a list; each is complete in the same way.
    std::vector<Parameters> entries(std::string_view name) const;

    bool has(std::string_view name) const { return values_ && values_->contains(name); }
    const ValueMap& values() const;

    // What a plugin makes of them: by the first who asks, for all who share them. Those of one world, which one thread makes, share them.
    template <class T, class Make>
    std::shared_ptr<const T> once(Make&& make) const
    {
        if (!made_)
            return std::make_shared<const T>(make());
        if (const auto* known = std::any_cast<std::shared_ptr<const T>>(made_.get()))
            return *known;
        return made_->template emplace<std::shared_ptr<const T>>(std::make_shared<const T>(make()));
    }

private:
    // An entry of a list.
    explicit Parameters(std::shared_ptr<const ValueMap> values) : values_(std::move(values)) {}

    template <class T>
    const T& get(std::string_view name) const
    {
        TCPLAB_ASSURE(values_);
        const auto found = values_->find(name);
        TCPLAB_ASSURE(found != values_->end());
        const T* value = std::get_if<T>(&found->second.is);
        TCPLAB_ASSURE(value != nullptr);
        return *value;
    }

    std::shared_ptr<const ValueMap> values_;  // nullptr: none
    std::shared_ptr<std::any> made_;          // see once(); nullptr: nothing is kept
};

// Checks what was given against the specs, reads texts with units, fills in defaults. The Problem's path is
// the name of the parameter ("/delay", "/calls/3/at"); its sentence names what would be right.
Result<Parameters> normalize(const std::vector<ParameterSpec>& specs, const ValueMap& given);

}  // namespace tcplab
